"""Patterns are composed from tables: words become alternations, and ``<name>`` in a rule becomes the pattern so named."""

import re
from collections.abc import Iterable, Mapping

_PLACEHOLDER = re.compile(r"<(?P<name>[a-z_]+)(?::(?P<key>[a-z_0-9]+))?>")


def alternation(words: Iterable[str]) -> str:
    """Return a non-capturing group that matches any of ``words`` literally, the longest first.

    Raises:
        ValueError: there are no words, or one is empty; such a group would match everywhere.

    >>> alternation(["Sep", "Sept"])
    '(?:Sept|Sep)'
    """
    unique = sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))
    if not unique or not unique[-1]:
        raise ValueError("an alternation needs words, and none of them may be empty")
    # Not re.escape(): it also escapes spaces and non-ASCII signs, which RE2 refuses.
    return "(?:" + "|".join(re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", word) for word in unique) + ")"


def expand(pattern: str, parts: Mapping[str, str], *, named: bool) -> str:
    """Replace each ``<name>`` or ``<name:key>`` by ``parts[name]``.

    Args:
        pattern: a regular expression with placeholders; it must name no groups of its own.
        parts: pattern by name.
        named: make each part a group named ``key`` (by default its ``name``), so that it can be read back; otherwise
            no group captures, so that RE2 can stay with its automaton.

    Raises:
        KeyError: a placeholder names no part.

    >>> expand(r"<month> <day>", {"month": "May", "day": "[0-9]+"}, named=True)
    '(?P<month>May) (?P<day>[0-9]+)'
    >>> expand(r"<day:first>-<day:last>", {"day": "[0-9]+"}, named=False)
    '(?:[0-9]+)-(?:[0-9]+)'
    """

    def part(match: re.Match[str]) -> str:
        name = match["name"]
        group = f"?P<{match['key'] or name}>" if named else "?:"
        return f"({group}{parts[name]})"

    return _PLACEHOLDER.sub(part, pattern)
