"""What the tracking API is sent, read and understood. Knows no HTTP, no database and no clock.

`reading` turns one decoded item into a `Call`; `identities` finds whom it is about, and `ledger`
works out what calls make of what is known about them. The store loads the one side and writes the
other.
"""
