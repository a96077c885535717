"""Mail that comes in: read, told apart, matched, and cut to what was written."""

from collections.abc import Callable
from email.message import EmailMessage
from random import Random
from uuid import UUID

import pytest

from engine.replies.mail import Incoming, read_mail
from engine.replies.matching import candidates, proof_of, reply_address
from engine.replies.providers import Fields, from_mailgun, from_postmark, from_sendgrid
from engine.replies.quoting import written
from engine.replies.telling_apart import told_apart

OURS = UUID("6f1c9c0e-7c39-5a0f-9a57-0c8f5a8f3c11")
KEY = b"a secret of the tests, long enough"
WIRE = f"<{OURS}.{proof_of(OURS, KEY)}@northwind.test>"


def mail(**headers: str) -> Incoming:
    """A mail with these headers; `text` is its text, and `_` stands for `-`."""
    message = EmailMessage()
    message.set_content(headers.pop("text", "Thanks!"))
    known = {"From": "Ada <Ada@Acme.test>", "Subject": "Re: Hello", "Message-ID": "<1@acme.test>"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in (known | given).items():
        del message[name]
        message[name] = value
    return read_mail(message.as_bytes())


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "reply"),
        ({"Subject": "Re: your holiday offer, am on vacation"}, "reply"),
        ({"Auto_Submitted": "auto-replied"}, "out_of_office"),
        ({"X_Autoreply": "yes"}, "out_of_office"),
        ({"Precedence": "auto_reply"}, "out_of_office"),
        ({"Subject": "Automatische Antwort: Hello"}, "out_of_office"),
        ({"Subject": "Automatisch antwoord: Hello"}, "out_of_office"),
        ({"Subject": "Réponse automatique : Hello"}, "out_of_office"),
        ({"Subject": "Respuesta automática: Hello"}, "out_of_office"),
        ({"Subject": "Out of office until Monday"}, "out_of_office"),
        ({"Subject": "Abwesenheitsnotiz"}, "out_of_office"),
        ({"Auto_Submitted": "auto-replied", "Subject": "[Ticket #4711] received"}, "automatic"),
        ({"Auto_Submitted": "auto-generated"}, "automatic"),
        ({"Precedence": "bulk"}, "automatic"),
        (
            {"From": "MAILER-DAEMON@acme.test", "Subject": "Undelivered Mail Returned to Sender"},
            "bounce",
        ),
        ({"From": "postmaster@acme.test", "Subject": "Message delayed"}, "automatic"),
    ],
)
def test_what_comes_in_is_told_apart(headers: dict[str, str], kind: str) -> None:
    assert told_apart(mail(**headers)).kind == kind


REPORT = f"""From: MAILER-DAEMON@mx.test
Message-ID: <9@mx.test>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It failed.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; ada@acme.test
Action: {{action}}
Status: {{status}}

--b
Content-Type: {{kind}}

Message-ID: {WIRE}
Subject: Hello

--b--
"""


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
@pytest.mark.parametrize(
    ("action", "status", "told"), [("failed", "5.1.1", "bounce"), ("delayed", "4.4.1", "automatic")]
)
def test_a_delivery_report_names_our_mail(kind: str, action: str, status: str, told: str) -> None:
    report = REPORT.format(kind=kind, action=action, status=status)
    found = read_mail(report.encode())
    assert told_apart(found).kind == told
    assert candidates(found, KEY) == [(OURS, True)]


def test_a_reply_is_matched_by_its_thread_or_by_its_address() -> None:
    assert candidates(mail(In_Reply_To=WIRE), KEY) == [(OURS, True)]
    assert candidates(mail(References=f"<x@y> {WIRE.upper()} <z@w>"), KEY) == [(OURS, True)]
    address = reply_address("replies@in.northwind.test", OURS, KEY)
    assert candidates(mail(To=f"Maya <{address.upper()}>"), KEY) == [(OURS, True)]
    assert candidates(mail(To=address), b"another key") == []
    assert candidates(mail(In_Reply_To="<hello@acme.test>"), KEY) == []


def test_an_id_alone_proves_nothing_and_a_wrong_proof_is_none() -> None:
    bare = f"<{OURS}@northwind.test>"
    assert candidates(mail(In_Reply_To=bare), KEY) == [(OURS, False)]
    assert candidates(mail(In_Reply_To=bare, References=WIRE), KEY) == [(OURS, True)]
    assert candidates(mail(In_Reply_To=WIRE), b"another key") == []


@pytest.mark.parametrize(
    "text",
    [
        "Yes, please.\n\nOn Mon, 4 May 2026 at 09:00, Maya <m@n.test> wrote:\n> Hello\n",
        "Yes, please.\n\nOn Mon, 4 May 2026 at 09:00, Maya Müller\n<m@n.test> wrote:\n> Hello\n",
        "Yes, please.\n\nAm 04.05.2026 um 09:00 schrieb Maya:\n> Hello",
        "Yes, please.\n\nLe lun. 4 mai 2026 à 09:00, Maya <m@n.test> a écrit :\n> Hello",
        "Yes, please.\n\nEl lun, 4 may 2026, Maya (<m@n.test>) escribió:\n> Hello",
        "Yes, please.\n\nOp ma 4 mei 2026 om 09:00 schreef Maya <m@n.test>:\n> Hello",
        "Yes, please.\r\n\r\n-----Original Message-----\r\nFrom: Maya\r\n",
        "Yes, please.\n\n________________________________\nVon: Maya <m@n.test>\n",
        "Yes, please.\n\nVon: Maya <m@n.test>\nGesendet: Montag\n",
        "> Hello\n> there\nYes, please.\n-- \nAda Lovelace\n",
    ],
)
def test_only_what_they_wrote_is_kept(text: str) -> None:
    assert written(text) == "Yes, please."


def test_html_alone_is_read_as_words() -> None:
    message = EmailMessage()
    html = (
        "<style>p{}</style><p>Yes &amp; <b>thanks</b></p>"
        '<div class="gmail_quote">On Monday…<blockquote>Hello</blockquote></div>'
    )
    message.set_content(html, subtype="html")
    assert written(read_mail(message.as_bytes()).text) == "Yes & thanks"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 50,
        b"From: \xff\xfe\nSubject: =?x?q?\xff?=\nTo: @@,<<>>\n\n\x00body",
        b"Content-Type: multipart/mixed; boundary=\n\n--\n--",
        b"Content-Type: text/plain; charset=nonsense\n\n\xe9",
        b"In-Reply-To: " + b"<" * 5000,
        b"Content-Type: text/plain; charset*\n\nhello",
        b"Content-Type: text/plain; charset=undefined\n\nhello",
        b"Content-Disposition: inline; filename*\nContent-Type: text/plain\n\nhello",
        b"Date: x\nMessage-ID: <\nReferences: " + b"<a@b> " * 3000,
    ],
)
def test_garbage_is_read_as_it_is(raw: bytes) -> None:
    found = read_mail(raw)
    told_apart(found)
    assert candidates(found, KEY) == []
    assert "\x00" not in found.text + found.subject
    assert read_mail(raw).wire_message_id == found.wire_message_id


def test_no_mail_however_it_is_put_together_stops_the_reading() -> None:
    """**Invariant:** of any bytes there is something to read. **How it broke:** the library fails
    on `charset*`; the mail was read again for ever, and no reply behind it was."""
    pieces = [
        b"Content-Type: ", b"Content-Disposition: ", b"Content-Transfer-Encoding: base64",
        b"text/plain", b"multipart/mixed; boundary=b", b"message/rfc822", b"; charset*", b"*=",
        b"From: ", b"; charset*0*=x''%", b"; charset=idna", b"charset=undefined", b"\n",
        b"\n\n", b"\n--b\n", b"\x00", b"\xe9", b"=?x?q?\xff?=", b'"', b"<", b"[", b"(", b"@", b";",
    ]  # fmt: skip
    chance = Random(4)
    for _ in range(500):
        written = b"".join(chance.choice(pieces) for _ in range(chance.randint(1, 20)))
        told_apart(read_mail(written))
    odd = read_mail(b"From: ada@acme.test\nContent-Type: text/plain; charset*\n\nYes, please.")
    assert (odd.from_address, odd.text) == ("ada@acme.test", "Yes, please.")


POSTMARK = {
    "From": "ada@acme.test",
    "Subject": "Re: Grüße",
    "MessageID": "postmark-own",
    "TextBody": "Ja, gerne.",
    "Headers": [
        {"Name": "Message-ID", "Value": "<1@acme.test>"},
        {"Name": "In-Reply-To", "Value": WIRE},
    ],
}
SENDGRID = {
    "headers": f"Message-ID: <1@acme.test>\nContent-Type: multipart/mixed; boundary=x\n"
    f"References: <a@b>\n {WIRE}",
    "from": "ada@acme.test",
    "subject": "Re: Grüße",
    "text": "Ja, gerne.",
    "envelope": '{"to": ["replies@in.test"]}',
}
MAILGUN = {
    "message-headers": f'[["Message-Id", "<1@acme.test>"], ["In-Reply-To", "{WIRE}"]]',
    "from": "ada@acme.test",
    "subject": "Re: Grüße",
    "body-plain": "Ja, gerne.",
    "recipient": "replies@in.test",
}


@pytest.mark.parametrize(
    "raw",
    [from_postmark(POSTMARK), from_sendgrid(SENDGRID), from_mailgun(MAILGUN)],
    ids=["postmark", "sendgrid", "mailgun"],
)
def test_what_providers_post_is_the_mail_it_was(raw: bytes) -> None:
    found = read_mail(raw)
    assert found.wire_message_id == "<1@acme.test>"
    assert (found.from_address, found.subject, found.text.strip()) == (
        "ada@acme.test",
        "Re: Grüße",
        "Ja, gerne.",
    )
    assert candidates(found, KEY) == [(OURS, True)]


@pytest.mark.parametrize("take", [from_postmark, from_sendgrid, from_mailgun])
def test_whatever_a_provider_posts_is_read(take: Callable[[Fields], bytes]) -> None:
    awkward: list[Fields] = [
        {},
        {"Headers": 7, "headers": 7, "envelope": "[", "message-headers": '[1, ["x"]]'},
        {"Headers": [1], "envelope": "[]", "text": 5, "TextBody": None, "message-headers": "{}"},
    ]
    for data in awkward:
        assert candidates(read_mail(take(data)), KEY) == []
