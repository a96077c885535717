"""What a mail looks like on the wire, and what no name or subject can do to it."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.mail.message import AddressInvalid, Mail, Person, Unsubscribing, email_message
from engine.templates.values import one_line
from tests.mail.mails import MESSAGE_ID, mail
from tests.parts import tries

HEADERS = [
    "From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted", "X-Onward-Message",
    "MIME-Version", "Content-Type",
]  # fmt: skip


def received(sent: Mail) -> EmailMessage:
    raw = email_message(sent).as_bytes()
    read = message_from_bytes(raw, policy=SMTPUTF8)
    assert isinstance(read, EmailMessage)
    return read


def test_mail_is_complete() -> None:
    read = received(mail())
    assert sorted(read.keys()) == sorted(HEADERS)
    assert read["From"] == "Priya at Acme <priya@acme.example>"
    assert read["To"].addresses[0].display_name == "Zoë"
    assert read["Subject"] == "Willkommen, Zoë ✨"
    assert read["Message-ID"] == f"<{MESSAGE_ID}@acme.example>"
    proven = received(mail(proof="0123456789abcdef"))
    assert proven["Message-ID"] == f"<{MESSAGE_ID}.0123456789abcdef@acme.example>"
    assert read["X-Onward-Message"] == str(MESSAGE_ID)
    assert read["Date"] == "Mon, 30 Nov 2026 09:00:00 +0000"
    text, html = read.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert text.get_content().splitlines() == ["Grüße,", "Priya", ".", "the end"]
    assert html.get_content_type() == "text/html"
    assert html.get_content().strip() == "<p>Grüße,<br>Priya</p>"


def test_a_mail_sent_again_is_the_same_to_the_byte() -> None:
    """**Invariant:** whoever receives a second copy sees that it is one.

    **How it broke:** the library marks the borders of a mail's parts with a random number."""
    assert email_message(mail()).as_bytes() == email_message(mail()).as_bytes()


def test_one_click_unsubscribing_is_offered() -> None:
    read = received(
        mail(
            unsubscribing=Unsubscribing("https://u.example/t", "stop@acme.example?subject=stop"),
            reply_to=Person("csm@acme.example"),
        )
    )
    assert read["List-Unsubscribe"] == (
        "<https://u.example/t>, <mailto:stop@acme.example?subject=stop>"
    )
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["Reply-To"] == "csm@acme.example"


def test_long_addresses_in_headers_stay_readable() -> None:
    """**Invariant:** mail programs find the unsubscribe link. **How it broke:** the standard
    library encodes a word too long for a line, and no mail program decodes that header."""
    token = "t" * 150
    sent = mail(
        sender=Person("priya@" + "mail." * 30 + "example"),
        unsubscribing=Unsubscribing(f"https://u.example/{token}", "stop@acme.example"),
    )
    raw = email_message(sent).as_bytes()
    assert f"List-Unsubscribe: <https://u.example/{token}>,\r\n <mailto:stop".encode() in raw
    assert f"\r\nMessage-ID: {sent.wire_message_id}\r\n".encode() in raw


def test_unsubscribe_link_cannot_bring_a_header() -> None:
    with pytest.raises(ValueError, match="cannot stand in a header"):
        email_message(mail(unsubscribing=Unsubscribing("https://u.example/\r\nBcc: x@y.example")))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "zoe",
        "@harbour.example",
        "zoe@",
        "zoe@@harbour.example",
        "zoe@harbour..example",
        ".zoe@harbour.example",
        "zoe@-harbour.example",
        "zoe@harbour.example\r\nBcc: all@x.example",
        "zoe@harbour.example, eve@evil.example",
        "zoe <zoe@harbour.example>",
        "zoe@harbour.example\x00",
        "z" * 250 + "@harbour.example",
        "zoe@" + "ß" * 80 + ".example",
    ],
)
def test_what_cannot_be_an_address_is_refused(address: str) -> None:
    with pytest.raises(AddressInvalid):
        email_message(mail(recipient=Person(address)))


def test_domain_in_any_script_is_written_for_the_wire() -> None:
    assert "To: zoe@xn--hfen-loa.example\r\n" in (
        email_message(mail(recipient=Person("zoe@häfen.example"))).as_bytes().decode("ascii")
    )


def test_name_in_any_script_before_the_at_is_kept() -> None:
    raw = email_message(mail(recipient=Person("用户@例子.example", "用户"))).as_bytes()
    assert "To: 用户 <用户@xn--fsqu00a.example>\r\n" in raw.decode()


@settings(max_examples=tries(300), deadline=None)
@given(st.text(), st.text())
def test_no_name_or_subject_adds_or_changes_a_header(name: str, subject: str) -> None:
    sent = mail(
        sender=Person("priya@acme.example", name),
        recipient=Person("zoe@harbour.example", name),
        subject=subject,
    )
    raw = email_message(sent).as_bytes()
    read = message_from_bytes(raw, policy=SMTP)
    assert sorted(read.keys()) == sorted(HEADERS)
    assert [a.addr_spec for a in read["To"].addresses] == ["zoe@harbour.example"]
    assert [a.addr_spec for a in read["From"].addresses] == ["priya@acme.example"]
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


@pytest.mark.parametrize(
    "attempt", ["x\r\nBcc: all@x.example", "x\nBcc: y", "x\rBcc: y", "x\u2028Bcc: y", "x\x0bBcc: y"]
)
def test_line_breaks_in_a_subject_become_spaces(attempt: str) -> None:
    read = received(mail(subject=attempt, sender=Person("priya@acme.example", attempt)))
    assert read["Subject"] == one_line(attempt)
    assert "Bcc" not in read
    assert "Cc" not in read


def test_an_answer_reaches_the_csm_and_us() -> None:
    sent = email_message(
        mail(reply_to=Person("maya@n.test", "Maya"), replies_to=Person("in+r1@n.test", "Northwind"))
    )
    assert sent["Reply-To"] == "Maya <maya@n.test>, Northwind <in+r1@n.test>"
