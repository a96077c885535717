"""Taking one customer as far as they can go now: the loop over `engine.interpreter` and all it
decides on the way. Pure: what it knows comes from its `Surroundings`, which also act for it.

Production and the simulator run this very code; they differ in their surroundings alone.
"""
