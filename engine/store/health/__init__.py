"""Accounts' health as it is kept: scorecards, looking at accounts, what people set instead.

What it is and how it is reckoned is in `engine.health`.
"""
