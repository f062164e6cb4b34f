"""References as CSL-JSON, which Zotero, pandoc and citeproc read (https://docs.citationstyles.org)."""

import json
from typing import Any

from flows.citing.passages import Passage

#: The joiners of Urdu are letters to their readers.
_KEPT = "\n\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


def write(passages: list[Passage]) -> str:
    """Return a list of items; passages that are asked for twice have one."""
    written = json.dumps([_item(each) for each in dict.fromkeys(passages)], indent=2, ensure_ascii=False) + "\n"
    # JSON's own escapes for what would act on a terminal: a reader of JSON gets the letters back.
    return "".join(
        letter if letter.isprintable() or letter in _KEPT else json.dumps(letter)[1:-1] for letter in written
    )


def _item(passage: Passage) -> dict[str, Any]:
    day = passage.published
    item = {
        "id": passage.row,
        "type": "article-newspaper",
        "title": passage.title,
        "container-title": passage.outlet,
        "author": [{"literal": passage.author}] if passage.author else None,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": passage.url,
        # The passage itself: CSL has no field for a quotation, and processors print a note.
        "note": passage.sentence,
        "language": passage.language if passage.language != "und" else None,
    }
    return {name: value for name, value in item.items() if value is not None}
