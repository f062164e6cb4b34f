"""Partitions of hostile articles: as raw records, and as articles that `clean` is thought to have left."""

import hashlib
import json
import random
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from stages import keys
from stages.clean.outlets.schema import OUTLETS
from stages.clean.schema import ARTICLES_SCHEMA, SOURCE_SCHEMA
from tests.support.fuzz import texts

#: What people say of outlets, in force in every partition: all that a step asks for differs between them.
OUTLETS_CSV = (
    b"name,also,domains,country,time_zone,date_order,language,rank\n"
    b"The Indus Wire,indus,indus.example,PK,Asia/Karachi,DMY,ur,1\n"
    b"Potomac Post,post,post.example,US,America/New_York,MDY,en,2\n"
    b"Kathmandu Kagaz,kagaz,,NP,Asia/Kathmandu,DMY,,\n"
)

_OUTLETS: list[dict[str, Any]] = [
    {"outlet": "The Indus Wire", "country": "PK", "time_zone": "Asia/Karachi", "date_order": "DMY", "language": "ur"},
    {"outlet": "Potomac Post", "country": "US", "time_zone": "America/New_York", "date_order": "MDY", "rank": 2},
    {"outlet": "Kathmandu Kagaz", "country": "NP"},
    {"outlet": None},
]

_DAYS = ("2021-04-29", "29/4/2021", "5/6/2021 11:59 pm", "Thu, 29 Apr 2021 10:30:00 +0500", "0001-01-01", "9999-12-31")

#: What a title, a day, an address and the like are where nothing is wrong with them.
_STATED = {
    "title": ("Exports rise, minister says", "“No tax,” says Khan", "UPDATE 2-Budget: 5% growth"),
    "published": _DAYS,
    "url": ("https://indus.example/2021/04/29/story", "http://a.post.example/?p=1", "x"),
    "outlet": ("The Indus Wire", "post", "Kagaz"),
    "author": ("A. Malik",),
}


def raw(numbers: Sequence[int]) -> pa.Table:
    """Return raw records, one for each number: files of one article, pages, and records with all their fields."""
    rows = []
    for number in numbers:
        rng = random.Random(-number - 1)  # noqa: S311 - the same records every time
        text = texts.text(number)
        form = rng.choice(("text", "text", "record", "record", "record", "html"))
        content = text if form != "html" else f"<html><head><title>{text[:40]}</title></head><body><p>{text}</p></body>"
        if form == "record":
            content = json.dumps({"id": str(number), "text": text} | _stated(number, rng), ensure_ascii=False)
        data = content.encode()
        rows.append(
            {
                "key": f"indus/{number:08}.txt",
                "source": f"indus/{number:08}.txt",
                "record": str(number) if form == "record" else None,
                "outlet": "indus",
                "form": form,
                "sha256": hashlib.sha256(data).hexdigest(),
                "content": data,
            }
        )
    return pa.Table.from_pylist(rows, schema=SOURCE_SCHEMA)


def bare(numbers: Sequence[int]) -> tuple[pa.Table, pa.Table]:
    """Return ``clean.articles`` and ``clean.outlets`` of texts that no `clean` has mended; one in 16 is a reject."""
    articles, outlets = [], []
    for number in numbers:
        rng = random.Random(-number - 1)  # noqa: S311 - the same articles every time
        source = f"indus/{number:08}.txt"
        outlet = rng.choice(_OUTLETS)
        row: dict[str, Any] = {"doc_id": keys.doc_id(source), "source": source, "outlet": outlet["outlet"]}
        outlets.append({"doc_id": row["doc_id"], **outlet})
        if not rng.randrange(16):
            articles.append(row | {"reject_code": "empty", "reject_message": "It is empty."})
            continue
        stated = _stated(number, rng)
        dates = [{"rule": "record_published", "text": stated["published"]}] if stated.get("published") else []
        own = {name: stated.get(name) for name in ("title", "url", "author")}
        articles.append(row | own | {"stated_dates": dates, "text": texts.text(number)})
    return (
        pa.Table.from_pylist(articles, schema=ARTICLES_SCHEMA),
        pa.Table.from_pylist(outlets, schema=OUTLETS),
    )


def _stated(number: int, rng: random.Random) -> dict[str, str]:
    """Return fields beside a text: some right, some damaged, some hostile from end to end."""
    found = {}
    for name, values in _STATED.items():
        if rng.random() < 0.6:
            value = rng.choice(values)
            if rng.random() < 0.4:
                value = rng.choice(texts.MUTATIONS)(value, rng)
            elif rng.random() < 0.2:
                value = texts.text(number ^ 0x5F5F5F)[:120]
            found[name] = value
    return found
