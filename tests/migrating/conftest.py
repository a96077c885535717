"""How properties are tried: the same examples for everybody, and no time limit on any of them."""

from hypothesis import settings

settings.register_profile("onward", deadline=None, derandomize=True, database=None)
settings.load_profile("onward")
