"""Values as the text of a script that hands them to the page."""

from typing import Any

import msgspec
import pyarrow as pa

_ENCODER = msgspec.json.Encoder()

#: Up to here every whole number is a number of JavaScript.
_WHOLE = 2**53


def script(value: Any) -> bytes:
    r"""Return the script that calls ``khabar.shard`` with ``value``.

    JSON is JavaScript, whatever a text in it says: in strings only quotes, backslashes and control characters matter,
    and those are escaped.

    >>> script({"title": ["</script>"]})
    b'khabar.shard({"title":["</script>"]});\n'
    """
    return call("shard", value)


def call(function: str, value: Any) -> bytes:
    """Return the script that calls another function of the page's."""
    return b"khabar." + function.encode() + b"(" + _ENCODER.encode(value) + b");\n"


def values(column: pa.ChunkedArray) -> list[Any]:
    """Return the values of a column for a page: decimals as the nearest numbers, days and moments as ISO 8601.

    >>> values(pa.chunked_array([pa.array(["50.73", "1e9", None]).cast(pa.decimal128(38, 9))]))
    [50.73, 1000000000, None]
    """
    if pa.types.is_decimal(column.type):
        # By way of text: Arrow multiplies by 1e-9, and 50.73 comes out as 50.730000000000004.
        return [
            value if value is None or value % 1 or not -_WHOLE < value < _WHOLE else int(value)
            for value in column.cast(pa.string()).cast(pa.float64()).to_pylist()
        ]
    if pa.types.is_timestamp(column.type):
        return [
            value and value.replace(" ", "T").replace(".000000", "") for value in column.cast(pa.string()).to_pylist()
        ]
    if pa.types.is_date(column.type):
        column = column.cast(pa.string())
    elif pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    found: list[Any] = column.to_pylist()
    return found


def line(text: str, longest: int) -> str:
    r"""Return the beginning of a text as one line of at most ``longest`` code points.

    >>> line("Exports rose\n in   May, it said.", 22)
    'Exports rose in May…'
    """
    told = " ".join(text[: 2 * longest].split())
    if len(told) <= longest:
        return told
    whole = told[: longest + 1].rpartition(" ")[0]
    # A script without spaces is cut where it must be.
    return (whole if 2 * len(whole) > longest else told[:longest]).rstrip(" ,;:") + "…"
