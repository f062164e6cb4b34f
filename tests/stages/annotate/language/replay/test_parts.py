"""The parts of the replay, each beside what it stands for."""

import random
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect.detector import Detector
from langdetect.utils.ngram import NGram

from stages.annotate.language.replay import alphabet, ngrams, replay, stream
from stages.annotate.language.replay.prepare import MAX_TEXT, prepare
from stages.annotate.language.replay.profiles import NONE, key, listed, profiles

TEXT = "The ministry said on Tuesday that exports of software had grown for the third year in a row."


def test_every_character_is_what_langdetect_makes_of_it() -> None:
    table = alphabet.normalized()
    assert [chr(code) for code in table] == [NGram.normalize(chr(code)) for code in range(alphabet.SIZE)]
    capitals = alphabet.capitals(table)
    assert capitals.tolist() == [NGram.normalize(chr(code)).isupper() for code in range(alphabet.SIZE)]
    assert not any(chr(code).isupper() for code in range(alphabet.SIZE, 0x110000))


def test_profiles_are_loaded_by_name_in_whatever_order_they_are_listed(tmp_path: Path) -> None:
    listing = list(files("langdetect").joinpath("profiles").iterdir())
    assert listed(listing[20:] + listing[:20]) == listed(listing) == listed(reversed(listing))
    assert profiles() is profiles()
    assert profiles().languages == sorted(profiles().languages)
    assert len(profiles().languages) == len(listing)
    for name in ("b", "a", ".hidden"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    assert listed(tmp_path.iterdir()) == [b"a", b"b"]


def test_every_ngram_is_found_and_nothing_else() -> None:
    known = profiles()
    taken = np.flatnonzero(known.rows != NONE)
    assert (known.find(known.keys[taken]) == known.rows[taken]).all()
    assert len(np.unique(known.rows[taken])) == len(taken)
    last = known.letters.max()
    strange = [np.array([last, last]), np.array([1, last])]
    assert (known.find(key(*strange)) == NONE).all()


def test_all_that_has_a_row_is_numbered_in_twelve_bits() -> None:
    assert profiles().letters.max() < 1 << 12
    assert profiles().common.shape == (64**3, 3)


def test_the_stream_is_that_of_the_standard_library() -> None:
    generator = random.Random(stream.SEED)  # noqa: S311 - no secret: langdetect's own generator
    assert stream.words(2_000).tolist() == [generator.getrandbits(32) for _ in range(2_000)]
    for bits in (1, 7, 15):
        generator = random.Random(stream.SEED)  # noqa: S311 - no secret: langdetect's own generator
        assert stream.numbers(bits, 500).tolist() == [generator.getrandbits(bits) for _ in range(500)]
    pairs = stream.gauss(200)
    for at in (0, 1, 2, 77):
        generator = random.Random(stream.SEED)  # noqa: S311 - no secret: langdetect's own generator
        for _ in range(at):
            generator.getrandbits(32)
        assert [generator.gauss(0.0, 1.0), generator.gauss(0.0, 1.0)] == pairs[:, at].tolist()


def plain(text: str) -> str:
    """Return what ``Detector.append`` keeps of a text, its runs of spaces not collapsed."""
    text = Detector.MAIL_RE.sub(" ", Detector.URL_RE.sub(" ", text))
    return str(NGram.normalize_vi(text))[:MAX_TEXT]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["http://", "a.b/", "@", "x", " ", "e", "\u0301", "\u0323", "é", "1"]), max_size=60))
def test_addresses_and_marks_are_taken_out_as_langdetect_does(parts: list[str]) -> None:
    text = "".join(parts)
    assert prepare(text) == plain(text)


@pytest.mark.parametrize("unit", ["http://a.example/ ", "a@b.example ", "e\u0301", "x", "http://x", "@", "x@"])
def test_long_texts_are_cut_where_langdetect_cuts(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert prepare(text) == plain(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_the_ngrams_of_a_batch_are_those_of_each_text(texts: list[str]) -> None:
    known = profiles()
    together = ngrams.extract(texts, known)
    alone = [ngrams.extract([text], known) for text in texts]
    assert together.rows.tolist() == [row for part in alone for row in part.rows.tolist()]
    joined = ngrams.joined(alone)
    assert (joined.rows.tolist(), joined.starts.tolist()) == (together.rows.tolist(), together.starts.tolist())


def test_the_answer_does_not_depend_on_the_company_nor_on_how_it_is_batched(monkeypatch: pytest.MonkeyPatch) -> None:
    words = re.findall(r"\w+", TEXT)
    texts = [" ".join(words[at:] + words[:at]) for at in range(len(words))] + ["", "12", "og er", "ab" * 40, TEXT * 30]
    alone = [replay.detect([text])[0] for text in texts]
    assert replay.detect(texts) == alone
    assert replay.detect(texts[::-1]) == alone[::-1]
    state = random.getstate()
    for name, value in (("_TEXTS", 3), ("_CODES", 50), ("_WORDS", 16), ("_MORE", 2)):
        monkeypatch.setattr(replay, name, value)
        assert replay.detect(texts) == alone
    assert random.getstate() == state
