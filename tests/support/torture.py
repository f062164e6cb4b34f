"""A corpus in two states, and a build of one upon the other to which something happens.

Whatever it is, the next build must give the bytes of a build from nothing, leave no stray, and fsck must find nothing.
"""

import json
import os
import random
import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows import fsck, params
from flows.engine.stage import Place
from tests.support.builder import Builder, tree

#: In memory, where the system has such a folder, a sync takes no time.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - folders of our own are made in it

STORY = (
    "LAHORE: Exports of software rose to ${0}.5 billion in nine months, the central bank said on Monday. Asma Qureshi, "
    "the minister, called the figure a record, and spoke of {0} percent more in the year that follows. {1}\n"
)

SMALL = "clean: {read: {partition_least: 2, partition_mean: 3, partition_greatest: 5}}\n"

#: What fsck may find wrong after a kill: what lies about, and what the run had not noted yet.
LEFT = {"scratch", "unknown", "journal", "claim", "changed", "missing", "chain", "table"}


def write_seeds(seeds: Path, *, edited: bool) -> None:
    """Write the corpus; ``edited``: one article more, one less, one changed, one record of the batch changed."""
    texts = {f"coast/{at}.txt": STORY.format(at, "The port works." * at) for at in range(1, 7)}
    texts["hills/copy.txt"] = STORY.format(2, "The port works." * 2)
    texts["hills/none.txt"] = "?"
    records = {str(at): STORY.format(at + 20, "A road was built.") for at in range(5)}
    if edited:
        del texts["coast/5.txt"]
        texts["coast/3.txt"] = STORY.format(7, "The port closed" * 3)  # of the same size
        texts["hills/new.txt"] = STORY.format(44, "Rs 5 crore were paid.")
        records["3"] = STORY.format(55, "The road was closed.")
    for name, text in texts.items():
        path = seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    lines = [json.dumps({"id": key, "text": text}) + "\n" for key, text in records.items()]
    (seeds / "wire.jsonl").write_text("".join(lines), encoding="utf-8")


@dataclass
class Rack:
    """Where it is done.

    Attributes:
        home: a folder of its own.
        builder: builds.
        log: what happened, a mapping each.
    """

    home: Path
    builder: Builder
    log: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.params = self.home / "params.yaml"
        self.params.write_text(SMALL)
        self.whole: dict[str, dict[str, str]] = {}
        for name in ("before", "after"):
            write_seeds(self.home / name, edited=name == "after")
            # The first one warms the builder: every build after it costs half as much.
            warm = {"warm": True} if name == "before" else {}
            assert self.builder.order(self.home / name, self.home / f"built-{name}", self.params, **warm) == 0
            self.whole[name] = tree(self.home / f"built-{name}")
        assert self.whole["before"] != self.whole["after"]

    @property
    def seeds(self) -> Path:
        """The articles as they are."""
        return self.home / "seeds"

    @property
    def artifacts(self) -> Path:
        """What is built of them."""
        return self.home / "artifacts"

    @property
    def place(self) -> Place:
        """Both."""
        return Place(self.seeds, self.artifacts)

    def lay_out(self, articles: str, built: str | None) -> None:
        """Put the articles of one state there, and what was built of one, or of none."""
        for path in (self.seeds, self.artifacts, self.home / "gone"):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.home / articles, self.seeds)
        if built is not None:
            shutil.copytree(self.home / f"built-{built}", self.artifacts)

    def steps(self, built: str | None) -> list[tuple[str, str]]:
        """Return the stage and the call of each step that a build upon ``built`` takes."""
        told = self.home / f"steps-{built}.json"
        if not told.exists():
            self.lay_out("after", built)
            assert self.builder.order(self.seeds, self.artifacts, self.params, steps=str(told)) == 0
        return [(stage, call) for stage, call in json.loads(told.read_text())]

    def happens(self, how: str, at: int, stage: str, built: str | None, **more: Any) -> int:
        """Let something happen at a step; look at what is left, build again, compare; return how the first ended."""
        self.lay_out("before" if how == "swap" else "after", built)
        if how == "swap":
            shutil.rmtree(self.home / "other", ignore_errors=True)
            more["other"] = str(shutil.copytree(self.home / "after", self.home / "other"))
        code = self.builder.order(self.seeds, self.artifacts, self.params, at=at, how=how, **more)
        if how == "swap" and (self.home / "other").exists():  # the build had fewer steps than that
            shutil.rmtree(self.seeds)
            (self.home / "other").rename(self.seeds)
        what = f"{how} at step {at} in {stage} upon {built}, which ended with {code}"
        self.ends_right(what, look=how == "kill")
        self.note(how=how, at=at, stage=stage, built=built, code=code)
        return code

    def ends_right(self, what: str, *, look: bool = True) -> None:
        """Look at what is left, build again, and compare with a build from nothing."""
        if self.artifacts.is_dir() and look:
            kinds = {finding.kind for finding in self.fsck().wrong}
            assert kinds <= LEFT, (what, kinds)
        assert self.builder.order(self.seeds, self.artifacts, self.params) == 0, what
        self.compare(what)

    def compare(self, what: str) -> None:
        """Compare what is there with a build from nothing, and look for strays."""
        assert tree(self.artifacts) == self.whole["after"], what
        strays = [path for path in self.artifacts.rglob(".*") if path.name not in (".interpreter", ".statcache")]
        assert strays == [], what

    def fsck(self) -> fsck.Report:
        """Ask fsck."""
        return fsck.look(self.place, params.read(self.params), self.params)

    def note(self, **what: Any) -> None:
        """Take down what happened and ended right, also into the file that KHABAR_SOAK_LOG names."""
        self.log.append(what)
        if path := os.environ.get("KHABAR_SOAK_LOG"):
            with Path(path).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(what) + "\n")

    def tell(self) -> None:
        """Print what happened, how often and where: the log of a soak."""
        counted = Counter((each["how"], each["stage"]) for each in self.log)
        lines = [f"{how:<22} {stage:<16} {count:>5}" for (how, stage), count in sorted(counted.items())]
        text = "\n".join([*lines, f"{sum(counted.values())} in all, each followed by a build: all equal"])
        sys.stderr.write(f"\n{text}\n")
        self.log.clear()


def spread(steps: list[tuple[str, str]], count: int, seed: int) -> list[tuple[int, str]]:
    """Draw steps, as many of each stage and between them as of any other: their numbers and their stages."""
    draw = random.Random(seed)  # noqa: S311 - nothing secret
    by_stage: dict[str, list[int]] = {}
    for at, (stage, _) in enumerate(steps, 1):
        by_stage.setdefault(stage, []).append(at)
    names = sorted(by_stage)
    return [(draw.choice(by_stage[name]), name) for name in (names[at % len(names)] for at in range(count))]
