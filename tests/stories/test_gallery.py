"""Programs of the gallery as their files stand, where what they promise is a matter of time."""

import pytest

from journeys import GALLERY
from tests.stories.telling import Story, Traveller
from tests.world import days


async def publishes(story: Story, *programs: str) -> None:
    for program in programs:
        await story.world.publish((GALLERY / f"{program}.yaml").read_text("utf-8"))


async def renewing(story: Story, **account: object) -> Traveller:
    """A customer ninety days before their renewal, as the date that has come lets them in."""
    await publishes(story, "renewal")
    renewal = story.date(90)
    acme = await story.customer(account={"renewal_date": renewal, **account})
    told = {"journey": "renewal", "trait": "account.renewal_date", "offset": "-90d", "at": "09:00"}
    await acme.does("Date Reached", **told, date=renewal)
    return acme


WAITS = {"until-60": 60, "until-30": 30, "until-7": 7}


async def test_wherever_a_renewal_stands_it_moves_with_its_date(story: Story) -> None:
    acme = await renewing(story, health_band="yellow")
    for number, (wait, before) in enumerate(WAITS.items(), start=1):
        await acme.rests(wait)
        away = 90 + 20 * number
        await acme.moves(renewal_date=story.date(away))
        assert (await acme.enrollment()).current_step == wait
        assert await acme.wakes_on() == story.date(away - before)
    await acme.rests("until-the-day")
    assert await acme.got_on() == [("value", 51), ("for-longer", 101)]
    await acme.becomes(renewal_date=story.date(90 + 365))
    assert await acme.ends_at_once() == "goal"


async def test_a_red_account_is_called_and_left_alone_once_it_has_cancelled(story: Story) -> None:
    acme = await renewing(story, health_band="red")
    await acme.at_once("step-in")
    await acme.rests("until-30")
    assert [task.step for task in await acme.tasks()] == ["step-in", "who-talks", "call-60"]
    assert await acme.got() == []
    await acme.does("Subscription Cancelled")
    assert await acme.ends_at_once() == "exited"


async def turns(acme: Traveller, band: str, before: str) -> None:
    """The account's health turns, as it is told."""
    await acme.does("health.changed", **{"from": before, "to": band})
    await acme.becomes(health_band=band)


async def test_an_account_that_turns_red_is_called_and_green_ends_it_with_thanks(
    story: Story,
) -> None:
    await publishes(story, "save")
    acme = await story.customer(account={"health_band": "red"})
    await acme.does("health.changed", **{"from": "yellow", "to": "red"})
    await acme.at_once("called")
    assert [task.step for task in await acme.tasks()] == ["call"]
    await acme.rests("first-week")  # nobody has called within 48 hours
    assert [task.step for task in await acme.tasks()] == ["call", "not-called"]
    await turns(acme, "green", before="red")
    assert await acme.ends_at_once() == "recovered"
    call, not_called, thanks = await acme.tasks()
    assert (thanks.step, thanks.status) == ("thank-you", "open")
    assert [each.status for each in (call, not_called)] == ["cancelled", "cancelled"]
    assert call.note is not None
    assert call.note.startswith("No longer needed, as the customer has left the journey.")
    assert await acme.got() == ["outreach"]


async def test_yellow_ends_it_only_once_it_has_lasted(story: Story) -> None:
    await publishes(story, "save")
    acme = await story.customer(account={"health_band": "red"})
    await acme.does("health.changed", **{"from": "yellow", "to": "red"})
    await acme.at_once("called")
    await acme.has_done("call")
    await acme.at_once("first-week")
    await turns(acme, "yellow", before="red")
    await acme.passes(days(5))
    assert (await acme.enrollment()).current_step == "first-week"
    assert await acme.ends() == "recovered"
    ended = (await acme.enrollment()).ended_at
    assert ended is not None
    assert days(7) <= ended - story.begins < days(7.1)


@pytest.mark.parametrize("paid_at", ["first-try", "four-days", "two-weeks"])
async def test_a_payment_that_succeeds_ends_it_wherever_it_stands(
    story: Story, paid_at: str
) -> None:
    await publishes(story, "payment-failed")
    acme = await story.customer()
    await acme.does("payment.failed", attempts=1)
    await acme.rests(paid_at)
    got = await acme.got()
    await acme.does("payment.succeeded")
    assert await acme.ends_at_once() == "goal"
    await acme.passes(days(30))
    assert await acme.got() == got


async def test_five_tickets_stop_what_is_being_sold_until_it_is_quiet(story: Story) -> None:
    await publishes(story, "ticket-spike", "expansion-limit")
    acme = await story.customer(account={"limit_used": 84})
    selling, asking = acme.within("expansion-limit"), acme.within("ticket-spike")
    await acme.does("Plan Limit Approached")
    await selling.at_once("two-weeks")
    for _ in range(5):
        await acme.does("ticket.opened")
    await asking.at_once("look")
    await story.driver.settle()
    assert await selling.ends_at_once() == "exited"
    assert (await selling.why()).startswith("Promotions are paused for them")
    assert (await acme.traits())["promotions_paused"] is True
    await asking.has_done("look", "nothing-in-it")
    assert await asking.ends() == "quiet"
    assert (await acme.traits()).get("promotions_paused") is None
    assert await acme.got() == ["banner", "room", "noticed"]
