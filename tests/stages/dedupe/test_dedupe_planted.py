"""Copies made on purpose: what is found of them, and that nothing else is taken for a copy."""

import itertools
import random
from pathlib import Path

import pytest

from stages.dedupe.params import DedupeParams
from tests.bench import ours, planted

ROOT = Path(__file__).parents[3]
CORPORA = ROOT.parent / "shared" / "corpora"
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
    signatures = ours.sign(tables, PARAMS)
    signed = ours.words_as_tokens(signatures)
    words = ours.words_by_hand(tables, signatures)
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
