"""Tables of contents: the list of links to an article's sections, told by the headings that it repeats."""

from collections.abc import Mapping, Sequence

from stages.clean.read.headline import key

#: The rule of boilerplate.toml about the line above the entries.
HEADING = "table_of_contents"

#: Characters of the longest entry.
LONGEST = 160


def last_places(lines: Sequence[str]) -> dict[str, int]:
    """Return what each line says that can be an entry, with the number of the last line that says it."""
    return {_entry(line): number for number, line in enumerate(lines) if len(line) <= LONGEST}


def listed(lines: Sequence[str], heading: int, places: Mapping[str, int]) -> range:
    """Return the numbers of the lines below the heading of a table of contents that are its entries.

    An entry says what a later line says, the heading of its section; numbers in front of it do not count. The table
    ends with the first line that is none.

    Args:
        lines: the paragraphs.
        heading: the number of the one above the table.
        places: what `last_places` says of them.
    """
    number = heading + 1
    while number < len(lines) and len(lines[number]) <= LONGEST and places[_entry(lines[number])] > number:
        number += 1
    return range(heading + 1, number)


def _entry(line: str) -> str:
    return key(line.lstrip("0123456789.)(- •*\t"))
