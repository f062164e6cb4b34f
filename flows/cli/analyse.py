"""Commands for analysts: sql, cite."""

import os
import sys
from pathlib import Path

import click

from flows.cli.options import artifacts_option, clean_errors
from flows.errors import UsageError


def _given(query: str | None, file: Path | None) -> str | None:
    """Return the query of the argument, of the file or of what is piped in; None where nobody gives one."""
    if query is not None and file is not None:
        raise UsageError("There is a query in the argument and one in --file", "Give one of the two.")
    if file is not None:
        return _text(file.read_bytes(), str(file))
    if query not in (None, "-"):
        return _valid(query, "the query")
    if query is None and sys.stdin.isatty():
        return None
    piped = _text(sys.stdin.buffer.read(), "what was piped in")
    return None if query is None and not piped.strip() else piped


def _valid(text: str, of: str) -> str:
    """Return what is given on the command line, which holds bytes that are no UTF-8 as lone surrogates."""
    return _text(os.fsencode(text), of)


def _text(data: bytes, of: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{of} is not UTF-8", "Save it in UTF-8.") from error


def _put(data: bytes, output: Path | None) -> None:
    """Write an answer to a file in one step, or to standard output."""
    if output is not None:
        half = output.with_name(f".{output.name}.{os.getpid()}")
        try:
            half.write_bytes(data)
            half.replace(output)
        finally:
            half.unlink(missing_ok=True)
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@click.command(short_help="Ask the tables in SQL.")
@click.argument("query", required=False)
@click.option("--file", type=click.Path(path_type=Path), default=None, help="Read the query from a file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "parquet"]),
    default=None,
    help="How the answer is written.  [default: table, or by the suffix of --output]",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=None, help="Write the answer to this file.")
@click.option(
    "--rows", type=click.IntRange(0), default=50, show_default=True, help="Rows of a table to print; 0 prints all."
)
@artifacts_option
@clean_errors
def sql(
    query: str | None, file: Path | None, form: str | None, output: Path | None, rows: int, artifacts: Path
) -> None:
    """Ask the exported tables in the SQL of DuckDB: a view per table, `dictionary` with every column, and macros.
    QUERY is SQL, the name of one of the questions that come with it, or - for what is piped in; without it the tables,
    macros and questions are shown. It only reads, and nothing but these tables.

    \b
      khabar sql "select outlet, count(*) from documents group by all"
      khabar sql widest_stories
      khabar sql "from figures_of('IT exports')" --format csv > it.csv
    """  # noqa: D301 - \b is the sign by which click keeps lines as they are
    from flows.sql import printing
    from flows.sql.questions import named, questions
    from flows.sql.refusals import unreadable
    from flows.sql.session import connect
    from flows.sql.writing import FORMATS

    form = form or _by_suffix(output) or "table"
    if form == "table" and output is not None:
        raise UsageError(
            f"{output} has no suffix of a form", "End its name in .csv, .json or .parquet, or give --format."
        )
    asked = _given(query, file)
    session = connect(artifacts)
    if asked is None:
        printing.show_what_there_is(session, list(questions().values()))
        return
    found = session.ask(named(asked))
    if form == "table":
        most = rows or None
        for each in found:
            answer = each.fetch(most and most + 1)
            with unreadable("a table"):
                printing.show(answer, most)
        return
    answers = list(found)
    if len(answers) != 1:
        raise UsageError(
            f"The query has {len(answers)} answers, and {form} holds one", "Give one SELECT, or take --format table."
        )
    if form == "parquet" and output is None and sys.stdout.isatty():
        raise UsageError("Parquet on a terminal is no use to anybody", "Name a file with --output.")
    answer = answers[0].fetch()
    with unreadable(form):
        data = FORMATS[form](answer)
    _put(data, output)


def _by_suffix(output: Path | None) -> str | None:
    suffix = output.suffix.removeprefix(".").lower() if output else ""
    return suffix if suffix in ("csv", "json", "parquet") else None


@click.command(short_help="Write a reference for a row of any table.")
@click.argument("rows", nargs=-1, required=True, metavar="ROW...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "bibtex", "csl"]),
    default="text",
    show_default=True,
    help="Plain text, BibTeX, or CSL-JSON (Zotero, pandoc).",
)
@artifacts_option
@clean_errors
def cite(rows: tuple[str, ...], form: str, artifacts: Path) -> None:
    """Write a reference: the sentence, and the title, outlet, date and address of its article.
    ROW is DOC:START-END, a doc_id and a span of its text, as the column `cite` of `khabar sql` has it; DOC alone is the
    article, and may be a path below the seeds. TABLE/DOC:START-END asks that the table has that row. With - the rows
    are read from what is piped in.

    \b
      khabar cite 6b9166bf8551:146-160 --format bibtex
      khabar sql largest_amounts --format json | khabar cite - --format csl
    """  # noqa: D301 - \b is the sign by which click keeps lines as they are
    from flows.citing import bibtex, csl, passages, text
    from flows.citing.rows import Row, piped
    from flows.sql.session import connect

    wanted: list[Row] = []
    for row in rows:
        if row == "-":
            wanted += piped(_text(sys.stdin.buffer.read(), "what was piped in"))
        else:
            wanted.append(Row.of(_valid(row, "the name of a row")))
    session = connect(artifacts)
    found = [passages.find(row, session) for row in wanted]
    write = {"text": text.write, "bibtex": bibtex.write, "csl": csl.write}[form]
    _put(write(found).encode(), None)
