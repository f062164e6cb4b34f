"""Characters: broken ones mended, invisible ones dropped, all of them in Unicode's composed form (NFC).

ftfy decides what is broken. It costs 300 us for an article, and nearly all articles need none of it, so that it sees
only the lines for which ``characters.toml`` or ftfy's own `is_bad` opens a gate; the others are what it would return.
Every change is known to the map of offsets.

What ftfy is told to leave alone: curly quotes, since they say where a quotation begins and ends; and line ends, which
are the business of `stages.clean.read.paragraphs`.
"""

import unicodedata
from functools import cache
from typing import Any

import re2

from stages.clean.read.alignment import align
from stages.offsets import Edit, Segments, apply_edits
from stages.resources import toml

#: What ftfy is asked to do (`ftfy.TextFixerConfig`); what is not named here is its default.
FTFY_OPTIONS: dict[str, Any] = {"uncurl_quotes": False, "fix_line_breaks": False, "explain": False}

#: An HTML entity as ftfy reads it (`ftfy.chardata.HTML_ENTITY_RE`).
_ENTITY = "&#?[0-9A-Za-z]{1,24};"

#: An ampersand escaped nine times and more: ftfy undoes one layer in each round over the line, which is quadratic.
_ENTITY_TOWER = re2.compile("&(?:#?[0-9A-Za-z]{1,24};){9}")

#: More combining marks on one letter than any script writes; Unicode's Stream-Safe Text Format stops at 30 (UAX 15).
_MARK_TOWER = re2.compile(r"\pM{31}")


@cache
def _patterns() -> dict[str, Any]:
    """Return the compiled patterns of ``characters.toml``.

    ``gate``: ftfy changes the line. ``doubt``: ask `is_bad`. ``invisible``, ``joiner``: drop. ``any``: one of these.
    """
    tables = toml(__package__, "characters.toml")

    def alternation(kind: str) -> str:
        return "|".join(row["pattern"] if "pattern" in row else f"[{row['characters']}]" for row in tables[kind])

    sources = {kind: alternation(kind) for kind in ("gate", "doubt", "invisible", "joiner")}
    sources["gate"] += "|" + _ENTITY
    sources["any"] = "|".join(sources.values())
    return {kind: re2.compile(source) for kind, source in sources.items()}


def repair(text: str) -> tuple[str, Segments | None]:
    """Return the repaired text, and its map to ``text``; None for the map where nothing changed."""
    patterns = _patterns()
    if not patterns["gate" if text.isascii() else "any"].search(text) and unicodedata.is_normalized("NFC", text):
        return text, None
    edits: list[Edit] = []
    position = 0
    unescape = True
    for line in text.split("\n"):
        unescape = unescape and "<" not in line
        repaired = visible(mend_line(line, unescape=unescape))
        if repaired != line:
            edits.extend(align(line, repaired, position))
        position += len(line) + 1
    return apply_edits(text, edits) if edits else (text, None)


def mend(text: str) -> str:
    """Return what ``ftfy.fix_text(text, TextFixerConfig(**FTFY_OPTIONS))`` returns, in NFC, without asking it often."""
    lines = []
    unescape = True
    for line in text.split("\n"):
        unescape = unescape and "<" not in line
        lines.append(mend_line(line, unescape=unescape))
    return "\n".join(lines)


def mend_line(line: str, *, unescape: bool) -> str:
    """Return one line as ftfy would leave it.

    Args:
        line: the line, without its line end.
        unescape: whether HTML entities count. ftfy reads them until the first ``<`` of a text: escaped text has none.
    """
    patterns = _patterns()
    if line.isascii():
        if not patterns["gate"].search(line):
            return line
    elif not patterns["gate"].search(line) and not (patterns["doubt"].search(line) and _is_bad(line)):
        return _composed(line)
    if _MARK_TOWER.search(line):
        return line
    from ftfy import TextFixerConfig, fix_text  # 50 ms, and most partitions have a line for it, but not all

    if _ENTITY_TOWER.search(line):
        unescape = False
    return fix_text(line, TextFixerConfig(unescape_html="auto" if unescape else False, **FTFY_OPTIONS))


def _is_bad(line: str) -> bool:
    from ftfy.badness import is_bad  # see above

    return is_bad(line)


def visible(line: str) -> str:
    """Return the line without the characters that no reader sees, in NFC."""
    if line.isascii():
        return line
    patterns = _patterns()
    if patterns["invisible"].search(line):
        line = patterns["invisible"].sub("", line)
    if patterns["joiner"].search(line):
        line = patterns["joiner"].sub(r"\1", line)
    return _composed(line)


def _composed(line: str) -> str:
    """Return the line in NFC; as it is where sorting its combining marks would take time in their square."""
    return line if _MARK_TOWER.search(line) else unicodedata.normalize("NFC", line)


def repair_line(value: str | None) -> str | None:
    """Return a short field (a title, a name) repaired, on one line; None where nothing is left of it."""
    if not value:
        return None
    if not (value.isascii() and value.isprintable() and "&" not in value):  # else the gate stays shut
        value = repair(value)[0]
    return " ".join(value.split()) or None
