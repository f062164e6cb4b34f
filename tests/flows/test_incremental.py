"""After any sequence of changes, the artifacts equal a build from nothing, byte for byte.

A change is an article added, edited, deleted or renamed, loose or inside a batch, another param, another rule file, a
return to an earlier state; and any build may be killed at any instant.
"""

import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from flows.verify import damage
from tests.support.builder import Builder, copy_of_stages, tree

pytestmark = pytest.mark.minutes

SOAK = bool(os.environ.get("KHABAR_SOAK"))

#: Thousands of small files are synced: in memory, where the system has such a folder, that takes no time.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - folders of our own are made in it

#: Partitions small enough that a handful of articles makes several.
SIZES = {"partition_least": 2, "partition_mean": 3, "partition_greatest": 6}

PARAMS = {
    "plain": {"clean": {"read": SIZES}},
    "wider": {"clean": {"read": SIZES | {"partition_greatest": 9}}},
    "loose": {"clean": {"read": SIZES}, "dedupe": {"threshold": 0.6}},
    # Little is enough to learn from, so that a line is convicted and acquitted again as articles come and go.
    "learning": {"clean": {"read": SIZES, "articles": {"least_articles": 2, "least_share": 0.05}}},
}

#: What people may say of outlets and of the fields of batches.
TABLES = {
    "outlets.csv": [
        None,
        "name,also,country,date_order\nThe Indus,indus,PK,DMY\nThe Ravi,ravi,PK,DMY\n",
        "name,also,country,date_order\nThe Indus,indus; ravi,PK,MDY\n",
    ],
    "fields.csv": [None, "folder,field,name\nwire,id,text\n", "folder,field,name\nindus,text,body\n"],
}

STORIES = [
    """Exports of software rose to $1.51 billion in nine months, the central bank said on Tuesday. Officials in the
ministry called the figure a record and spoke of 40 percent more in the year that follows.""",
    """Three firms have begun to put phones together in Lahore, their association said yesterday. It hopes that Rs 5
crore of duties will be paid back before the budget, as the minister had said it would be.""",
    """The regulator put off the sale of 5G spectrum by a year. Operators had asked for prices in rupees and for
instalments over ten years, and had warned that nobody would bid.""",
    """A fund that pays for towers in far districts has signed 14 contracts worth Rs2.5 billion since January. The
last of them covers valleys where no phone has ever rung.""",
]
TAILS = [
    "",
    " He spoke in Karachi.",
    " The figure was 7 percent in 2019.",
    "\nLetters to this desk are answered on weekdays.",
]


@st.composite
def articles(draw: st.DrawFn) -> str:
    """Draw one of few stories, so that copies of it are common, with a date or none and with small edits."""
    date = draw(st.sampled_from(["", " date 2021-03-02 ", " date 2021-01-05 ", " date 2020-11-11 "]))
    middle = draw(st.sampled_from(STORIES))
    return date + middle + draw(st.sampled_from(TAILS)) + draw(st.sampled_from(["", "\nLeave a Reply\n"]))


NAMES = st.builds("{}/{}.txt".format, st.sampled_from(["indus", "ravi"]), st.integers(0, 40))
BATCHES = ["wire/2021.jsonl", "wire/old.jsonl.gz"]


def write_batch(path: Path, records: dict[str, str]) -> None:
    """Write a batch file whose records stand in the order of the mapping."""
    lines = [json.dumps({"id": key, "text": text}) for key, text in records.items()]
    data = ("\n".join(lines) + "\n").encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


@pytest.fixture(scope="module")
def builders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Builder]]:
    """Give a zygote for the rules as they are, and one for rules with a reason reworded and a rule taken out."""
    other = copy_of_stages(tmp_path_factory.mktemp("rules"))
    rules = other / "stages" / "clean" / "read" / "boilerplate.toml"
    text = rules.read_text(encoding="utf-8")
    changed = text.replace("leave a (?:reply", "leave no (?:reply")
    assert changed != text, "the rule that this test takes away has another name now"
    rules.write_text(changed, encoding="utf-8")
    found = {
        "as they are": Builder(tmp_path_factory.mktemp("a")),
        "changed": Builder(tmp_path_factory.mktemp("b"), other),
    }
    yield found
    for builder in found.values():
        builder.close()


#: Digests of a build from nothing by what it was built from: many sequences come by the same corpus.
_FROM_NOTHING: dict[str, dict[str, str]] = {}


class Corpus(RuleBasedStateMachine):
    """Changes a corpus and builds it after every change."""

    builders: dict[str, Builder]

    @initialize(first=st.lists(articles(), min_size=4, max_size=10), batch=st.lists(articles(), max_size=6))
    def start(self, first: list[str], batch: list[str]) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="khabar-", dir=MEMORY))
        self.artifacts = self.home / "artifacts"
        self.rules = "as they are"
        self.params = "plain"
        self.loose: dict[str, str] = {f"indus/start-{at}.txt": text for at, text in enumerate(first)}
        self.batches: dict[str, dict[str, str]] = {BATCHES[0]: {str(at): text for at, text in enumerate(batch)}}
        self.tables: dict[str, str | None] = dict.fromkeys(TABLES)
        self.past: list[tuple[dict[str, str], dict[str, dict[str, str]]]] = []

    @rule(name=NAMES, text=articles())
    def add(self, name: str, text: str) -> None:
        self.remember()
        self.loose[name] = text

    @rule(which=st.integers(0, 1000), text=articles())
    def edit(self, which: int, text: str) -> None:
        self.remember()
        if self.loose:
            self.loose[sorted(self.loose)[which % len(self.loose)]] = text

    @rule(which=st.integers(0, 1000))
    def delete(self, which: int) -> None:
        self.remember()
        if self.loose:
            del self.loose[sorted(self.loose)[which % len(self.loose)]]

    @rule(which=st.integers(0, 1000), other=NAMES)
    def rename(self, which: int, other: str) -> None:
        self.remember()
        if self.loose:
            self.loose[other] = self.loose.pop(sorted(self.loose)[which % len(self.loose)])

    @rule(batch=st.sampled_from(BATCHES), key=st.integers(0, 12), text=articles(), front=st.booleans())
    def add_or_edit_record(self, batch: str, key: int, text: str, front: bool) -> None:
        self.remember()
        records = self.batches.get(batch, {})
        new = {str(key): text}
        self.batches[batch] = {**new, **records, **new} if front else {**records, **new}

    @rule(batch=st.sampled_from(BATCHES), which=st.integers(0, 1000))
    def delete_record(self, batch: str, which: int) -> None:
        self.remember()
        if self.batches.get(batch):
            del self.batches[batch][sorted(self.batches[batch])[which % len(self.batches[batch])]]

    @rule(params=st.sampled_from(sorted(PARAMS)))
    def change_params(self, params: str) -> None:
        self.params = params

    @rule(change=st.sampled_from([(name, text) for name, texts in TABLES.items() for text in texts]))
    def change_a_table(self, change: tuple[str, str | None]) -> None:
        name, text = change
        self.tables[name] = text

    @rule(rules=st.sampled_from(["as they are", "changed"]))
    def change_rules(self, rules: str) -> None:
        self.rules = rules

    @rule(back=st.integers(1, 4))
    def revert(self, back: int) -> None:
        if len(self.past) >= back:
            self.loose, self.batches = self.past[-back]

    @rule(after=st.floats(0, 0.6))
    def kill_a_build(self, after: float) -> None:
        self.lay_out()
        self.build(self.artifacts, kill_after=after)

    @rule(which=st.integers(0, 1000), how=st.sampled_from(sorted(damage.WAYS)))
    def spoil_a_file(self, which: int, how: str) -> None:
        files = sorted(path for path in self.artifacts.rglob("*") if path.is_file())
        if files:
            damage.spoil(files[which % len(files)], how)

    @invariant()
    def equals_a_build_from_nothing(self) -> None:
        if not hasattr(self, "home"):
            return
        self.lay_out()
        self.build(self.artifacts)
        state = json.dumps([self.loose, self.batches, self.tables, self.params, self.rules], sort_keys=False)
        if state not in _FROM_NOTHING:
            fresh = self.home / "fresh"
            self.build(fresh)
            _FROM_NOTHING[state] = tree(fresh)
            shutil.rmtree(fresh)
        assert tree(self.artifacts) == _FROM_NOTHING[state]

    def remember(self) -> None:
        self.past.append((dict(self.loose), {name: dict(records) for name, records in self.batches.items()}))

    def lay_out(self) -> None:
        seeds = self.home / "seeds"
        shutil.rmtree(seeds, ignore_errors=True)
        seeds.mkdir()
        for name, text in self.loose.items():
            path = seeds / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for name, records in self.batches.items():
            write_batch(seeds / name, records)
        for name, table in self.tables.items():
            if table is not None:
                (seeds / name).write_text(table, encoding="utf-8")

    def build(self, artifacts: Path, kill_after: float | None = None) -> None:
        params = self.home / "params.yaml"
        params.write_text(json.dumps(PARAMS[self.params]), encoding="utf-8")
        self.builders[self.rules].build(self.home / "seeds", artifacts, params, kill_after)

    def teardown(self) -> None:
        if hasattr(self, "home"):
            shutil.rmtree(self.home)


def check(builders: dict[str, Builder], examples: int, steps: int) -> None:
    """Run the state machine."""
    run_state_machine_as_test(
        type("Bound", (Corpus,), {"builders": builders}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            # Each step is two builds: a failure is told as it was found, rather than shrunk for half an hour.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_any_sequence_of_changes_equals_a_build_from_nothing(builders: dict[str, Builder]) -> None:
    check(builders, examples=8, steps=8)


def test_every_kind_of_file_is_healed(builders: dict[str, Builder], tmp_path: Path) -> None:
    seeds, artifacts, params = tmp_path / "seeds", tmp_path / "artifacts", tmp_path / "params.yaml"
    params.write_text(json.dumps(PARAMS["plain"]), encoding="utf-8")
    for at, story in enumerate(STORIES * 3):
        path = seeds / "indus" / f"{at}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(story + TAILS[at % len(TAILS)], encoding="utf-8")
    write_batch(seeds / BATCHES[0], {str(at): story for at, story in enumerate(STORIES)})
    builders["as they are"].build(seeds, artifacts, params)
    whole = tree(artifacts)
    one_of_each = {path.rpartition("/")[0]: path for path in whole} | {path: path for path in whole if "json" in path}
    # Each in one way, the ways in turn; the soak takes all of them.
    ways = sorted(damage.WAYS)
    each = [(path, ways[at % len(ways)]) for at, path in enumerate(one_of_each.values())]
    for path, how in [(path, how) for path in one_of_each.values() for how in ways] if SOAK else each:
        damage.spoil(artifacts / path, how)
        builders["as they are"].build(seeds, artifacts, params)
        assert tree(artifacts) == whole, (path, how)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="runs for an hour; `make soak` runs it")
def test_thousands_of_sequences_equal_a_build_from_nothing(builders: dict[str, Builder]) -> None:
    check(builders, examples=2000, steps=20)
