"""Runs of other articles' headlines below an article: what they look like is a row of ``related.toml``."""

from collections.abc import Container, Sequence
from functools import cache
from typing import NamedTuple

from stages.resources import toml

#: How a line ends that was cut off.
DOTS = ("...", "…")

#: How a sentence ends or goes on, quotation marks and brackets behind it left out.
_ENDS = tuple(".!?:;,۔؟؛،")
_CLOSERS = "\"'”’»)]"


class _Run(NamedTuple):
    name: str
    kind: str
    footer: str | None
    least: int
    most: int
    shortest: int
    longest: int
    cut_only: bool

    def has(self, line: str) -> bool:
        """Return whether a line can be one of the run."""
        if not self.shortest <= len(line) <= self.longest:
            return False
        return line.endswith(DOTS) or not (self.cut_only or line.rstrip(_CLOSERS).endswith(_ENDS))


@cache
def _runs() -> tuple[_Run, ...]:
    return tuple(
        _Run(
            row["name"],
            row["kind"],
            row.get("footer"),
            row["least"],
            row["most"],
            row["shortest"],
            row["longest"],
            row["alike"] == "cut",
        )
        for row in toml(__package__, "related.toml")["run"]
    )


@cache
def _footers() -> frozenset[str | None]:
    return frozenset(run.footer for run in _runs() if run.footer)


def possible(last: str, below: str | None) -> bool:
    """Return whether a run without a heading can end here: cheap, and False for most articles.

    Args:
        last: the last paragraph that is not dropped already.
        below: the rule that dropped the one directly after it.
    """
    return last.endswith(DOTS) or below in _footers()


def find(
    lines: Sequence[str], first: int, last: int, headings: Container[int], below: str | None
) -> tuple[int, str] | None:
    """Return where a run begins that reaches to the end of the text, and the name of its row; None if there is none.

    Args:
        lines: the paragraphs.
        first: the number of the first that can be in the run: at least one paragraph of the article stands before it.
        last: the number of the last paragraph that is not dropped already.
        headings: the numbers of the paragraphs that are headings of such runs.
        below: the rule that dropped the paragraph directly after the last.
    """
    for run in _runs():
        if run.kind == "footer" and run.footer != below:
            continue
        begin = _beginning(run, lines, first, last)
        if begin > last + 1 - run.least:
            continue
        if run.kind != "heading":
            return _alike(lines, begin, last), run.name
        for number in range(last - run.least, max(first, begin - 1) - 1, -1):
            if number in headings:
                return number, run.name
    return None


def _beginning(run: _Run, lines: Sequence[str], first: int, last: int) -> int:
    """Return the number of the first of the paragraphs up to ``last`` that can be of the run."""
    number = last
    while number >= max(first, last + 1 - run.most) and run.has(lines[number]):
        number -= 1
    return number + 1


def _alike(lines: Sequence[str], begin: int, last: int) -> int:
    """Return the first line of a run, without one above it that alone was not cut off: it may end the article."""
    alone = last - begin > 2 and not lines[begin].endswith(DOTS)
    return begin + 1 if alone and all(line.endswith(DOTS) for line in lines[begin + 1 : last + 1]) else begin
