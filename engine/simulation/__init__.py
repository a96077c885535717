"""A journey lived through in memory, on a virtual clock, by the very code that runs it for real.

Pure: no database, no Temporal, no network, no wall clock, and no chance but the random numbers
that are handed in. It sends nothing. `engine.simulator` is its front door.
"""
