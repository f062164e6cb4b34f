"""Reading the tables that people keep beside the articles: CSV with a first line of names."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator

from stages.contract import InputError


def read(table: bytes, name: str, check_header: Callable[[list[str]], None]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of each line and its cells by column; empty lines and those that begin with # are passed over.

    Args:
        table: the file, in UTF-8 or with a mark that says UTF-16; no bytes where there is none.
        name: what messages call it.
        check_header: is given the names of the columns, none for a table without a line; raises where they are wrong.

    Raises:
        InputError: it is no such text, a line has more or fewer cells than the first, or ``check_header`` says so.
    """
    utf_16 = table.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = table.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text ({error.reason})", "Save it as CSV in UTF-8.") from error
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(rows, [])]
        check_header(header)
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if len(cells) != len(header):
                raise wrong(name, rows.line_num, f"has {len(cells)} cells where the first line has {len(header)}")
            yield rows.line_num, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise wrong(name, rows.line_num, f"is not CSV ({error})") from error


def wrong(name: str, line: int, what: str) -> InputError:
    """Return the error that says what is wrong with one line of a table."""
    return InputError(f"{name}: line {line} {what}")
