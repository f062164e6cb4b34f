"""What was found of a corpus before it is published: a row for each thing that was checked, for people and programs."""

from dataclasses import dataclass
from typing import Any, NamedTuple

#: Checks that a person may overrule with a reason. The others say that the workspace is not what would be published.
FORCEABLE = frozenset({"schema", "rows", "nulls", "languages", "rejects", "profile", "hold"})

Value = int | float | str | None


class Row(NamedTuple):
    """One thing that was checked.

    Attributes:
        check: what kind of check: schema, rows, nulls, languages, rejects; see `checks` for the others.
        subject: of what: a table, a column, a language.
        before: in the published version; a whole number is a count, another one a share.
        now: in this one.
        allowed: in words.
        passed: whether it holds.
        reason: why not, in one sentence that can stand alone.
    """

    check: str
    subject: str
    before: Value
    now: Value
    allowed: str
    passed: bool
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """All that was checked.

    Attributes:
        published: the version that it was compared with; None for a first one.
        rows: the checks.
    """

    published: str | None
    rows: list[Row]

    @property
    def passed(self) -> bool:
        """Whether all of it holds."""
        return all(row.passed for row in self.rows)

    @property
    def refused(self) -> list[Row]:
        """What does not hold."""
        return [row for row in self.rows if not row.passed]

    @property
    def reasons(self) -> str:
        """Why it is refused, in one line."""
        return "; ".join(row.reason for row in self.refused)

    @property
    def forceable(self) -> bool:
        """Whether a person may overrule all that does not hold."""
        return all(row.check in FORCEABLE for row in self.refused)

    def record(self) -> dict[str, Any]:
        """Return it for a program."""
        return {"published": self.published, "passed": self.passed, "rows": [row._asdict() for row in self.rows]}

    def table(self) -> list[dict[str, str]]:
        """Return a row of words for each check."""
        return [
            {
                "check": row.check,
                "subject": row.subject,
                "published": _words(row.before),
                "now": _words(row.now),
                "allowed": row.allowed,
                "verdict": "passed" if row.passed else "REFUSED",
            }
            for row in self.rows
        ]

    def text(self) -> str:
        """Return the same as aligned lines, and the reasons below them."""
        rows = self.table()
        lines = [dict(zip(rows[0], rows[0], strict=True)), *rows] if rows else []
        widths = {name: max(len(line[name]) for line in lines) for name in lines[0]} if lines else {}
        told = ["  ".join(f"{line[name]:<{width}}" for name, width in widths.items()).rstrip() for line in lines]
        return "\n".join([*told, *(f"{row.check}: {row.reason}" for row in self.refused)])


def _words(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.1%}"
    return value if isinstance(value, str) else f"{value:,}"
