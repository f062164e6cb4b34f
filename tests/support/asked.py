"""Exported tables in which little is said, and all of it is known."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from tests.support.samples import export, name_of

STORY = 'Exports of software rose to $2 billion. "It will be five," the minister said. \U0001f600 Nobody asked.'
URDU = "آئی ٹی کی برآمدات بڑھ گئیں۔"


def spans(text: str) -> list[dict[str, object]]:
    """Return a span for each sentence."""
    ends = [at + 1 for at, letter in enumerate(text) if letter in ".۔"]
    return [{"start": start, "end": end} for start, end in zip([0, *(end + 1 for end in ends)], ends, strict=False)]


def at(passage: str) -> dict[str, object]:
    return {"start": STORY.index(passage), "end": STORY.index(passage) + len(passage), "text": passage}


def figure(indicator: str, kind: str, value: int, year: int) -> dict[str, object]:
    return {
        "doc_id": name_of(0),
        **at("$2 billion"),
        "indicator": indicator,
        "kind": kind,
        "value_low": Decimal(value),
        "value_high": Decimal(value),
        "unit": "USD",
        "begin": dt.date(year, 7, 1),
        "finish": dt.date(year + 1, 6, 30),
    }


def export_asked(artifacts: Path) -> Path:
    """Write tables with a story, one in Urdu, three figures and a quotation; return the folder of artifacts."""
    story = {
        "doc_id": name_of(0),
        "source": "paper/story.txt",
        "record": None,
        "outlet": "The Paper",
        "title": "Software & more: 100% up",
        "author": "Zara Khan",
        "published": dt.date(2021, 3, 2),
        "url": "https://paper.example/a_b?c=1",
        "language": "en",
        "text": STORY,
    }
    urdu = {"doc_id": name_of(1), "source": "urdu/batch.jsonl", "record": "7", "text": URDU, "language": "ur"}
    urdu |= dict.fromkeys(("outlet", "title", "author", "published", "url"))
    quote = {"doc_id": name_of(0), **at('"It will be five,"'), "kind": "direct", "speaker_text": "the minister"}
    return export(
        artifacts,
        {
            "documents": [story, urdu],
            "sentences": [
                {"doc_id": name_of(n), **span} for n, text in enumerate((STORY, URDU)) for span in spans(text)
            ],
            "figures": [
                figure("IT exports", "target", 3, 2021),
                figure("exports of IT services", "actual", 2, 2020) | {"start": 0},
                figure("Italy's exports", "actual", 9, 2020) | {"start": 1},
            ],
            "entities": [{"entity_id": name_of(0), "name": "Ayesha Malik", "aliases": ["Ms Malik", "Ayesha"]}],
            "quotes": [quote | {"speaker_id": name_of(0)}],
        },
    )
