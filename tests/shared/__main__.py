"""Write every shared file anew."""

from tests.shared.writing import FILES, HERE, written

for name in FILES:
    (HERE / name).write_bytes(written(name))
