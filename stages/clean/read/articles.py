"""Raw records to articles: the step of the clean stage, row by row, in the order of the modules that it calls.

Decoding (`decoding`, `records`, `page`), characters (`repair`), white space (`paragraphs`), residue (`boilerplate`):
what is left is an article or a reject. A row never fails: whatever is wrong with it is said in its reject.
"""

from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa

from stages import keys, offsets
from stages.clean.read import boilerplate, paragraphs
from stages.clean.read.containers import MIB
from stages.clean.read.decoding import decode
from stages.clean.read.headline import headline
from stages.clean.read.page import read_page
from stages.clean.read.params import ReadParams
from stages.clean.read.records import read_record
from stages.clean.rejects import Reject, reject
from stages.clean.read.repair import repair, repair_line
from stages.clean.schema import ARTICLES_SCHEMA, INVISIBLE, OUTSIDE, REMOVED_TYPE

Removed = list[tuple[int, int, str]]


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
    stated_date: str | None = None
    stated_date_rule: str | None = None


def run(source: pa.Table, params: ReadParams) -> pa.Table:
    """Return the cleaned articles (`ARTICLES_SCHEMA`), one row for each row of ``source`` (`SOURCE_SCHEMA`)."""
    rows = source.select(["form", "content", "problem_code", "problem_message"]).to_pydict()
    results: list[Article | Reject] = [
        Reject(problem, message or "") if problem else read_article(form, content or b"", params)
        for form, content, problem, message in zip(*rows.values(), strict=True)
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
    }
    for name in ("url", "title", "author", "section", "stated_date", "stated_date_rule", "text"):
        columns[name] = [getattr(one, name) if one else None for one in articles]
    return pa.table([columns[name] for name in ARTICLES_SCHEMA.names], schema=ARTICLES_SCHEMA)


def read_article(form: str, content: bytes, params: ReadParams) -> Article | Reject:
    """Return the article in the content of a file or record, or why there is none.

    Args:
        form: "text", "html" or "record".
        content: the bytes; those of a record are one JSON object.
        params: the knobs.
    """
    if len(content) > params.article_limit_mib * MIB:
        return reject("too_large", limit=params.article_limit_mib, knob="clean.article_limit_mib")
    if form == "record":
        return _read_record(content, params)
    text = decode(content, html=form == "html")
    if isinstance(text, Reject):
        return text
    return _read_page(text, params) if form == "html" else _read_text(text, params)


def _read_record(line: bytes, params: ReadParams) -> Article | Reject:
    record = read_record(line)
    if isinstance(record, Reject):
        return record
    if record.text is not None and (record.text or record.html is None):
        article = _read_text(record.text, params)
    else:
        article = _read_page(record.html or "", params)
    if isinstance(article, Reject):
        return article
    published = repair_line(record.published)
    return article._replace(
        outlet=repair_line(record.outlet) or article.outlet,
        url=repair_line(record.url) or article.url,
        title=repair_line(record.title) or article.title,
        author=_names(record.author) or article.author,
        section=_names(record.section),
        stated_date=published or article.stated_date,
        stated_date_rule="record_published" if published else article.stated_date_rule,
    )


def _names(value: str | list[str] | None) -> str | None:
    """Return one field for a name or several."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(repair_line, value))) or None
    return repair_line(value)


def _read_text(raw: str, params: ReadParams) -> Article | Reject:
    draft, repairs = repair(raw)
    if not draft or draft.isspace():
        return reject("empty")
    article = _assemble(draft, repairs, params.wrap_widest, params)
    if isinstance(article, Reject):
        return article
    removed = list(article.removed)
    if repairs is None:
        return _with_removed(article, raw, removed)
    for start, end in offsets.gaps(article.offsets, ((start, end) for start, end, _ in removed), len(raw)):
        gap = raw[start:end]
        if not gap.isspace():
            removed.append((end - len(gap.lstrip()), start + len(gap.rstrip()), INVISIBLE))
    return _with_removed(article, raw, removed)


def _with_removed(article: Article, raw: str, removed: Removed) -> Article:
    """Return the article with these spans as the removed ones, in order, and what stood in them."""
    spans = sorted(removed)
    return article._replace(removed=spans, removed_texts=tuple(raw[start:end] for start, end, _ in spans))


def _read_page(source: str, params: ReadParams) -> Article | Reject:
    if not source or source.isspace():
        return reject("empty")
    page = read_page(source, params)
    if page is None:
        return reject("no_text", detail="the page has no main text")
    article = _assemble(page.text, page.segments, 0, params)
    if isinstance(article, Reject):
        return article
    outside = _clipped(article.offsets, ((start, end, OUTSIDE) for start, end in page.left_out))
    return _with_removed(article, source, [*article.removed, *outside])._replace(
        outlet=repair_line(page.site),
        url=repair_line(page.url),
        title=repair_line(page.title),
        author=repair_line(page.author),
        stated_date=page.stated_date or article.stated_date,
        stated_date_rule="page_metadata" if page.stated_date else article.stated_date_rule,
    )


def _assemble(draft: str, to_raw: offsets.Segments | None, widest: int, params: ReadParams) -> Article | Reject:
    """Return the article in a repaired text.

    Args:
        draft: the text.
        to_raw: its map to the raw text; None where they are the same.
        widest: see `paragraphs.split`.
        params: the knobs.
    """
    found = paragraphs.split(draft, widest, boilerplate.closes)
    text, segments = paragraphs.assemble(draft, found)
    residue = boilerplate.find(text)
    dropped: Removed = []
    if residue is not boilerplate.NOTHING:
        found, dropped = _drop(draft, found, residue)
        text, segments = paragraphs.assemble(draft, found)
    notice = boilerplate.notice(text)
    if notice:
        return reject("not_an_article", rule=notice)
    letters = _count_letters(text, params.least_letters)
    if letters < params.least_letters:
        return reject("too_short", letters=letters, least=params.least_letters)
    if to_raw is not None:
        segments = offsets.compose(segments, to_raw)
        located = ((offsets.to_raw(to_raw, start, end), reason) for start, end, reason in dropped)
        dropped = _clipped(segments, ((*extent, reason) for extent, reason in located if extent))
    set_off = len(found) > 1 and found[1].after_blank
    return Article(
        text=text,
        offsets=segments,
        removed=dropped,
        title=headline(text, set_off=set_off, longest=params.title_longest),
        stated_date=residue.stated_date,
        stated_date_rule=residue.prefix[2] if residue.prefix and residue.stated_date else None,
    )


def _drop(
    draft: str, found: list[paragraphs.Paragraph], residue: boilerplate.Residue
) -> tuple[list[paragraphs.Paragraph], Removed]:
    """Return the paragraphs without the residue, and what was dropped, as spans of the draft with their reasons."""
    kept: list[paragraphs.Paragraph] = []
    dropped: Removed = []
    for number, paragraph in enumerate(found):
        start, end = paragraph.pieces[0][0], paragraph.pieces[-1][1]
        if number in residue.dropped:
            dropped.append((start, end, residue.dropped[number]))
            continue
        rest = paragraph
        if residue.prefix and residue.prefix[0] == number:
            rest = paragraphs.without_beginning(paragraph, residue.prefix[1])
            cut = rest.pieces[0][0] if rest.pieces else end
            dropped.append((start, start + len(draft[start:cut].rstrip()), residue.prefix[2]))
        if rest.pieces:
            kept.append(rest)
    return kept, dropped


def _clipped(segments: offsets.Segments, removed: Iterable[tuple[int, int, str]]) -> Removed:
    """Return removed spans without raw characters that a kept one needs too (both came from one broken sequence)."""
    found = ((offsets.clip(segments, start, end), reason) for start, end, reason in removed)
    return [(*extent, reason) for extent, reason in found if extent]


def _count_letters(text: str, enough: int) -> int:
    """Return the number of letters in a text, or any number from ``enough`` on."""
    beginning = text[: 2 * enough]  # nearly always tells: three characters of four are letters
    letters = sum(map(str.isalpha, beginning))
    return letters if letters >= enough else letters + sum(map(str.isalpha, text[2 * enough :]))


def _removed_column(articles: list[Article | None]) -> pa.ListArray:
    """Return the removed spans of many articles as one column of `REMOVED_TYPE`; None becomes null."""
    names = ("raw_start", "raw_end", "reason", "text")
    rows = [
        None
        if one is None
        else [
            dict(zip(names, (*span, text), strict=True))
            for span, text in zip(one.removed, one.removed_texts, strict=True)
        ]
        for one in articles
    ]
    return pa.array(rows, REMOVED_TYPE)
