"""Puts the data dictionary into the README: ``python -m flows.dictionary``, after a column has changed."""

from pathlib import Path

from stages.dictionary.markdown import dictionary
from stages.dictionary.tables import tables

#: What stands around it in the README.
BEGIN = "<!-- The data dictionary: python -m flows.dictionary writes it. -->\n"
END = "<!-- The end of the data dictionary. -->\n"


def between(readme: str, begin: str, end: str, body: str) -> str:
    """Return the text of a README with ``body`` in place of what stands between two marks.

    Raises:
        ValueError: the marks are not there.
    """
    before, opening, rest = readme.partition(begin)
    _, closing, after = rest.partition(end)
    if not (opening and closing):
        raise ValueError(f"the README has no place that begins with {begin.strip()}")
    return f"{before}{begin}\n{body}\n\n{end}{after}"


def updated(readme: str) -> str:
    """Return the text of a README with the dictionary as the schemas have it now.

    Raises:
        ValueError: the marks are not there.
    """
    return between(readme, BEGIN, END, dictionary(tables()))


if __name__ == "__main__":
    path = Path(__file__).parents[1] / "README.md"
    path.write_text(updated(path.read_text(encoding="utf-8")), encoding="utf-8")
