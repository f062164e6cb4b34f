"""Small corpora built as versions, to be compared with one another."""

import json
import random
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.versions import Workspace
from tests.support.builder import Builder

#: Partitions small enough that a handful of articles makes several.
SIZES = {"partition_least": 2, "partition_mean": 3, "partition_greatest": 6}

#: What stories are made of.
_WORDS = (
    "budget harvest tower ministry cable river valley network season record account village railway cotton "
    "signal contract engine market library teacher station border license bridge monsoon factory pension treaty "
    "satellite mountain kitchen lawyer bicycle orchard cinema harbour lantern museum painter quarter reactor shepherd "
    "tunnel voyage"
)


def story(seed: int, tail: str = "") -> str:
    """Return an article unlike those of other seeds, with a date, an amount and days in it."""
    draw = random.Random(seed)  # noqa: S311 - the same words for ever
    words = [draw.sample(_WORDS.split(), 12) for _ in range(4)]
    lines = [f"The {' '.join(each)} was told to the press." for each in words]
    day = f" date 2021-03-{seed % 27 + 1:02} "
    return f"{day}{lines[0]} It cost ${seed}.5 billion on Tuesday. {' '.join(lines[1:])} It was so in May 2019.{tail}"


def params(**stages: Any) -> dict[str, Any]:
    """Return the params of small partitions, with others beside them."""
    clean = stages.pop("clean", {})
    return {"clean": clean | {"read": SIZES | clean.get("read", {})}, **stages}


class Editions:
    """Builds versions in folders of their own.

    Args:
        home: where they stand.
        builder: what builds them where no other is named.
    """

    def __init__(self, home: Path, builder: Builder) -> None:
        self._home, self._builder, self._count = home, builder, 0

    def build(
        self,
        articles: Mapping[str, str],
        settings: Mapping[str, Any] | None = None,
        builder: Builder | None = None,
        name: str = "",
    ) -> Workspace:
        """Build the articles, text by path below the seeds, and return the version."""
        self._count += 1
        root = self._home / str(self._count)
        for path, text in articles.items():
            target = root / "seeds" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        (root / "seeds").mkdir(parents=True, exist_ok=True)
        chosen = root / "params.yaml"
        chosen.write_text(json.dumps(params() if settings is None else settings), encoding="utf-8")
        (builder or self._builder).build(root / "seeds", root / "artifacts", chosen)
        return Workspace(root, name or f"edition-{self._count}")

    def copy(self, edition: Workspace) -> Workspace:
        """Return a copy of a version, to be changed."""
        self._count += 1
        root = self._home / str(self._count)
        shutil.copytree(edition.root, root)
        return Workspace(root, f"edition-{self._count}")


@contextmanager
def building(scratch: Path, stages: Path | None = None) -> Iterator[Builder]:
    """Give a builder, and end it."""
    builder = Builder(scratch, stages)
    try:
        yield builder
    finally:
        builder.close()
