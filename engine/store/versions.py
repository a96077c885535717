"""Published versions, parsed once per process: they never change."""

from collections import OrderedDict
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.errors import BrokenJourney, NotFound
from engine.store.tables import JourneyVersion

_KEPT = 512
_parsed: OrderedDict[UUID, Journey] = OrderedDict()


async def definition_of(session: AsyncSession, version_id: UUID) -> Journey:
    """The definition published as this version.

    Raises NotFound; and BrokenJourney when this code cannot read it, which an older or a newer
    Onward has published.
    """
    if version_id in _parsed:
        _parsed.move_to_end(version_id)
        return _parsed[version_id]
    found = await session.exec(
        select(JourneyVersion.definition).where(JourneyVersion.id == version_id)
    )
    definition = found.first()
    if definition is None:
        raise NotFound(f"There is no journey version {version_id}.")
    try:
        _parsed[version_id] = Journey.model_validate(definition)
    except ValidationError as error:
        raise BrokenJourney(
            f"The published version {version_id} cannot be read by this version of Onward:"
            f" {error.error_count()} of its parts are not as they should be."
        ) from error
    if len(_parsed) > _KEPT:
        _parsed.popitem(last=False)
    return _parsed[version_id]
