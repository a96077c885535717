"""The headers of a written mail, for providers that are handed its parts and not the whole."""

from activities.mail.message import Mail, email_message


def headers_of(mail: Mail) -> dict[str, str]:
    """Each on one line, decoded, as the providers want them."""
    return {name: " ".join(str(value).split()) for name, value in email_message(mail).items()}
