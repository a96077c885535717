"""One `Database` for all tests, each time at another database of the same server."""

from typing import Any

from sqlalchemy import event, make_url

from engine.store.database import Database
from onward.embedded.postgres import EmbeddedPostgres


class Wandering(Database):
    """What SQLAlchemy has compiled stays with an engine. An engine of their own would have each
    test compile everything anew, which takes a tenth of the time."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        super().__init__(server.url, pool_size=5)
        self.name = ""
        event.listen(self.engine.sync_engine, "do_connect", self._connects)

    def goes_to(self, url: str) -> None:
        """From here on connections lead there. Those before must have been closed."""
        self.name = str(make_url(url).database)

    def _connects(
        self, dialect: object, record: object, arguments: object, options: dict[str, Any]
    ) -> None:
        options["database"] = self.name
