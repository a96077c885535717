"""How a source is known, as a sentence for whoever sets it up."""

from typing import assert_never

from engine.sources.schemes import Address, Scheme, Secret, Signature


def scheme_in_words(scheme: Scheme) -> str:
    match scheme:
        case Address():
            return "By its address alone, which nobody can guess. Keep it to yourself."
        case Secret(header=header, form="plain"):
            return f"By the secret in the {header} header."
        case Secret(form="bearer"):
            return "By the secret as a Bearer token."
        case Secret():
            return "By a user name and password, written here as “user:password”."
        case Signature():
            timed = (
                f", made at most {scheme.tolerance.total_seconds() / 60:.0f} minutes ago"
                if scheme.timestamp
                else ""
            )
            return (
                f"By a signature in the {scheme.header} header"
                f" (HMAC-{scheme.algorithm.upper()}){timed}."
            )
        case _:
            assert_never(scheme)
