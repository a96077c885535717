"""Every provider that reports, and the secrets by which they are believed.

Written as `provider=secret`, separated by spaces; one provider may have two while one secret is
being exchanged for another.
"""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from engine.mailing import mailgun, postmark, resend, sendgrid, ses, sns
from engine.mailing.reporting import Reporter, Token
from engine.sources.delivery import Delivery


def _by_certificate(secrets: Sequence[str], delivery: Delivery, data: JsonValue) -> Token | None:
    raise AssertionError("Amazon SNS is believed by its certificate, which has to be fetched")


SES = Reporter(
    key="ses",
    name="Amazon SES",
    verify=_by_certificate,
    read=ses.read,
    check=sns.check_topic,
    secret="the ARN of the Amazon SNS topic",
)

REPORTERS: Mapping[str, Reporter] = {
    each.key: each
    for each in (
        SES,
        sendgrid.REPORTER,
        postmark.REPORTER,
        mailgun.REPORTER,
        resend.REPORTER,
    )
}


def secrets_from(written: str) -> dict[str, list[str]]:
    """The secrets of each provider. Raises `ValueError` with what is wrong."""
    found: dict[str, list[str]] = {}
    for each in written.split():
        provider, is_said, secret = each.partition("=")
        if not is_said or provider not in REPORTERS:
            known = ", ".join(REPORTERS)
            raise ValueError(f"each part is provider=secret, and the provider one of {known}")
        reporter = REPORTERS[provider]
        try:
            reporter.check(secret)
        except ValueError as error:
            raise ValueError(f"for {reporter.name}, {reporter.secret}: {error}") from None
        if not secret:
            raise ValueError(f"for {reporter.name}, {reporter.secret} is missing")
        found.setdefault(provider, []).append(secret)
    return found
