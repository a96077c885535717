"""How much one template may be, make and do. Generous for a mail, useless for an attack."""

MAX_SOURCE_BYTES = 100 * 1024
MAX_PIECES = 1_000
"""So many are looked at where the whole cannot be read."""
MAX_PROBLEMS = 10
"""So many are told at once."""
MAX_OUTPUT_CHARACTERS = 512 * 1024
MAX_TEXT_CHARACTERS = 64 * 1024
"""One value, while it is being put together."""
MAX_ITERATIONS = 10_000
"""Of all loops of a template together, inner ones counted each time round."""
MAX_NODES = 10_000
MAX_DEPTH = 40
"""Of expressions and blocks inside each other."""
MAX_NUMBER = 10**15
