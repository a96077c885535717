"""Segments that keep themselves: a condition over accounts or contacts, and who meets it.

Knows no store: who asks has gathered the facts, and keeps what comes of it.
"""
