"""No step, reader or resolver takes more than linear time: four times the text costs less than six times as much.

The texts are those of hostile.toml, every phrase that a rule spells out, and two tokens of any two kinds, each
repeated. Times are compared with one another in one process, never with a clock's seconds.
"""

import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import yaml

import stages
from flows import params
from flows.engine import ledger
from flows.errors import UsageError
from stages.annotate.entities.table import read_entities
from stages.clean.outlets.table import read_outlets
from stages.clean.read import batch
from stages.clean.read.batches.protocol import BatchError
from stages.clean.read.fields import read_fields
from stages.clean.read.params import ReadParams
from stages.contract import InputError
from tests.support.fuzz import growth
from tests.support.fuzz.vocabulary import EFFECTS, TOKENS, phrases

GROUPS = tomllib.loads(Path(__file__).with_name("hostile.toml").read_text(encoding="utf-8"))["group"]

#: Code points of the shorter text: of phrases, of pairs, and of the table, last up to a megabyte.
OF_PHRASES = 4_000
OF_PAIRS = 16_000
OF_TABLE = (64_000, 256_000)

#: Likewise, in every run of the tests.
FEW = 4_000

#: Articles of the smaller crowd.
CROWD = 400

#: Phrases of a test, how many are measured together, and the ratio from which each of these is looked at.
BLOCK = 1_000
TOGETHER = 10
SUSPECT = 4.8


def _params(data: bytes) -> None:
    """Read params as `flows.params` does once it has the file."""
    found = yaml.safe_load(data)
    for name in stages.NAMES:
        params.of_stage(stages.load(name), found if isinstance(found, dict) else {})


#: How a file of each form is read, and what is raised where that is refused.
READERS: dict[str, tuple[Callable[[bytes], object], *tuple[type[Exception], ...]]] = {
    **{
        form: (partial(batch.scan, batch_form=form, params=ReadParams()), BatchError)
        for form in ("jsonl", "csv", "warc")
    },
    "fields.csv": (read_fields, InputError),
    "outlets.csv": (read_outlets, InputError),
    "entities.csv": (read_entities, InputError),
    "params.yaml": (_params, yaml.YAMLError, ValueError, RecursionError, UsageError),
    "ledger.json": (ledger.parse, ValueError),
}


def grown(pattern: str, form: str, size: int) -> dict[str, float]:
    """Return what grows too fast, by step, when the pattern is repeated."""
    if form in READERS:
        return growth.too_fast(growth.reader(pattern, *READERS[form]), size)
    make = {"article": growth.article, "crowd": growth.crowd}.get(form, partial(growth.record, form=form))
    return growth.too_fast(growth.line(make(pattern), "annotate" if form in {"article", "crowd"} else "clean"), size)


def table() -> Iterator[tuple[str, str]]:
    for group in GROUPS:
        for pattern in group["patterns"]:
            yield group["form"], pattern


def pairs() -> Iterator[str]:
    """Yield two tokens of each two kinds; which ones goes around."""
    kinds = list(TOKENS.values())
    for number, one in enumerate(kinds):
        for other_number, other in enumerate(kinds):
            first, second = one[other_number % len(one)], other[number % len(other)]
            yield f"{first} {second} "
            yield first + second


def fails(found: dict[str, dict[str, float]]) -> str:
    return "\n".join(f"{pattern!r}: {steps}" for pattern, steps in found.items() if steps)


@pytest.mark.parametrize("form", sorted({group["form"] for group in GROUPS} - {"crowd"}))
def test_some_patterns_cost_what_their_length_says(form: str) -> None:
    patterns = [pattern for each, pattern in table() if each == form][::16]
    assert not fails({pattern: grown(pattern, form, FEW) for pattern in patterns})


def test_work_that_grows_too_fast_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(given: growth.Given, _: object, clock: growth.memory_line.Clock, __: str) -> None:
        length = len(given["clean.articles"]["p"]["text"][0].as_py())
        clock("linear", sum, range(length * 1_000))
        clock("quadratic", sum, range(length * length))

    monkeypatch.setattr(growth.memory_line, "run", run)
    assert list(growth.too_fast(growth.line(growth.article("a"), "annotate"), 500)) == ["quadratic"]


@pytest.mark.soak
@pytest.mark.parametrize("size", OF_TABLE)
@pytest.mark.parametrize("form", sorted({group["form"] for group in GROUPS} - {"crowd"}))
def test_every_pattern_costs_what_its_length_says(form: str, size: int) -> None:
    assert not fails({pattern: grown(pattern, form, size) for each, pattern in table() if each == form})


@pytest.mark.soak
def test_crowds_cost_what_their_number_says() -> None:
    assert not fails({pattern: grown(pattern, form, CROWD) for form, pattern in table() if form == "crowd"})


@pytest.mark.soak
def test_every_pair_of_kinds_of_tokens_costs_what_its_length_says() -> None:
    assert not fails({pattern: grown(pattern, "article", OF_PAIRS) for pattern in (*pairs(), *EFFECTS)})


@pytest.mark.soak
@pytest.mark.parametrize("first", range(0, 30_000, BLOCK))
def test_every_phrase_of_the_rules_costs_what_its_length_says(first: int) -> None:
    found = {}
    for start in range(first, first + BLOCK, TOGETHER):
        few = [f"{each} " for each in phrases()[start : start + TOGETHER]]
        # One that grows in the square of its length shows among the others, and then alone.
        if few and growth.too_fast(growth.line(growth.article(*few), "annotate"), OF_PHRASES, SUSPECT):
            found |= {each: grown(each, "article", OF_PHRASES * growth.STEP) for each in few}
    assert not fails(found)


def test_all_phrases_are_tried() -> None:
    assert len(phrases()) <= 30_000
