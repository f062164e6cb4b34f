"""Puts the data dictionary into the README: ``python -m flows.dictionary``, after a column has changed."""

from pathlib import Path

from stages.dictionary.markdown import dictionary
from stages.dictionary.tables import tables

#: What stands around it in the README.
BEGIN = "<!-- The data dictionary: python -m flows.dictionary writes it. -->\n"
END = "<!-- The end of the data dictionary. -->\n"


def updated(readme: str) -> str:
    """Return the text of a README with the dictionary as the schemas have it now.

    Raises:
        ValueError: the marks are not there.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the README has no place for the data dictionary")
    return f"{before}{BEGIN}\n{dictionary(tables())}\n\n{END}{after}"


if __name__ == "__main__":
    path = Path(__file__).parents[1] / "README.md"
    path.write_text(updated(path.read_text(encoding="utf-8")), encoding="utf-8")
