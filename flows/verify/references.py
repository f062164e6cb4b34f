"""Changes of the tables that people keep beside the articles."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pyarrow.dataset as ds

from flows.verify.corpus import Corpus

#: Tables that are changed by lines alone, and what each holds where there is none.
_FIRST = {"outlets.csv": "name,also,country,date_order\n", "fields.csv": "folder,field,name\n"}

_PINS = "entities.csv"

#: Names that are looked at for two to pin.
_NAMES = 200


def change(corpus: Corpus, artifacts: Path, random: Random) -> str | None:
    """Change one table, and return what was done; None where nothing could be."""
    name = random.choice([*_FIRST, _PINS, _PINS])
    if name == _PINS:
        return _pinned(corpus, artifacts, random)
    if name not in corpus.files:
        if name != "outlets.csv":
            return None
        tops = sorted({each.partition("/")[0] for each in corpus.articles() if "/" in each})
        if not tops:
            return None
        row = _row([random.choice(tops), "", random.choice(["PK", "TR", "US"]), random.choice(["DMY", "MDY"])])
        corpus.put(name, (_FIRST[name] + row).encode())
        return f"{name} made"
    lines = corpus.read(name).splitlines(keepends=True)
    if len(lines) < 2:
        corpus.remove(name)
        return f"{name} deleted"
    at = random.randrange(1, len(lines))
    del lines[at]
    corpus.put(name, b"".join(lines))
    return f"line {at + 1} of {name} deleted"


def _pinned(corpus: Corpus, artifacts: Path, random: Random) -> str | None:
    """Say of two names of one kind that they are one, or take back what was said last."""
    before = corpus.read(_PINS) if _PINS in corpus.files else b"relation,type,name,other,note\n"
    lines = before.splitlines(keepends=True)
    if len(lines) > 1 and random.random() < 0.3:
        corpus.put(_PINS, b"".join(lines[:-1]))
        return f"the last line of {_PINS} deleted"
    if lines and lines[0].strip() != b"relation,type,name,other,note":
        return None
    names = _names(artifacts / "export" / "entities")
    kinds = sorted({kind for kind, _ in names})
    random.shuffle(kinds)
    for kind in kinds:
        own = [name for each, name in names if each == kind]
        if len(own) >= 2:
            one, other = random.sample(own, 2)
            end = b"" if before.endswith(b"\n") else b"\n"
            corpus.put(_PINS, before + end + _row(["same", kind, one, other, ""]).encode())
            return f"{one} and {other} said to be the same in {_PINS}"
    return None


def _names(folder: Path) -> list[tuple[str, str]]:
    """Return some entities by their kind and name, in an order of their own."""
    files = sorted(folder.glob("*.parquet"))
    if not files:
        return []
    rows = ds.dataset(files).to_table(columns=["type", "name"]).to_pylist()
    return sorted({(row["type"], row["name"]) for row in rows if row["type"] and row["name"]})[:_NAMES]


def _row(cells: Sequence[str]) -> str:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerow(cells)
    return sink.getvalue()
