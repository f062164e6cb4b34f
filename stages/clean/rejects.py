"""Why a record does not become a document: the codes, and the sentence that tells its owner what to do.

The codes and sentences stand in ``rejects.toml``; only what turns them into values may live here.
"""

from functools import cache
from typing import NamedTuple

from stages.resources import toml


class Reject(NamedTuple):
    """A record that is quarantined instead of processed."""

    code: str
    message: str


@cache
def messages() -> dict[str, str]:
    """Return the sentence of each code, with its places to fill in."""
    return {row["code"]: row["message"] for row in toml(__package__, "rejects.toml")["reject"]}


def reject(code: str, **details: object) -> Reject:
    """Return the reject with this code, its sentence filled in.

    Raises:
        KeyError: there is no such code, or the sentence asks for a detail that is not given.
    """
    return Reject(code, messages()[code].format(**details))
