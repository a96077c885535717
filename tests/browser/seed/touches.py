"""What reaches people in seeded passages: mails, messages in the product, tasks."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.definition.steps import EmailStep, TaskStep
from engine.effects import Ask, Asked, Deliver, Delivered, Outcome
from engine.evaluation import Finding
from engine.facts import Fate
from engine.identifiers import message_id, task_id
from engine.sentences.words import template_in_words
from engine.store.tables import Message, Task

if TYPE_CHECKING:
    from tests.browser.seed.passages import Walk

MAIL = """<!doctype html><html><body style="margin:0;background:#f4f4f2;font-family:sans-serif">
<table width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px">
<table width="100%" style="max-width:560px;background:#ffffff;border-radius:8px"><tr>
<td style="padding:32px;color:#222222;font-size:16px;line-height:1.6"><p>Hi {first},</p>
<p>One thing for today, and ten minutes are enough: create a project from work that is on your desk
anyway. Something real beats a test.</p>
<p><a href="https://app.northwind.test" style="display:inline-block;padding:12px 20px;
background:#1f5f4a;color:#ffffff;border-radius:6px;text-decoration:none">Create a project</a></p>
<p>All the best,<br>Maya</p></td></tr></table></td></tr></table></body></html>"""
TEXT = """Hi {first},

One thing for today, and ten minutes are enough: create a project from work that is on your desk
anyway. Something real beats a test.

All the best,
Maya"""


def deliver(walk: "Walk", effect: Deliver) -> Outcome:
    walk.at += timedelta(seconds=2)
    dice = walk.dice.random()
    fate: Fate = "sent" if dice < 0.86 else "skipped" if dice < 0.97 else "failed"
    contact = walk.customer.contact
    first = (contact.name or "there").split()[0]
    template = walk.journey.definition.templates[effect.touch.template]
    heading = template_in_words(getattr(template, "subject", None) or template.title)  # type: ignore[union-attr]
    heading = heading.replace("[first name]", first).replace(
        "[account name]", walk.customer.account.name or "Your account"
    )
    identifier = message_id(walk.id, effect.step, effect.visit, contact.id)
    mail = isinstance(effect.touch, EmailStep)
    reason = {
        "sent": None,
        "skipped": "The contact wants no mail on “onboarding”.",
        "failed": "550 5.1.1 The mailbox does not exist.",
    }[fate]
    walk.rows.add(
        Message(
            id=identifier,
            enrollment_id=walk.id,
            journey_id=walk.journey.row.id,
            account_id=walk.customer.account.id,
            contact_id=contact.id,
            step=effect.step,
            visit=effect.visit,
            channel=effect.touch.type,
            template=effect.touch.template,
            topic=walk.journey.definition.topic,
            status=fate,
            reason=reason,
            to_address=contact.email if mail else None,
            from_name="Maya Lindqvist" if mail else None,
            subject=heading if fate != "skipped" else None,
            text=TEXT.format(first=first) if fate != "skipped" else None,
            html=MAIL.format(first=first) if fate != "skipped" else None,
            wire_message_id=f"<{identifier}@northwind.test>" if mail else None,
            provider_response="250 2.0.0 Ok: queued" if mail and fate == "sent" else None,
            attempts=1,
            created_at=walk.at,
            sent_at=walk.at if fate == "sent" else None,
        )
    )
    said = {
        "sent": f"Sent “{heading}” to {contact.email}.",
        "skipped": f"Left out: {reason}",
        "failed": f"Could not be sent to {contact.email}: {reason}",
    }[fate]
    because = {}
    if fate == "skipped":
        finding = Finding(
            text="“Project Created” at least once since entering", holds=True, actual=2
        )
        because = {"because": finding.as_json()}
    walk.note(fate, said, effect.step, because, message=identifier)
    return Delivered(fate)


def ask(walk: "Walk", effect: Ask) -> Outcome:
    assert isinstance(effect.task, TaskStep)
    contact = walk.customer.contact
    title = template_in_words(effect.task.title).replace(
        "[first name]", (contact.name or "the main contact").split()[0]
    )
    title = title.replace("[account name]", walk.customer.account.name or "this account")
    identifier = task_id(walk.id, effect.step, effect.visit)
    done = walk.dice.random() < 0.4
    kind, more = _asked(walk, title)
    walk.rows.add(
        Task(
            id=identifier,
            enrollment_id=walk.id,
            journey_id=walk.journey.row.id,
            account_id=walk.customer.account.id,
            contact_id=contact.id,
            step=effect.step,
            visit=effect.visit,
            kind=kind,
            title=f"Approve: {title}" if kind == "approval" else title,
            instructions=""
            if kind == "approval"
            else effect.task.instructions.replace("{{", "[").replace("}}", "]"),
            assignee_id=walk.customer.account.owner_id,
            assigned_because="the account’s owner"
            if walk.customer.account.owner_id
            else "the account has no owner",
            due_at=walk.at + timedelta(days=2),
            status="done" if done else "held" if "held_by" in more else "open",
            completed_at=walk.at + timedelta(hours=5) if done else None,
            completed_by="jonas@northwind.test" if done else None,
            note="They had no time so far. We start on Monday." if done else None,
            created_at=walk.at,
            due_since=walk.at,
            **more,
            outcome=more["outcomes"][0] if done and "outcomes" in more else None,
        )
    )
    walk.note("asked", f"Asked Maya (the account’s owner): {title}.", effect.step)
    return Asked()


def _asked(walk: "Walk", title: str) -> tuple[str, dict[str, Any]]:
    """Of every kind some: plain tasks, tasks with outcomes, approvals, held ones."""
    first = (walk.customer.contact.name or "there").split()[0]
    match walk.number % 4:
        case 1:
            return "task", {"outcomes": ["unblocked", "call-again-later", "not-interested"]}
        case 2 | 3:
            held = {"held_by": "maya@northwind.test", "held_at": walk.at + timedelta(hours=1)}
            preview = {
                "to": first,
                "subject": f"How is it going, {first}?",
                "text": TEXT.format(first=first),
            }
            more = {"outcomes": ["approved", "cancelled"], "preview": preview}
            return "approval", more | (held if walk.number % 8 == 3 else {})
        case _:
            return "task", {}
