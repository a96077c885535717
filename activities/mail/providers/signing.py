"""Signature version 4, by which requests to AWS are signed.

Source: AWS, “Create a signed AWS API request”. Only what a POST without a query needs.
"""

import hmac
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"


def aws_headers(
    url: str,
    body: bytes,
    headers: dict[str, str],
    *,
    key: str,
    secret: str,
    region: str,
    service: str,
    now: datetime,
) -> dict[str, str]:
    """The headers with those added that prove who sends them. `now` is real time, aware UTC."""
    parts = urlsplit(url)
    moment, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    signed = {**headers, "Host": parts.netloc, "X-Amz-Date": moment}
    lines = sorted((name.lower(), " ".join(value.split())) for name, value in signed.items())
    names = ";".join(name for name, _ in lines)
    request = "\n".join(
        [
            "POST",
            quote(parts.path or "/", safe="/-_.~"),
            "",
            *(f"{name}:{value}" for name, value in lines),
            "",
            names,
            sha256(body).hexdigest(),
        ]
    )
    scope = f"{day}/{region}/{service}/aws4_request"
    text = "\n".join([_ALGORITHM, moment, scope, sha256(request.encode()).hexdigest()])
    made = _hmac(f"AWS4{secret}".encode(), day)
    for part in (region, service, "aws4_request"):
        made = _hmac(made, part)
    proof = hmac.new(made, text.encode(), sha256).hexdigest()
    credential = f"{_ALGORITHM} Credential={key}/{scope}"
    signed["Authorization"] = f"{credential}, SignedHeaders={names}, Signature={proof}"
    return signed


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), sha256)
