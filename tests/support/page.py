"""Makes a page of rows that a test gives, without a build: the tables of other stages need not have such rows yet."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.engine import tables as parquet
from stages.export.schema import schemas
from stages.report import STAGE, TABLES
from stages.report.count import count
from stages.report.params import ReportParams
from stages.report.profile import add, describe
from stages.report.render import render
from stages.report.shards.make import make
from stages.report.shards.script import call
from stages.report.summary.decide import decide
from stages.report.summary.sign import sign
from stages.report.total import total

Row = dict[str, Any]

_PARAMS = ReportParams()


def table(name: str, rows: list[Row]) -> pa.Table:
    """Return an exported table; what a row leaves out is null, and a column that the schema does not have is added."""
    schema = schemas()[name]
    loose = pa.schema([each.with_nullable(True) for each in schema])
    made = pa.Table.from_pylist(rows, schema=loose)
    for more in sorted({key for row in rows for key in row} - set(schema.names)):
        made = made.append_column(more, pa.array([row.get(more) for row in rows]))
    return made


@dataclass
class Story:
    """An article, and what is marked in it by the words that it is said with."""

    doc_id: str
    text: str
    facts: Row = field(default_factory=dict)
    marks: dict[str, list[Row]] = field(default_factory=dict)

    def mark(self, table: str, words: str, /, **columns: Any) -> "Story":
        """Add a row of a table at the first place where the text has these words."""
        start = self.text.index(words)
        row = {"doc_id": self.doc_id, "start": start, "end": start + len(words), "text": words, **columns}
        if table in ("timexes", "amounts"):
            row["rule"] = "made"
        self.marks.setdefault(table, []).append(row)
        return self

    def rows(self, name: str) -> list[Row]:
        """Return the article's rows of an exported table."""
        if name == "documents":
            return [
                {
                    "doc_id": self.doc_id,
                    "source": f"made/{self.doc_id}.txt",
                    "text": self.text,
                    "language": "en",
                    "language_reason": "detected",
                    "published_rule": "record_published" if self.facts.get("published") else "not_stated",
                    "duplicates": 0,
                    "outlets": 1,
                    "words": len(self.text.split()),
                    **self.facts,
                }
            ]
        if name == "sentences":
            return list(self._sentences())
        return sorted(self.marks.get(name, []), key=lambda row: row.get("start", 0))

    def _sentences(self) -> Any:
        start = 0
        for line in self.text.split("\n"):
            for part in line.split(". "):
                end = start + len(part)
                yield {"doc_id": self.doc_id, "start": start, "end": end, "raw_start": start, "raw_end": end}
                start = end + 2
            start -= 1


def write(
    folder: Path, partitions: Mapping[str, Mapping[str, list[Row]]], certificate: Mapping[str, Any] | None = None
) -> Path:
    """Write the page of some partitions below ``folder``, as the stage does, with what it is told of a certificate, and
    return its ``index.html``.
    """
    signed: dict[str, list[pa.Table]] = {}
    for partition, rows in sorted(partitions.items()):
        tables = {name: table(name, rows.get(name, [])) for name in TABLES}

        def of(step: str, tables: Mapping[str, pa.Table] = tables) -> list[pa.Table]:
            declared = next(each for each in STAGE.steps if each.name == step)
            return [tables[name.partition(":")[2]] for name in declared.inputs]

        for kind, data in make(*of("shards"), _PARAMS).items():
            path = folder / kind / f"{partition}.js"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        outlines = [parquet.outline(parquet.encode(each)) for each in of("profile")]
        parts = {"counts": count(*of("counts"), _PARAMS), "profile": describe(*outlines, _PARAMS)}
        parts["summary"] = sign(*of("summary"), _PARAMS)
        for step, part in parts.items():
            own = pa.repeat(pa.scalar(partition, pa.string()), part.num_rows)
            signed.setdefault(step, []).append(part.add_column(0, "partition", own))
    adds = {"counts": total, "profile": add, "summary": decide}
    decided = {
        step: adds[step](_for(step, pa.concat_tables(parts)), _PARAMS)  # type: ignore[operator]
        for step, parts in signed.items()
    }
    for name, data in render(decided).items():
        (folder / name).write_bytes(data)
    (folder / "verify.js").write_bytes(call("certificate", certificate))
    return folder / "index.html"


def _for(step: str, signed: pa.Table) -> pa.Table:
    return signed if step == "summary" else signed.drop_columns(["partition"])


def rows_of(*stories: Story, **more: list[Row]) -> dict[str, list[Row]]:
    """Return the rows of one partition: of some articles, and others by the name of their table."""
    found = {name: [row for story in stories for row in story.rows(name)] for name in TABLES}
    for name, rows in more.items():
        found[name] = found[name] + rows
    return found


def day(text: str) -> dt.date:
    """Return a day."""
    return dt.date.fromisoformat(text)
