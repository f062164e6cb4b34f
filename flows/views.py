"""What is printed on a terminal: how the stages stand, one article explained, what files would bring."""

import json
import math
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from flows.explain import Explanation, name_of
from flows.inbox.names import shown
from flows.status import Standing
from stages.annotate.language.reasons import reasons
from stages.publication.sources import trust_of

if TYPE_CHECKING:
    from flows.add import Added  # with all that it takes to read articles
    from flows.inbox.report import Ingested

#: Characters shown of a paragraph.
_BEGINNING = 60

#: Reasons of one kind shown by name; the rest are counted.
_SHOWN = 10

#: Articles shown that are alike and no copies.
_ALIKE = 3

#: Members of a cluster that are shown, and passages in which each differs from the article kept.
_MEMBERS = 20
_PASSAGES = 3

#: Characters shown of each side of such a passage.
_SIDE = 30

#: Columns where the output is not a terminal.
_PIPE_WIDTH = 160


def standing_record(found: Standing) -> dict[str, Any]:
    """Return how a stage stands for a program."""
    return {
        "stage": found.stage,
        "partitions": found.partitions,
        "stale": len(found.stale),
        "decides": found.decides,
        "reasons": [{"kind": reason.kind, "detail": reason.detail} for reason in found.reasons],
    }


def standing_text(found: Standing) -> str:
    """Return how a stage stands as lines for a person."""
    if found.fresh:
        return f"{found.stage:<14} up to date ({found.partitions:,} partitions)"
    more = " and those that a new decision concerns" if found.decides else ""
    lines = [f"{found.stage:<14} would compute {len(found.stale):,} of {found.partitions:,} partitions{more}"]
    kinds = dict.fromkeys(reason.kind for reason in found.reasons)
    for kind in kinds:
        details = [reason.detail for reason in found.reasons if reason.kind == kind]
        lines += [f"    {kind:<8} {detail}" for detail in details[:_SHOWN]]
        if len(details) > _SHOWN:
            lines.append(f"    {kind:<8} ... and {len(details) - _SHOWN:,} more")
    return "\n".join(lines)


def show_rows(title: str, rows: list[dict[str, Any]]) -> None:
    """Print rows as a table, without the columns that say nothing."""
    # Here, not at the top: not every command draws.
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    # A file or a pipe has no width; eighty columns would fold every table.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    names = dict.fromkeys(name for row in rows for name in row)
    columns = [name for name in names if any(row.get(name) is not None for row in rows)]
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        # Text, not str: what an article says is never taken for markup.
        table.add_row(*(Text(harmless(cell(row.get(name)))) for name in columns))
    console.print(table)
    console.print()


def harmless(text: str) -> str:
    """Return a text in which nothing acts on a terminal; the joiners of Urdu are letters to their readers."""
    kept = "\n\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
    return "".join(
        letter if letter.isprintable() or letter in kept else letter.encode("unicode_escape").decode()
        for letter in text
    )


def show_explanation(found: Explanation) -> None:
    """Print one article as tables."""
    show = show_rows

    def facts(title: str, row: dict[str, Any] | None) -> None:
        show(title, [{"": key, " ": value} for key, value in (row or {}).items() if value is not None])

    article = dict(found.article)
    text = article.pop("text", None)
    article.pop("stated_dates", None)  # they stand among the sources of the day, with what they say
    facts("Article", article | {"partition": found.partition, "characters": len(text) if text else None})
    show("Removed from the text", found.removed)
    dates = found.dates or {}
    facts("Date", {key: value for key, value in dates.items() if key not in ("doc_id", "timexes", "published_sources")})
    _show_sources(dates.get("published_sources") or [])
    _show_language(found.language, text or "")
    _show_cluster(found)
    timexes = dates.get("timexes") or []
    show("Temporal expressions", [_timex(row) for row in timexes])
    show("How their values came about", [_way(row) for row in timexes])
    show("Amounts", [_short(row) for row in found.amounts])
    show("Names", [row | {"referent": None} for row in found.mentions])
    show("Said", [_said(row) for row in found.quotes])
    show("Keywords", found.keywords)
    show("Topics", [row | {"terms": ", ".join(row["terms"])} for row in found.topics])
    show("Said by the headline", [found.headline | {"speaker_mention": None}] if found.headline else [])
    show("Figures", [_figure(row) for row in found.figures])
    show("How they were read", [_reading(row) for row in found.figures])


def _show_language(row: dict[str, Any] | None, text: str) -> None:
    """Print the language with what its reason says, and the paragraphs of an article in several."""
    if row is None:
        return
    told = {key: value for key, value in row.items() if key not in ("doc_id", "paragraphs") and value is not None}
    told["language_reason"] = f"{row['language_reason']}: {reasons().get(row['language_reason'], '')}"
    show_rows("Language", [{"": key, " ": value} for key, value in told.items()])
    show_rows(
        "Paragraphs", [each | {"text": text[each["start"] : each["end"]][:_BEGINNING]} for each in row["paragraphs"]]
    )


def _show_sources(rows: list[dict[str, Any]]) -> None:
    """Print the sources of the day of publication, and why the one that is taken is trusted."""
    show_rows("Sources of the day of publication, the most trusted first", [_source(row) for row in rows])
    for row in rows:
        if row["verdict"] == "taken":
            click.echo(f"{row['rule']} is taken: {trust_of(row['rule']).reason}.\n")


def _source(row: dict[str, Any]) -> dict[str, Any]:
    """Return one source of the day of publication: what it says and where, and what it is to the day that is taken."""
    days = row["days"] or 0
    apart = f" ({abs(days):,} day{'' if abs(days) == 1 else 's'} {'later' if days > 0 else 'earlier'})" if days else ""
    weekday = {True: "", False: "; its weekday is another", None: ""}[row["weekday_agrees"]]
    return {
        "rule": row["rule"] if row["place"] is None else f"{row['rule']} ({row['place']})",
        "says": row["text"],
        "at": row["where"] if row["start"] is None else f"{row['where']} {row['start']}-{row['end']}",
        "date": row["date"],
        "precision": row["precision"],
        "": f"{row['verdict']}{apart}{weekday}",
    }


def _show_cluster(found: Explanation) -> None:
    """Print the articles that tell the same story, with what differs, and why one of them is kept."""
    if found.decision is None:
        return
    if found.decision["cluster_id"] is None:
        click.echo("Cluster\nNo other article tells this story.\n")
        _show_alike(found)
        return
    rows = [
        {
            "": "*" if member["doc_id"] == found.article["doc_id"] else " ",
            "article": name_of(member),
            "outlet": member["outlet"],
            "date": member["published"],
            "kind": member["kind"] or "kept",
            "similar / contained": _likeness(member),
            "differs (kept -> this one)": _differing(member),
        }
        for member in found.compared(_MEMBERS)
    ]
    show_rows(f"Cluster of {len(found.cluster):,} articles (* the one asked for)", rows)
    if len(found.cluster) > _MEMBERS:
        click.echo(f"... and {len(found.cluster) - _MEMBERS:,} more; --json names all of them.")
    if found.why:
        click.echo(f"{found.why}\n")
    _show_alike(found)


def _show_alike(found: Explanation) -> None:
    """Print the articles that are most alike and no copies."""
    rows = [
        {
            "article": name_of(other),
            "outlet": other["outlet"],
            "similar / contained": _likeness(other),
            "other numbers and names": other["changed"],
            "why it is another story": other["why"],
        }
        for other in found.alike[:_ALIKE]
    ]
    show_rows("Alike, and another story", rows)


def _likeness(member: Mapping[str, Any]) -> str | None:
    """Return similarity and containment, which have four places, with two, rounded down: 1 is said of nothing less."""
    told = [member.get(name) for name in ("similarity", "containment")]
    return (
        " / ".join(f"{math.floor(round(value * 1e4) / 100) / 100:.2f}" for value in told if value is not None) or None
    )


def _differing(member: Mapping[str, Any]) -> str | None:
    """Return the first passages in which a member differs from the article kept, a line each."""
    found = member["differences"]
    if not found:
        return "nothing but case, marks, dateline or credit" if member["duplicate_of"] else None
    lines = []
    for each in found[:_PASSAGES]:
        kept, text = each["kept_text"], each["text"]
        if kept and text:
            lines.append(f"{trimmed(kept, _SIDE)} -> {trimmed(text, _SIDE)}")
        else:
            only = kept or text
            words = f" ({len(only.split()):,} words)" if len(only) > 2 * _SIDE else ""
            lines.append(f"{'-' if kept else '+'} {trimmed(only, 2 * _SIDE)}{words}")
    if len(found) > _PASSAGES:
        lines.append(f"+{len(found) - _PASSAGES:,} more")
    return "\n".join(lines)


def trimmed(text: str, longest: int) -> str:
    """Return a passage on one line, without its middle where it is too long."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    side = (longest - 5) // 2
    return f"{line[:side].rstrip()} ... {line[-side:].lstrip()}"


def show_added(added: "Added", *, dry_run: bool) -> None:
    """Print what would become of files, or what became of them."""
    rows: list[dict[str, Any]] = []
    for each in added.files:
        counts = {"documents": each.documents, "duplicates": len(each.duplicates), "rejects": len(each.rejects)}
        standing = {"new": "would be added" if dry_run else "added", "there": f"is there: {each.at}"}
        rows.append({"file": each.name, "": standing.get(each.standing, each.standing), **counts})
    show_rows("Files", rows)
    for title, found in (
        ("Duplicates", [{"file": each.name, **vars(copy)} for each in added.files for copy in each.duplicates]),
        ("Rejects", [{"file": each.name, **vars(reject)} for each in added.files for reject in each.rejects]),
    ):
        show_rows(title, found[:_SHOWN])
        if len(found) > _SHOWN:
            click.echo(f"... and {len(found) - _SHOWN:,} more; --json names all of them.\n")
    if added.compared is None and any(each.standing == "new" for each in added.files):
        click.echo(f"Copies of articles that are there were not looked for: {added.why}.")


def show_ingested(done: "Ingested") -> None:
    """Print what became of the inbox, or what would."""
    named = {"in": "would come in" if done.dry else "came in"}
    named["quarantined"] = "would be set aside" if done.dry else "set aside"
    rows: list[dict[str, Any]] = [
        {
            "file": shown(each.name),
            "": named.get(each.fate, each.fate),
            "articles": each.articles or None,
            "there before": each.there or None,
            "copies": each.duplicates or None,
            "rejects": len(each.rejects) or None,
            "why": each.message,
        }
        for each in done.files
    ]
    show_rows("Inbox", rows)
    counts = done.counts()
    where = f" in {done.file}" if done.file else ""
    click.echo(
        f"{counts['articles']:,} articles{where} from {counts['files']:,} files; {counts['quarantined']:,} set aside, "
        f"{counts['left']:,} left"
    )
    if done.resumed:
        click.echo(f"{done.resumed:,} files of a run that did not come to its end have left the inbox.")
    if done.compared is None and done.why:
        click.echo(f"Copies of articles that are there were not looked for: {done.why}.")


def _timex(row: dict[str, Any]) -> dict[str, Any]:
    """Return an expression with the days that it spans in one column, without what led to it."""
    short = _short({name: value for name, value in row.items() if name not in ("begin", "finish", "reason", "steps")})
    if row["begin"] is not None:
        short["days"] = row["begin"] if row["begin"] == row["finish"] else f"{row['begin']} to {row['finish']}"
    return short


def _way(row: dict[str, Any]) -> dict[str, Any]:
    """Return the steps from the surface of an expression to its value, a line each, and why its rule is one."""
    steps = row.get("steps")
    return {
        "text": row["text"],
        "from surface to value": "\n".join(steps) if steps else None,
        "rule": row["rule"],
        "since": row.get("reason"),
    }


def _figure(row: dict[str, Any]) -> dict[str, Any]:
    """Return a statistical claim: what it says of what, for when, over which base, and by whom."""
    short = _short(row)
    days = None if row["begin"] is None else f"{row['begin']} to {row['finish']}"
    return {
        "span": short["span"],
        "text": short["text"],
        "indicator": row["indicator"],
        "series": row["indicator_id"],
        "kind": row["kind"] if row["measure"] == "level" else f"{row['kind']} {row['measure']}",
        "value": short["value"],
        "unit": row["unit"],
        "mod": row["mod"],
        "period": days or row["period"],
        "growth": row["growth"],
        "base": row["base_low"],
        "speaker": row["speaker_text"],
    }


def _reading(row: dict[str, Any]) -> dict[str, Any]:
    """Return why a claim was read so: its rule, the word that makes it no fact, and whether its numbers agree."""
    return {
        "text": row["text"],
        "rule": row["rule"],
        "since": row["reason"],
        "cue": row["cue"],
        "which says": row["kind_reason"],
        "check": row["check"],
    }


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Return a mention with its ends in one column, and a point value in one."""
    rest = dict(row)
    short: dict[str, Any] = {"span": f"{rest.pop('start')}-{rest.pop('end')}"}
    if "value_low" in rest:
        low, high = cell(rest.pop("value_low")), cell(rest.pop("value_high"))
        short |= {"text": rest.pop("text"), "value": low if low == high else f"{low} to {high}"}
    return short | rest


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """Return something said with its speaker as the text and the article name them, and how both were found."""
    names = ("text", "kind", "speaker_text", "name", "cue", "rule", "reason")
    return {"span": f"{row['start']}-{row['end']}"} | {name: row[name] for name in names}


def cell(value: object) -> str:
    """Return a value as it stands in a table: nothing for a null, a number without zeros behind its last digit."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return digits(value) if isinstance(value, Decimal) else str(value)


def digits(value: Decimal, *, thousands: bool = False) -> str:
    """Return all digits of a number, without zeros behind the last one; with a comma after each thousand if asked."""
    # Not `normalize`, which rounds to the 28 digits of the context.
    text = f"{value:,f}" if thousands else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
