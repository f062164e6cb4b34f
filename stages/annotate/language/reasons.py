"""What decides a language, in words for people: reasons.toml."""

from functools import cache

from stages.resources import toml


@cache
def reasons() -> dict[str, str]:
    """Return all reasons, each with what it says."""
    return {row["name"]: row["says"] for row in toml(__package__, "reasons.toml")["reason"]}
