"""Where templates and static files of the pages are. Holds no behaviour."""

from importlib.resources import files
from importlib.resources.abc import Traversable

TEMPLATES: Traversable = files(__name__) / "templates"
"""Jinja2 templates; names that begin with `_` are pieces of pages."""

STATIC: Traversable = files(__name__) / "static"
"""Styles, scripts, icons and vendored files, served as they are."""
