"""What the decision needs to know of one partition: what each article names, how, and beside which organisations."""

from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.schema import SIGNATURES

#: Organisations beside a person that are kept of an article, those named most often first.
_BESIDE = 8

_PERSON, _ORG = "PERSON", "ORG"


def sign(articles: pa.Table, names: pa.Table, dates: pa.Table, params: EntitiesParams) -> pa.Table:
    """Return the rows of `SIGNATURES` of one partition.

    Args:
        articles: ``clean.articles``; reads doc_id, reject_code, source and record.
        names: ``annotate.names``.
        dates: ``date_normalize.dates``; reads published.
        params: not needed.
    """
    del params
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    rows: list[dict[str, Any]] = []
    for source, record, doc_id, published, mentions in zip(
        *(kept[name].to_pylist() for name in ("source", "record")),
        *(table[name].to_pylist() for table, name in ((names, "doc_id"), (dates, "published"), (names, "mentions"))),
        strict=True,
    ):
        key = source if record is None else f"{source}#{record}"
        rows.extend({"doc_id": doc_id, "key": key, "published": published, **row} for row in _named(mentions))
    return pa.Table.from_pylist(rows, schema=SIGNATURES)


def _named(mentions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what one article names, in the order of type and name."""
    aliases: dict[tuple[str, str], Counter[str]] = {}
    roles: dict[tuple[str, str], Counter[str]] = {}
    organisations = Counter[str]()
    for mention in mentions:
        named = mention["type"], mention["name"]
        aliases.setdefault(named, Counter())[mention["text"]] += 1
        if mention["role"]:
            roles.setdefault(named, Counter())[mention["role"]] += 1
        if mention["type"] == _ORG:
            organisations[mention["name"]] += 1
    beside = [name for name, _ in sorted(organisations.items(), key=lambda item: (-item[1], item[0]))[:_BESIDE]]
    return [
        {
            "type": type_,
            "name": name,
            "mentions": found.total(),
            "aliases": _counted(found),
            "roles": _counted(roles.get((type_, name), Counter())),
            "beside": beside if type_ == _PERSON else [],
        }
        for (type_, name), found in sorted(aliases.items())
    ]


def _counted(found: Counter[str]) -> list[dict[str, Any]]:
    return [{"name": name, "mentions": count} for name, count in sorted(found.items())]
