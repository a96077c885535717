"""What the tests of replies borrow from the API's."""

from tests.api.conftest import app, person, renderer, services, trials

__all__ = ["app", "person", "renderer", "services", "trials"]
