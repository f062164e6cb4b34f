"""langdetect itself is the oracle: the same language with the same probability, on thousands of texts of all kinds."""

import gzip
import json
import os
import random
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any

import langdetect.detector_factory
import pytest
from langdetect.lang_detect_exception import LangDetectException

from stages.annotate.language.decide import SCORE_DIGITS
from stages.annotate.language.replay import replay
from stages.annotate.language.replay.answer import Answer

CORPORA = Path(__file__).parents[6] / "shared" / "corpora"
CASES = Path(__file__).parents[1] / "cases" / "wild.toml"
SENTENCES = [case["text"] for case in tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]]

#: Features, and no language with more than a tenth.
NOTHING = Answer(None, None, features=True)

Oracle = Callable[[str], Answer]


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    """Give langdetect's own entry point, with its own loading, seeded and with its listing sorted."""
    factory: Any = langdetect.detector_factory
    listdir = os.listdir

    def ask(text: str) -> Answer:
        try:
            found = factory.detect_langs(text)
        except LangDetectException:
            return Answer(None, None, features=False)
        return Answer(found[0].lang, round(found[0].prob, SCORE_DIGITS), features=True) if found else NOTHING

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factory, "_factory", None)
        patch.setattr(factory.DetectorFactory, "seed", 0)
        patch.setattr(os, "listdir", lambda path: sorted(listdir(path)))
        factory.init_factory()
        yield ask


def replayed(texts: list[str]) -> list[Answer]:
    return [
        each._replace(probability=None if each.probability is None else round(each.probability, SCORE_DIGITS))
        for each in replay.detect(texts)
    ]


def differences(texts: list[str], oracle: Oracle) -> list[tuple[str, Answer, Answer]]:
    """Return the texts that langdetect answers otherwise."""
    return [
        (text[:80], ours, theirs)
        for text, ours, theirs in zip(texts, replayed(texts), map(oracle, texts), strict=True)
        if ours != theirs
    ]


class Spring:
    """Makes texts of the n-grams of three characters of langdetect's own profiles, by their frequency."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret: texts that come out the same
        folder = files("langdetect").joinpath("profiles")
        self.profiles = {}
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            counts = json.loads(entry.read_text(encoding="utf-8"))["freq"]
            whole = [gram for gram in counts if len(gram) == 3]
            self.profiles[entry.name] = (whole, list(accumulate(counts[gram] for gram in whole)))
        self.languages = list(self.profiles)

    def text(self, language: str, length: int) -> str:
        """Return about so many characters of a language."""
        grams, counts = self.profiles[language]
        return "".join(self.random.choices(grams, cum_weights=counts, k=1 + length // 3))[:length]


@pytest.fixture(scope="module")
def spring() -> Spring:
    return Spring(7)


def test_thousands_of_texts_in_every_language(oracle: Oracle, spring: Spring) -> None:
    texts = [spring.text(language, round(12 * 1.045**size)) for language in spring.languages for size in range(76)]
    assert len(texts) > 4_000
    assert len({answer.language for answer in replayed(texts)} - {None}) >= 50
    assert differences(texts, oracle) == []


def test_parts_and_mixtures_of_sentences(oracle: Oracle) -> None:
    shuffle = random.Random(3)  # noqa: S311 - likewise
    parts = [text[: shuffle.randint(1, len(text))] for text in SENTENCES for _ in range(4)]
    mixed = [" ".join(shuffle.sample(SENTENCES, shuffle.randint(2, 4))) for _ in range(60)]
    cased = [text.upper() for text in SENTENCES] + [text.title() for text in SENTENCES]
    assert differences([*SENTENCES, *parts, *mixed, *cased], oracle) == []


def test_any_characters(oracle: Oracle, spring: Spring) -> None:
    draw = spring.random
    blocks = [(0x20, 0x7F), (0x80, 0x250), (0x300, 0x530), (0x590, 0x700), (0x900, 0xE00), (0x1E00, 0x2070)]
    blocks += [(0x3000, 0x3200), (0x4E00, 0xA000), (0xAC00, 0xD7FF), (0xE000, 0x10000), (0x1F000, 0x20100)]
    texts = []
    for _ in range(300):
        some = draw.sample(blocks, draw.randint(1, 3))
        texts.append("".join(chr(draw.randrange(*draw.choice(some))) for _ in range(draw.randint(0, 120))))
    assert differences(texts, oracle) == []


def test_what_langdetect_takes_out(oracle: Oracle, spring: Spring) -> None:
    draw = spring.random
    pieces = [
        "https://example.org/a-b_c?d=e&f#g",
        "http://",
        "see http://a.example/" + "x" * 2_100 + "y",
        "a.b-c_d@example.org",
        "@", "a@b", "a@bc", "x" * 70 + "@" + "y" * 600, "a@b@c.example",
        "a\u0301e\u0300o\u0309u\u0303y\u0323", "A\u0301", "o\u031b\u0301", "\u0301\u0301",
        "ABC DEF", "USA", "[\\]^_`", "İstanbul", "ǅ ǅǄ", "ﬁ", "\n\n\t  ", "12,345.67", "—…«»°", "\xa0",
    ]  # fmt: skip
    texts = []
    for _ in range(350):
        some = draw.choices(pieces, k=draw.randint(1, 4)) + draw.choices(SENTENCES, k=draw.randint(0, 2))
        draw.shuffle(some)
        texts.append(draw.choice(["", " ", "  "]).join(some))
    assert differences(texts, oracle) == []


@pytest.mark.parametrize(
    "text", ["", " ", "12 345 678", "١٢٣ ۱۲۳ 123", "...", "ꪀꪁꪂ", "a", "A", "AA", "ب", "\U0001f600"]
)
def test_next_to_nothing(oracle: Oracle, text: str) -> None:
    assert differences([text], oracle) == []


def test_up_to_twenty_thousand_characters(oracle: Oracle, spring: Spring) -> None:
    lengths = (1_000, 9_999, 10_000, 10_001, 12_000, 20_000)
    languages = ("en", "ur", "zh-cn", "vi", "ko")
    texts = [spring.text(language, length) for language in languages for length in lengths]
    texts += [text * (20_000 // len(text)) for text in SENTENCES[::6]]
    texts += ["http://a.example/b " * 1_000 + SENTENCES[0], "a\u0301" * 9_999 + "e", "a@b.example " * 1_500 + "xyz"]
    assert differences(texts, oracle) == []


def test_who_never_converges(oracle: Oracle, spring: Spring) -> None:
    """Texts of two languages in turn: trials of a thousand draws, which need most of the random stream."""
    texts = [
        "".join(spring.text(language, 3) for language in (one, other) * 200)
        for one, other in (("da", "no"), ("cs", "sk"), ("ru", "bg"), ("hi", "mr"), ("zh-cn", "zh-tw"), ("id", "tl"))
    ]
    texts += ["ab" * 40, "the de " * 30, "o a e " * 50]
    assert differences(texts, oracle) == []


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the real corpora are not at hand (../shared/corpora)")
@pytest.mark.parametrize(
    ("name", "step"), [("reuters21578", 90), ("the-news-express-tribune-2025", 60), ("urdu-news-snippets", 20)]
)
def test_real_articles(oracle: Oracle, name: str, step: int) -> None:
    lines = gzip.decompress((CORPORA / f"{name}.jsonl.gz").read_bytes()).splitlines()
    assert differences([json.loads(line)["text"] or "" for line in lines[::step]], oracle) == []
