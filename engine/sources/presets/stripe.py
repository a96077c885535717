"""Stripe: billing. `Stripe-Signature: t=…,v1=…`, hexadecimal HMAC-SHA256 of `t.body`, five minutes.

The body is an event: `id`, `type`, `created` (seconds), `data.object` and, when something was
changed, `data.previous_attributes`. Amounts are in the currency's smallest unit.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, concluded, need, track
from engine.sources.looking import at, object_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature

_NAMES = {
    "invoice.payment_failed": "payment.failed",
    "invoice.paid": "payment.succeeded",
    "charge.refunded": "payment.refunded",
    "customer.subscription.created": "subscription.started",
    "customer.subscription.updated": "subscription.changed",
    "customer.subscription.deleted": "subscription.ended",
    "customer.subscription.trial_will_end": "trial.ending",
}


_PAYS = {"charge_automatically": "auto_pay", "send_invoice": "manual"}
"""How an account pays, by its invoice's `collection_method`, in the words of the health model."""


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    kind = need(text_at(data, "type"), "type")
    thing = object_at(data, "data.object")
    properties = {
        "type": kind,
        "object": text_at(thing, "id"),
        "status": text_at(thing, "status"),
        "amount": at(thing, "amount_due") if kind.startswith("invoice.") else at(thing, "amount"),
        "currency": text_at(thing, "currency"),
        "plan": text_at(thing, "items.data.0.price.nickname", "items.data.0.price.id", "plan.id"),
        "quantity": at(thing, "items.data.0.quantity"),
        "attempts": at(thing, "attempt_count"),
        "address": text_at(thing, "hosted_invoice_url"),
        "before": object_at(data, "data.previous_attributes") or None,
    }
    who, message_id = _who(kind, thing), need(text_at(data, "id"), "id")
    happened = track(
        _NAMES.get(kind, f"stripe.{kind}"),
        who,
        message_id=message_id,
        at=at(data, "created"),
        properties=properties,
    )
    status = _payment_status(kind, thing)
    if status is None or not (who.account or who.other):
        return Understood(items=(happened,))
    # Of the account alone: whoever an invoice was mailed to does not belong to it by that.
    described = concluded(
        Who(account=who.account, other=who.other),
        message_id=f"{message_id}/payment",
        at=at(data, "created"),
        traits={"payment_status": status},
    )
    return Understood(items=(happened, described))


def _payment_status(kind: str, invoice: JsonValue) -> str | None:
    match kind:
        case "invoice.payment_failed":
            return "failed"
        case "invoice.paid":
            return _PAYS.get(text_at(invoice, "collection_method") or "", "auto_pay")
        case _:
            return None


def _who(kind: str, thing: JsonValue) -> Who:
    """The account is the customer; `metadata` is where products put their own ids."""
    is_customer = kind.startswith("customer.") and text_at(thing, "object") == "customer"
    customer = text_at(thing, "id") if is_customer else text_at(thing, "customer.id", "customer")
    return Who(
        user=text_at(thing, "metadata.user_id", "subscription_details.metadata.user_id"),
        account=text_at(thing, "metadata.account_id", "subscription_details.metadata.account_id"),
        email=text_at(thing, "customer_email", "email", "billing_details.email"),
        other={"stripe": customer} if customer else {},
    )


PRESET = Preset(
    key="stripe",
    name="Stripe",
    kind="billing",
    scheme=Signature(header="stripe-signature", form="pairs", signed="{timestamp}.{body}",
                     timestamp="t"),
    read=_read,
    setup="Developers, Webhooks, Add endpoint. The secret is shown there under “Signing secret”.",
)  # fmt: skip
