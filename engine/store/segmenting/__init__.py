"""Keeping segments up to date: with every event, when time turns, and when a condition is new.

Whoever looks at a customer here holds the dispatcher's lock on them from before the facts are read
until commit: two never decide about one customer at once, and who comes second sees what the first
has written. Who tells of a change also holds the customer as whoever stores an event does; for that
a dispatcher does not wait, and leaves it for later instead: others may be waiting for it.
"""
