"""npm, as the tests use it."""

import sys

from tests.clients import npm

if __name__ == "__main__":
    npm(*sys.argv[2:])
