"""Whether what holds ask can be asked."""

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.arbiter import Policy
from engine.errors import Invalid
from engine.segments.written import in_words, problems
from engine.store.segments import others


async def sound_policy(session: AsyncSession, policy: Policy) -> None:
    """Raises Invalid: a hold asks what cannot be asked of an account, or of a segment there is
    not."""
    known = await others(session) if policy.holds else {}
    for hold in policy.holds:
        if wrong := problems(hold.when, "account", known):
            said = f"“{hold.name}”: {in_words(wrong)}"
            raise Invalid(said, problems=wrong, code="invalid_condition")
