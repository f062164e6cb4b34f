"""The command ``khabar``. Thin: each command reads its options, calls one function, and prints."""

import click

from flows.cli import analyse, diff, erase, fsck, ingest, publish, report, serve, tables, verify


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="khabar")
def main() -> None:
    """Turn a growing folder of news articles into clean, dated, annotated Parquet tables.

    \b
    A change costs what it touches: add, edit or delete articles and build again.
      khabar build --seeds my-articles --artifacts out    the whole line, on any folder
      khabar status                                       what would run, and why
      khabar fsck                                         whether all that is stored agrees
      khabar explain 3f2a...                              one article, from source to tables
      khabar report --open                                a page to look at all of it
      khabar add scraped/ --outlet my-paper --dry-run     what new files would bring
      khabar ingest                                       bring in what has arrived in inbox/
      khabar sql widest_stories                           ask the tables; without a query, what can be asked
      khabar cite 3f2a...:146-160                         a reference for a row, with its sentence
    \b
    In this repository DVC calls `khabar run STAGE` for you:
      dvc repro
    """  # noqa: D301 - \b is the sign by which click keeps lines as they are


for _command in (
    tables.build,
    tables.run,
    tables.status,
    fsck.fsck,
    tables.explain,
    tables.add,
    analyse.sql,
    analyse.cite,
    report.report,
    ingest.ingest,
    serve.serve,
    diff.diff,
    diff.list_versions,
    publish.gate,
    publish.publish,
    publish.rollback,
    erase.erase,
    verify.verify,
):
    main.add_command(_command)
