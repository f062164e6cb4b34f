"""What a row names: the article as its reference tells it, and the sentence."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.citing.rows import Row
from flows.errors import UsageError
from flows.sql.session import Session

#: How many articles a question that fits several of them names.
_SHOWN = 5

#: What a reference tells of an article; a copy that was folded into another has no more than its own table says.
_KEPT = """
    select doc_id, source, record, outlet, title, author, published, url, language from documents where {}
    union all
    select doc_id, source, record, outlet, title, null, published, null, null from duplicates where {}
    order by doc_id"""


@dataclass(frozen=True)
class Passage:
    """A passage, and the article that it stands in.

    Attributes:
        doc_id: the article.
        source: its path below the seeds, with ``#record`` for a record of a batch.
        outlet, title, author, published, url, language: of the article; None where it does not say.
        span: start and end of the passage in its text; None for the article as a whole.
        sentence: the sentences in which the passage stands.
    """

    doc_id: str
    source: str
    outlet: str | None
    title: str | None
    author: str | None
    published: dt.date | None
    url: str | None
    language: str | None
    span: tuple[int, int] | None = None
    sentence: str | None = None

    @property
    def row(self) -> str:
        """The name by which `khabar cite` finds it again."""
        return self.doc_id if self.span is None else f"{self.doc_id}:{self.span[0]}-{self.span[1]}"


def find(row: Row, session: Session) -> Passage:
    """Return the passage that a row names.

    Raises:
        UsageError: no article fits, or several do; its text has no such place; the table has no such row.
    """
    article = _article(row.document, session)
    if row.table is not None:
        _require(row.table, article["doc_id"], row.span, session)
    sentence = _sentence(article["doc_id"], row.span, session) if row.span else None
    record = article.pop("record")
    article["source"] += "" if record is None else f"#{record}"
    return Passage(**article, span=row.span, sentence=sentence)


def _article(name: str, session: Session) -> dict[str, Any]:
    fits = "doc_id = ? or source = ? or source || '#' || record = ?"
    found = session.table(_KEPT.format(fits, fits), [name] * 6).to_pylist()
    if not found and name:
        fits = "starts_with(doc_id, ?)"
        found = session.table(_KEPT.format(fits, fits), [name.lower()] * 2).to_pylist()
    if not found:
        raise UsageError(
            f"No article of the tables is called {name!r}",
            "Name a row as DOC:START-END, where DOC is a doc_id or the path of a source file below the seeds.",
        )
    if len(found) > 1:
        some = ", ".join(f"{each['doc_id']} ({_name(each)})" for each in found[:_SHOWN])
        more = " ..." if len(found) > _SHOWN else ""
        raise UsageError(f"{len(found):,} articles fit {name!r}", f"Name one of them: {some}{more}.")
    article: dict[str, Any] = found[0]
    return article


def _name(article: Mapping[str, Any]) -> str:
    return str(article["source"]) if article["record"] is None else f"{article['source']}#{article['record']}"


def _require(table: str, doc_id: str, span: tuple[int, int] | None, session: Session) -> None:
    columns = next(each for each in session.tables if each.name == table).columns
    names = {column.name for column in columns}
    first, last = ("raw_start", "raw_end") if "start" not in names else ("start", "end")
    if "doc_id" not in names or (span and first not in names):
        raise UsageError(f"A row of {table} is no passage of an article", "Leave the table out of its name.")
    where = f' and "{first}" = ? and "{last}" = ?' if span else ""
    rows = session.table(f"select 1 from {table} where doc_id = ?{where} limit 1", [doc_id, *(span or ())])  # noqa: S608 - the names are the schema's
    if not rows.num_rows:
        at = f" at {span[0]}-{span[1]}" if span else ""
        raise UsageError(
            f"{table} has no row of {doc_id}{at}", f"Ask it: khabar sql \"from {table} where doc_id = '{doc_id}'\""
        )


def _sentence(doc_id: str, span: tuple[int, int], session: Session) -> str:
    found = session.table(
        "select length(text) as length, sentence_of(doc_id, $2, $3) as sentence, passage_of(doc_id, $2, $3) as passage "
        "from documents where doc_id = $1",
        [doc_id, *span],
    ).to_pylist()
    if not found:
        raise UsageError(
            f"{doc_id} is a copy of another article, so that no table holds its text", "Cite it without a span."
        )
    if span[1] > found[0]["length"]:
        raise UsageError(
            f"The text of {doc_id} ends at {found[0]['length']:,}, before {span[0]}-{span[1]} does",
            "Spans count the code points of documents.text.",
        )
    return str(found[0]["sentence"] or found[0]["passage"])
