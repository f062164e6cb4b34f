"""The sources that may state the day of publication, by the trust that they are given (``sources.toml``)."""

from typing import NamedTuple

from stages.resources import toml


class Trust(NamedTuple):
    """One row of the table.

    Attributes:
        rank: 0 for the source trusted most.
        earlier, later: how many days before or after the day that is taken it may lie without contradicting it.
        reason: why it stands where it stands.
    """

    rank: int
    earlier: int
    later: int
    reason: str


_ROWS = toml(__package__, "sources.toml")["source"]

#: Trust by the rule of a source.
SOURCES: dict[str, Trust] = {
    row["rule"]: Trust(rank, row["earlier"], row["later"], row["reason"]) for rank, row in enumerate(_ROWS)
}

#: Of a rule that the table does not name: it may state a day where no other source does.
UNKNOWN = Trust(len(_ROWS), 0, 0, "a rule that the table of sources does not name")


def trust_of(rule: str) -> Trust:
    """Return the trust that a source is given."""
    return SOURCES.get(rule, UNKNOWN)
