"""The programs that come with Onward, as files anybody can read. Holds no behaviour."""

from importlib.resources import files
from importlib.resources.abc import Traversable

BUNDLED: Traversable = files(__name__)
"""Those that are published at the first start."""

GALLERY: Traversable = BUNDLED / "gallery"
"""Those that are only offered, for anybody to begin with."""
