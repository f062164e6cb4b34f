"""Patterns are composed from tables: words become alternations, ``<name>`` becomes the pattern of that name."""

import re
from collections.abc import Collection, Iterable, Mapping

_PLACEHOLDER = re.compile(r"<(?P<name>[a-z_]+)(?::(?P<key>[a-z_0-9]+))?>")


def alternation(words: Iterable[str]) -> str:
    """Return a non-capturing group that matches any of ``words`` literally, a word before what it begins with.

    Words of one beginning stand side by side: RE2 writes that once.

    Raises:
        ValueError: there are no words, or one is empty; such a group would match everywhere.

    >>> alternation(["Sep", "Sept"])
    '(?:Sept|Sep)'
    """
    unique = sorted(dict.fromkeys(words), key=lambda word: (word.lower(), word), reverse=True)
    if not unique or not unique[-1]:
        message = "an alternation needs words, and none of them may be empty"
        raise ValueError(message)
    # Not re.escape(): it also escapes spaces and non-ASCII signs, which RE2 refuses.
    return "(?:" + "|".join(re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", word) for word in unique) + ")"


def expand(pattern: str, parts: Mapping[str, str], *, read: Collection[str] = ()) -> str:
    """Replace each ``<name>`` or ``<name:key>`` by ``parts[name]``.

    Args:
        pattern: a regular expression with placeholders; it must name no groups of its own.
        parts: pattern by name.
        read: the parts to read back. Each becomes a group named ``key`` (by default its ``name``); the others do not
            capture, so that RE2 can stay with its automaton where none is read.

    Raises:
        KeyError: a placeholder names no part.
        ValueError: two groups would have one name; RE2 takes that, and gives back only one of them.

    >>> expand(r"<month> <day>", {"month": "May", "day": "[0-9]+"}, read=["month"])
    '(?P<month>May) (?:[0-9]+)'
    >>> expand(r"<day:first>-<day:last>", {"day": "[0-9]+"}, read=["day"])
    '(?P<first>[0-9]+)-(?P<last>[0-9]+)'
    """
    seen: set[str] = set()

    def part(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in read:
            return f"(?:{parts[name]})"
        key = match["key"] or name
        if key in seen:
            message = f"{pattern!r} names the group {key!r} twice"
            raise ValueError(message)
        seen.add(key)
        return f"(?P<{key}>{parts[name]})"

    return _PLACEHOLDER.sub(part, pattern)
