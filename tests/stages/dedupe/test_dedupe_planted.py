"""Copies made on purpose: what is found of them, and that nothing else is taken for a copy."""

import gzip
import itertools
import json
import random
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from flows import build
from flows.engine.stage import Place
from stages.dedupe.params import DedupeParams
from tests.bench import ours, planted

ROOT = Path(__file__).parents[3]
CORPORA = ROOT.parent / "shared" / "corpora"
FLOORS: dict[str, dict[str, float]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("planted.toml").read_text(encoding="utf-8")
)
PARAMS = DedupeParams()

TEXT = (
    "Ten ships left the port of Gwadar on Monday, and 1,250 containers with them. The harbour master said that 4.5 "
    "percent more would follow by 2023; Sixty of the crew of 07 stayed."
)


# --- how the copies are made


def test_an_edited_copy_differs_in_as_many_words_as_asked() -> None:
    copy = planted.edited(TEXT, 0.2, ["alpha", "beta"], random.Random(1))  # noqa: S311
    changed = [(a, b) for a, b in zip(TEXT.split(), copy.split(), strict=True) if a != b]
    assert len(changed) == round(0.2 * planted.words_in(TEXT))
    assert {b for _, b in changed} <= {"alpha", "beta"}


@pytest.mark.parametrize("seed", range(20))
def test_a_template_differs_in_every_number_and_nothing_else(seed: int) -> None:
    copy = planted.template(TEXT, random.Random(seed))  # noqa: S311
    changed = [(a, b) for a, b in zip(TEXT.split(), copy.split(), strict=True) if a != b]
    assert [a for a, _ in changed] == ["Ten", "1,250", "4.5", "2023;", "Sixty", "07"]
    shapes = ["".join("9" if each.isdigit() else each for each in a) for a, _ in changed if a[0].isdigit()]
    assert ["".join("9" if each.isdigit() else each for each in b) for _, b in changed if b[0].isdigit()] == shapes
    assert all(b[0].isupper() for _, b in changed if b[0].isalpha())


@pytest.mark.parametrize("where", [0, 1, 2])
def test_a_story_is_whole_inside_the_longer_one(where: int) -> None:
    longer = planted.contained("a b c", "u v w x", where)
    assert longer.split() == [["a", "b", "c", "u", "v", "w", "x"], list("uvabcwx"), list("uvwxabc")][where]


def test_no_story_is_used_twice() -> None:
    texts = [" ".join(f"w{number}x{place} {place}" for place in range(30)) for number in range(40)]
    counts = dict.fromkeys(planted.COUNTS, 5)
    plants, hosts = planted.plant(texts, [60] * 40, [30] * 40, counts, 1)
    assert len(plants) == 25
    assert len({each.original for each in plants} | hosts) == 30
    assert planted.plant(texts, [60] * 40, [30] * 40, counts, 1) == (plants, hosts)


def test_what_shares_a_third_with_another_is_not_alone() -> None:
    words = [f"w{place}" for place in range(40)]
    texts = [" ".join(words[:20]), " ".join(words[12:32]), " ".join(words[30:]), "short one", ""]
    assert planted.alone(texts) == [False, False, True, True, True]


def test_a_score_counts_by_hand() -> None:
    words = ["a b c d e f g h", "a b c d e f g x", "p q r s", "z p q r s y", "k l m n"]
    truth = planted.Truth(lambda place: tuple(words[place].split()), 3)
    pairs = [("edited_5", 0, 1), ("contained", 2, 3)]
    found = planted.score([0, 0, 3, 3, 0], pairs, truth, threshold=0.5, contained=0.8)
    assert found == planted.Score(
        recall={"edited_5": 1.0, "contained": 1.0},
        pairs={"edited_5": 1, "contained": 1},
        over={"edited_5": 1.0, "contained": 1.0},
        pairs_over={"edited_5": 1, "contained": 1},
        folded=3,
        unlike=1,
    )
    assert planted.score([0, 1, 2, 3, 4], pairs, truth, 0.5, 0.8).recall == {"edited_5": 0.0, "contained": 0.0}


# --- what the benches know of the stage


def test_words_by_hand_are_those_that_are_signed() -> None:
    texts = [
        TEXT,
        "Rs100bn, 10pc and 1,00,000 in 12.05.2021; 3.5.2",
        "سات جہاز گوادر سے روانہ ہوئے۔",
        "ไทย 東京 two",
        "",
    ]
    tables = ours.tables_of([{"doc_id": text, "source": "a.txt", "text": text} for text in texts])
    signed = ours.words_as_tokens(ours.sign(tables, PARAMS))
    words = ours.words_by_hand(tables)
    hashes: dict[str, int] = {}
    for row in range(len(texts)):
        tokens = (signed.values[signed.offsets[row] : signed.offsets[row + 1]] >> 2).tolist()
        assert [hashes.setdefault(word, token) for word, token in zip(words(row), tokens, strict=True)] == tokens
    assert len(set(hashes.values())) == len(hashes)


def test_signatures_made_of_words_are_those_that_are_signed() -> None:
    texts = [TEXT, f"{TEXT} {TEXT[:80]}", "Seven words are too few for bands."]
    tables = ours.tables_of([{"doc_id": text, "source": "a.txt", "text": text} for text in texts])
    signatures = ours.sign(tables, PARAMS)
    words = ours.words_as_tokens(signatures)
    rows = [words.values[a:b] for a, b in itertools.pairwise(words.offsets)]
    made = ours.columns_of_words(rows, PARAMS)
    assert {name for name in made if signatures[name].combine_chunks() != made[name]} == {"digest"}


# --- what is found of them


def seeds(folder: Path) -> list[dict[str, Any]]:
    build.run(["clean"], Place(ROOT / "seeds", folder), {}, workers=1)
    table = pq.read_table(folder / "clean" / "articles")
    return table.filter(pc.is_null(table["reject_code"])).select(ours.ARTICLES.names).to_pylist()


def corpora() -> list[dict[str, Any]]:
    rows = []
    for name in ("the-news-express-tribune-2025", "reuters21578"):
        lines = gzip.decompress((CORPORA / f"{name}.jsonl.gz").read_bytes()).splitlines()
        records = map(json.loads, lines[::10])
        rows += [
            {"doc_id": each["id"], "source": name, "record": each["id"], "outlet": each["outlet"], "text": each["text"]}
            for each in records
            if planted.words_in(each["text"]) >= planted.LEAST_TEMPLATE_WORDS
        ]
    return rows


def answers(rows: Sequence[Mapping[str, Any]], rounds: Iterable[Mapping[str, int]]) -> dict[str, float]:
    """Return the measures over some rounds of planting, each decided on its own."""
    found, over, wrong, said = dict.fromkeys(planted.COUNTS, 0.0), dict.fromkeys(planted.COUNTS, 0), [0, 0], [0, 0]
    known = ours.words_and_numbers(ours.sign(ours.tables_of(rows), PARAMS))
    for seed, counts in enumerate(rounds):
        plants, hosts = planted.plant([row["text"] for row in rows], *known, counts, seed)
        all_rows, pairs = planted.among(rows, plants, hosts)
        tables = ours.tables_of(all_rows)
        applied = ours.apply(tables, ours.decide(ours.sign(tables, PARAMS), PARAMS), PARAMS)
        truth = planted.Truth(ours.words_by_hand(tables), PARAMS.shingle_words)
        kept = ours.kept_of(applied)
        score = planted.score(kept, pairs, truth, PARAMS.threshold, PARAMS.contained)
        for kind in score.recall:
            edited = kind in planted.EDITED
            count = score.pairs_over[kind] if edited else score.pairs[kind]
            over[kind] += count
            found[kind] += count * (score.over[kind] if edited else score.recall[kind])
        wrong = [wrong[0] + score.unlike, wrong[1] + score.folded]
        off = ours.misstated(applied, kept, truth.similarity, truth.containment)
        said = [said[0] + sum(off), said[1] + len(off)]
    shares = {kind: found[kind] / over[kind] for kind in found if over[kind]}
    shares[planted.TEMPLATE] = 1 - shares[planted.TEMPLATE]
    return {**shares, "precision": 1 - wrong[0] / wrong[1], "stated": 1 - said[0] / said[1]}


@pytest.fixture(scope="module", params=FLOORS)
def scored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, float]]:
    """Give what was reached on one set of articles."""
    if request.param == "seeds":
        # A round for each kind and draw: the seeds are few, and each story is to be used.
        rounds = [{kind: 40} for _ in range(2) for kind in planted.COUNTS]
        return request.param, answers(seeds(tmp_path_factory.mktemp("planted") / "artifacts"), rounds)
    if not CORPORA.is_dir():
        pytest.skip("the corpora are not at hand (../shared/corpora)")
    return request.param, answers(corpora(), [dict.fromkeys(planted.COUNTS, 100)])


@pytest.mark.parametrize("measure", FLOORS["seeds"])
def test_no_score_sinks_below_its_floor(scored: tuple[str, dict[str, float]], measure: str) -> None:
    name, found = scored
    assert found[measure] >= FLOORS[name][measure], found
