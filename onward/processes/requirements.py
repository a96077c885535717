"""What every process insists on before it starts."""

from onward import migrate
from onward.errors import CannotStartError
from onward.settings import Settings


async def ready_database(settings: Settings) -> None:
    """Raises CannotStartError unless the database is there and in the state this code expects."""
    if not settings.database_url:
        raise CannotStartError(
            "ONWARD_DATABASE_URL is not set, and no `onward up` runs on "
            f"{settings.data_dir.absolute()}. Write postgresql://user:password@host:5432/name; or, "
            "when `up` runs with another --data-dir, set ONWARD_DATA_DIR to it."
        )
    found = await migrate.current_and_head(settings.database_url)
    if not found.known:
        raise migrate.DatabaseNewerError(migrate.newer(found))
    if not found.up_to_date:
        raise CannotStartError(
            f"The database is at revision {found.current or 'none'}, this code at {found.head}. "
            "Run `onward migrate` first."
        )


def secret_key(settings: Settings) -> bytes:
    """Raises CannotStartError when there is none."""
    key = settings.secret_key.get_secret_value()
    if not key:
        raise CannotStartError(
            "ONWARD_SECRET_KEY is not set. Write a random text, for example from: "
            "openssl rand -hex 32"
        )
    return key.encode()
