"""Changes of the tables that people keep beside the articles."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pyarrow.dataset as ds

from flows.verify.corpus import Corpus

_OUTLETS = "outlets.csv"
_PINS = "entities.csv"

#: Names that are looked at for two to pin.
_NAMES = 200


def change(corpus: Corpus, artifacts: Path, random: Random, only: str = "") -> str | None:
    """Change one table whose name begins as is asked, and return what was done; None where nothing could be."""
    names = [name for name in (_OUTLETS, "fields.csv", _PINS, _PINS) if name.startswith(only)]
    if not names:
        return None
    name = random.choice(names)
    if name == _PINS:
        return _pinned(corpus, artifacts, random)
    if name not in corpus.files:
        return _outlets(corpus, random) if name == _OUTLETS else None
    lines = corpus.read(name).splitlines(keepends=True)
    if len(lines) < 2:
        corpus.remove(name)
        return f"{name} deleted"
    at = random.randrange(1, len(lines))
    del lines[at]
    corpus.put(name, b"".join(lines))
    return f"line {at + 1} of {name} deleted"


def _outlets(corpus: Corpus, random: Random) -> str | None:
    """Make a table of outlets that knows one of them."""
    tops = sorted({name.partition("/")[0] for name in corpus.articles() if "/" in name})
    if not tops:
        return None
    row = [random.choice(tops), "", random.choice(["PK", "TR", "US"]), random.choice(["DMY", "MDY"])]
    corpus.put(_OUTLETS, ("name,also,country,date_order\n" + _row(row)).encode())
    return f"{_OUTLETS} made"


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
