"""Whether a text is the source of a page, though nothing says so: by its tags, as the rules of ``tagged.toml`` have it.

A tag parts blocks if it stands where a block begins or ends: at the edge of a line or beside another tag. A line break
counts beside another tag only, since Markdown has it at the ends of lines. Code in backquotes does not count.
"""

from functools import cache
from typing import Any, NamedTuple

import re2

from stages.resources import toml

#: What each text that can be full of tags has at least one of; nearly all others are told by this alone.
HINTS = ("</", "<p>", "<P>", "<br", "<BR", "<!d", "<!D")

#: Characters at either end of a text in which a tag is looked for.
LONGEST_TAG = 2000

_CODE = re2.compile(r"(?s)```.*?```|`[^`\n]*`")


class _Rules(NamedTuple):
    document: Any
    opening: Any
    closing: Any
    blocks: Any


def full_of_tags(text: str) -> bool:
    r"""Say whether a text is the source of a page, or of an excerpt of one. Linear, and quick for a text without tags.

    >>> full_of_tags("<p>The mill closed.</p>\n<p>Its 400 workers were told on Friday.</p>")
    True
    >>> full_of_tags("Sardar Mills <SRDM.KA> closed where a < b and b > c, as <b>all</b> had feared.")
    False
    """
    if "<" not in text or not any(hint in text for hint in HINTS):
        return False
    rules = _rules()
    if rules.document.match(text[: toml(__package__, "tagged.toml")["document"]["within"]]):
        return True
    prose = _CODE.sub("", text) if "`" in text else text
    return _is_wrapped(prose, rules) or _is_parted(prose, rules)


def full_of_escaped_tags(text: str) -> bool:
    """Say whether a text would be `full_of_tags` if its character references were resolved once, and is not before."""
    if "&lt;" not in text or full_of_tags(text):
        return False
    return full_of_tags(text.replace("&lt;", "<").replace("&gt;", ">"))


def _is_wrapped(text: str, rules: _Rules) -> bool:
    limits = toml(__package__, "tagged.toml")["wrapped"]
    begin, end = text[:LONGEST_TAG], text[-LONGEST_TAG:].rstrip()
    if not (rules.opening.match(begin) and end.endswith(">") and rules.closing.search(end)):
        return False
    return len(text) <= int(limits["characters_per_tag"]) * text.count("</")


def _is_parted(text: str, rules: _Rules) -> bool:
    limits = toml(__package__, "tagged.toml")["throughout"]
    starts = [found.start() for found in rules.blocks.finditer(text)]
    if len(starts) < limits["least"] or len(text) > limits["characters_per_tag"] * len(starts):
        return False
    return len({start * limits["stretches"] // len(text) for start in starts}) >= int(limits["reached"])


@cache
def _rules() -> _Rules:
    tables = toml(__package__, "tagged.toml")
    block = [tag for row in tables["block"] for tag in row["tags"]]
    inline = [tag for row in tables["inline"] for tag in row["tags"]]
    known = _tag(block + inline)
    part, line_break = _tag([tag for tag in block if tag != "br"]), _tag(["br"])
    starts = "|".join(tag.replace(" ", r"\s+") for tag in tables["document"]["starts"])
    return _Rules(
        document=re2.compile(rf"(?i)(?:\s|<\?xml[^>]*>|<!--[^>]*-->)*<(?:{starts})[\s>]"),
        opening=re2.compile(rf"(?i)\s*{known}"),
        closing=re2.compile(rf"(?i){known}\z"),
        blocks=re2.compile(rf"(?im)(?:^\s*|>\s*){part}|{part}\s*(?:$|<)|>\s*{line_break}|{line_break}\s*<"),
    )


def _tag(names: list[str]) -> str:
    """Return the pattern of an opening, closing or empty tag with one of these names."""
    return rf"</?(?:{'|'.join(names)})(?:\s[^<>]*)?/?>"
