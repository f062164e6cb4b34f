"""Raw records to articles: the step of the clean stage, row by row, in the order of the modules that it calls.

Decoding (`decoding`, `records`, `page`), characters (`repair`), white space (`paragraphs`), residue (`residue` with the
rules that it asks, `cutting`): what is left is an article, a list of others (`listing`) or a reject. A row never fails:
whatever is wrong with it is said in its reject.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from stages import keys, offsets
from stages.clean.read import boilerplate, cutting, listing, markup, paragraphs, residue, stated_dates, tagged
from stages.clean.read.containers import MIB
from stages.clean.read.decoding import decode
from stages.clean.read.headline import Title, known, named
from stages.clean.read.page import read_page
from stages.clean.read.params import ReadParams
from stages.clean.read.records import read_record
from stages.clean.read.repair import repair, repair_line
from stages.clean.read.stated_dates import StatedDate
from stages.clean.rejects import Reject, reject
from stages.clean.schema import ARTICLES_SCHEMA, INVISIBLE, OUTSIDE, REMOVED_TYPE

Removed = list[tuple[int, int, str]]

Dates = tuple[StatedDate, ...]

#: Fields of an article by their names in `ARTICLES_SCHEMA`, without its text.
Fields = dict[str, str | None]


class Article(NamedTuple):
    """What one raw record says: the columns of `ARTICLES_SCHEMA` that are made here, by their names there."""

    text: str
    offsets: offsets.Segments
    removed: Removed
    #: What stood in each of the removed spans.
    removed_texts: tuple[str, ...] = ()
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    author: str | None = None
    section: str | None = None
    credit: str | None = None
    syndicated_from: str | None = None
    #: All days of publication that are stated, the most trusted first.
    stated_dates: tuple[StatedDate, ...] = ()

    @property
    def stated_date(self) -> str | None:
        """The day of publication as it is stated where it is trusted most."""
        return self.stated_dates[0].text if self.stated_dates else None

    @property
    def stated_date_rule(self) -> str | None:
        """The rule that found it."""
        return self.stated_dates[0].rule if self.stated_dates else None


#: The columns that are `Article` fields as they are.
_PLAIN = ("url", "title", "author", "section", "credit", "syndicated_from", "stated_date", "stated_date_rule", "text")


def run(source: pa.Table, params: ReadParams) -> pa.Table:
    """Return the cleaned articles (`ARTICLES_SCHEMA`), one row for each row of ``source`` (`SOURCE_SCHEMA`)."""
    names = ("form", "content", "fields", "problem_code", "problem_message")
    rows = zip(*(source[name].to_pylist() for name in names), strict=True)
    results: list[Article | Reject] = [
        Reject(problem, message or "") if problem else read_article(form, content or b"", params, fields)
        for form, content, fields, problem, message in rows
    ]
    articles = [result if isinstance(result, Article) else None for result in results]
    rejects = [result if isinstance(result, Reject) else None for result in results]
    outlets = source["outlet"].to_pylist()
    columns = {
        "doc_id": [keys.doc_id(key) for key in source["key"].to_pylist()],
        "source": source["source"],
        "record": source["record"],
        "raw_sha256": source["sha256"],
        "reject_code": [one.code if one else None for one in rejects],
        "reject_message": [one.message if one else None for one in rejects],
        "outlet": [(one and one.outlet) or outlet for one, outlet in zip(articles, outlets, strict=True)],
        "offsets": offsets.offsets_column([one.offsets if one else None for one in articles]),
        "removed": _removed_column(articles),
        "stated_dates": stated_dates.column([one.stated_dates if one else None for one in articles]),
    }
    for name in _PLAIN:
        columns[name] = [getattr(one, name) if one else None for one in articles]
    return pa.table([columns[name] for name in ARTICLES_SCHEMA.names], schema=ARTICLES_SCHEMA)


def read_article(form: str, content: bytes, params: ReadParams, fields: str | None = None) -> Article | Reject:
    """Return the article in the content of a file or record, or why there is none.

    Args:
        form: "text", "html" or "record".
        content: the bytes; those of a record are one JSON object.
        params: the knobs.
        fields: what the fields of a record are called (`stages.clean.read.records.read_record`).
    """
    if len(content) > params.article_limit_mib * MIB:
        return reject("too_large", limit=params.article_limit_mib, knob="clean.read.article_limit_mib")
    if form == "record":
        return _read_record(content, params, fields)
    text = decode(content, html=form == "html")
    if isinstance(text, Reject):
        return text
    return _read_page(text, params, {}, ()) if form == "html" else _read_text(text, params, {}, ())


def _read_record(line: bytes, params: ReadParams, names: str | None) -> Article | Reject:
    record = read_record(line, names)
    if isinstance(record, Reject):
        return record
    fields: Fields = {
        "outlet": repair_line(record.outlet),
        "url": repair_line(record.url),
        "title": named(repair_line(record.title)),
        "author": _one(record.author),
        "section": _one(record.section),
    }
    dates = stated_dates.of_record(repair_line(record.published))
    if record.text is not None and (record.text or record.html is None):
        return _read_text(record.text, params, fields, dates)
    return _read_page(record.html or "", params, fields, dates)


def _one(value: str | list[str] | None) -> str | None:
    """Return one field for a name or several."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(repair_line, value))) or None
    return repair_line(value)


def _read_text(raw: str, params: ReadParams, fields: Fields, dates: Dates) -> Article | Reject:
    if tagged.full_of_tags(raw):
        return _read_page(raw, params, fields, dates)
    if tagged.full_of_escaped_tags(raw):
        return _read_escaped(raw, params, fields, dates)
    draft, repairs = repair(raw)
    if not draft or draft.isspace():
        return reject("empty")
    found = _assemble(draft, repairs, params.wrap_widest, known(fields.get("title")), fields, params)
    if isinstance(found, Reject):
        return found
    text, segments, removed, fields, in_lines = found
    if repairs is not None:
        covered = [(start, end) for start, end, _ in removed]
        for start, end in offsets.gaps(segments, covered, len(raw)):
            gap = raw[start:end]
            if not gap.isspace():
                removed.append((end - len(gap.lstrip()), start + len(gap.rstrip()), INVISIBLE))
    return _article(text, segments, removed, raw, fields, dates + in_lines)


def _read_escaped(raw: str, params: ReadParams, fields: Fields, dates: Dates) -> Article | Reject:
    """Return the article of a page whose tags are written as character references (``&lt;p&gt;``)."""
    source, to_raw = markup.unescaped(raw)
    article = _read_page(source, params, fields, dates)
    if isinstance(article, Reject):
        return article
    segments = offsets.compose(article.offsets, to_raw)
    located = ((offsets.to_raw(to_raw, start, end), reason) for start, end, reason in article.removed)
    removed = _clipped(segments, ((*extent, reason) for extent, reason in located if extent))
    texts = tuple(raw[start:end] for start, end, _ in removed)
    moved = tuple(date.moved(to_raw) for date in article.stated_dates)
    return article._replace(offsets=segments, removed=removed, removed_texts=texts, stated_dates=moved)


def _read_page(source: str, params: ReadParams, fields: Fields, dates: Dates) -> Article | Reject:
    if not source or source.isspace():
        return reject("empty")
    page = read_page(source, params)
    if page is None:
        return reject("no_text", detail="the page has no main text")
    if isinstance(page, Reject):
        return page
    stated: Fields = {
        "outlet": repair_line(page.site),
        "url": repair_line(page.url),
        "title": named(repair_line(page.title)),
        "author": repair_line(page.author),
        "section": repair_line(page.section),
    }
    title = known(fields.get("title"), stated["title"])
    found = _assemble(page.text, page.segments, 0, title, _first(fields, stated), params)
    if isinstance(found, Reject):
        return found
    text, segments, removed, fields, in_lines = found
    removed += _clipped(segments, ((start, end, OUTSIDE) for start, end in page.left_out))
    dates += stated_dates.of_page(page.dates, source) + in_lines
    return _article(text, segments, removed, source, fields, dates)


def _first(*sources: Mapping[str, str | None]) -> Fields:
    """Return each field as the first of the sources states it that does."""
    merged: Fields = {}
    for source in sources:
        for name, value in source.items():
            if value and not merged.get(name):
                merged[name] = value
    return merged


def _article(
    text: str, segments: offsets.Segments, removed: Removed, raw: str, fields: Fields, dates: Dates
) -> Article:
    """Return the article, with what stood in the removed spans, in their order."""
    removed.sort()
    texts = tuple(raw[start:end] for start, end, _ in removed)
    return Article(text, segments, removed, texts, **fields, stated_dates=dates)


def _assemble(
    draft: str, to_raw: offsets.Segments | None, widest: int, title: Title, fields: Fields, params: ReadParams
) -> tuple[str, offsets.Segments, Removed, Fields, Dates] | Reject:
    """Return the text of an article, its map to the raw text, what was removed from that, the fields, and the days of
    publication that lines of the text state.

    Args:
        draft: the text, repaired.
        to_raw: its map to the raw text; None where they are the same.
        widest: see `paragraphs.split`.
        title: the title in all forms that something outside the text states.
        fields: what something outside the text states; it counts more than what the text says.
        params: the knobs.
    """
    text, segments, set_off = paragraphs.find(draft, widest, boilerplate.stands_alone)
    if to_raw is not None:
        segments = offsets.compose(segments, to_raw)
    left_out = residue.find(text, title, set_off, params.title_longest)
    if left_out.notice:
        return reject("not_an_article", rule=left_out.notice)
    removed: Removed = []
    dates = stated_dates.of_lines(left_out.dates, text, segments) if left_out.dates else ()
    if left_out.dropped:
        for start, end, reason in left_out.dropped:
            extent = offsets.to_raw(segments, start, end)
            if extent:
                removed.append((*extent, reason))
        text, segments = cutting.without(text, segments, left_out.dropped)
        if to_raw is not None:
            removed = _clipped(segments, removed)
        if left_out.fields:
            fields = _first(fields, left_out.fields)
    letters = _count_letters(text, params.least_letters)
    if letters < params.least_letters:
        return reject("too_short", letters=letters, least=params.least_letters)
    if listing.is_listing(text):
        return reject("not_an_article", rule=listing.RULE)
    return text, segments, removed, fields, dates


def _clipped(segments: offsets.Segments, removed: Iterable[tuple[int, int, str]]) -> Removed:
    """Return removed spans without raw characters that a kept one needs too (both came from one broken sequence)."""
    found = ((offsets.clip(segments, start, end), reason) for start, end, reason in removed)
    return [(*extent, reason) for extent, reason in found if extent]


def _count_letters(text: str, enough: int) -> int:
    """Return the number of letters in a text, or any number from ``enough`` on."""
    beginning = text[: 2 * enough]  # nearly always tells: three characters of four are letters
    letters = sum(map(len, filter(str.isalpha, beginning.split())))  # of the words without a mark, which are most
    if letters >= enough:
        return letters
    letters = sum(map(str.isalpha, beginning))
    return letters if letters >= enough else letters + sum(map(str.isalpha, text[2 * enough :]))


def _removed_column(articles: Sequence[Article | None]) -> pa.ListArray:
    """Return the removed spans of many articles as one column of `REMOVED_TYPE`; None becomes null."""
    bounds = np.zeros(len(articles) + 1, np.int32)
    np.cumsum([len(one.removed) if one else 0 for one in articles], out=bounds[1:])
    spans = list(chain.from_iterable(one.removed for one in articles if one))
    texts = list(chain.from_iterable(one.removed_texts for one in articles if one))
    starts, ends, reasons = zip(*spans, strict=True) if spans else ((), (), ())
    item = REMOVED_TYPE.value_field.type
    columns = [pa.array(values, field.type) for values, field in zip((starts, ends, reasons, texts), item, strict=True)]
    items = pa.StructArray.from_arrays(columns, fields=list(item))
    missing = pa.array([one is None for one in articles], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), items, type=REMOVED_TYPE, mask=missing)
