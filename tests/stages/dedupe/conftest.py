"""What the tests of dedupe share: tiny tables of articles, and signatures of a corpus laid out in partitions."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pyarrow as pa
import pytest

from stages import resources
from stages.clean.schema import STATED_DATES_TYPE
from stages.dedupe import normalise
from stages.dedupe.params import DedupeParams
from stages.dedupe.schema import SIGNATURES
from stages.dedupe.sign import sign

Row = Mapping[str, Any]

#: What is read of ``clean.outlets`` stands in the same table here, which is then given for both.
_OF_OUTLETS = ("date_order", "time_zone")

_ARTICLES = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        *(pa.field(name, pa.string()) for name in ("record", "outlet", "reject_code", "url", *_OF_OUTLETS)),
        pa.field("stated_dates", STATED_DATES_TYPE),
        pa.field("title", pa.string()),
        pa.field("text", pa.large_string()),
        pa.field("rank", pa.int32()),
    ]
)


@pytest.fixture(scope="session")
def articles_of() -> Callable[[Iterable[Row]], pa.Table]:
    """Make a table of articles; a row needs a doc_id, and takes its source from it where it names none.

    Its ``stated_date`` is what its record states.
    """

    def make(rows: Iterable[Row]) -> pa.Table:
        filled = []
        for row in rows:
            stated = row.get("stated_date")
            dates = [{"rule": "record_published", "text": stated}] if stated else []
            filled.append({"source": f"{row['doc_id']}.txt", "stated_dates": dates, **row})
        return pa.Table.from_pylist(filled, schema=_ARTICLES)

    return make


@pytest.fixture(scope="session")
def signatures_of(
    articles_of: Callable[[Iterable[Row]], pa.Table],
) -> Callable[[Mapping[str, Iterable[Row]], DedupeParams], pa.Table]:
    """Sign the partitions of a corpus, and set them one after another as `decide` gets them."""

    def make(partitions: Mapping[str, Iterable[Row]], params: DedupeParams) -> pa.Table:
        field = pa.field("partition", pa.string(), nullable=False)
        signed = [pa.schema([field, *SIGNATURES]).empty_table()]
        for name, rows in partitions.items():
            articles = articles_of(rows)
            table = sign(articles, articles, params)
            signed.append(table.add_column(0, field, pa.array([name] * len(table), pa.string())))
        return pa.concat_tables(signed)

    return make


#: A folded character and what it is (`stages.dedupe.normalise`).
Letter = tuple[str, int]

#: A word, and whether it is a number ("1"), a name ("2") or neither ("0").
Classed = tuple[str, str]


@pytest.fixture(scope="session")
def classed_words_of() -> Callable[[str], list[Classed]]:
    """Return the words of a text and their classes, letter by letter: the slow twin of `stages.dedupe.words`."""

    def find(text: str) -> list[Classed]:
        letters = joined([letter for character in nfkc(text) for letter in letters_of(character)])
        return [word for line in lines_of([*letters, ("\n", normalise.LINE)]) for word in words_in(line)]

    return find


def nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def fold(word: str) -> str:
    return "".join(sign for character in nfkc(word) for sign, _ in letters_of(character))


def letters_of(character: str) -> list[Letter]:
    folded = normalise.fold_one(ord(character))
    return [(chr(one >> int(normalise.SHIFT)), one & normalise.FLAGS) for one in folded]


def lines_of(letters: list[Letter]) -> list[list[Letter]]:
    lines: list[list[Letter]] = [[]]
    for letter in letters:
        lines[-1].append(letter)
        if letter[1] & normalise.LINE:
            lines.append([])
    return lines


def runs_of(line: list[Letter]) -> Iterator[tuple[int, int]]:
    """Return where the words of a line begin and end."""
    start, group_before = None, 0
    for place, (_, flags) in enumerate([*line, ("", 0)]):
        group = flags & normalise.WORD
        goes_on = group_before and (flags & normalise.MARK or (group == group_before and group != normalise.ALONE))
        if not goes_on:
            if start is not None:
                yield start, place
            start = place if group else None
        group_before = group


@cache
def lexicon() -> tuple[dict[str, str], set[str], set[str]]:
    """Return the digits of words that are numbers, the abbreviations, and what looks like a name and is none."""
    numbers = resources.toml("stages.dedupe", "numbers.toml")["number"]
    names = resources.toml("stages.dedupe", "names.toml")
    return (
        {fold(word): digits for rule in numbers for word, digits in rule["words"].items()},
        {word for rule in names["abbreviation"] for word in rule["words"]},
        {word for rule in names["not_a_name"] for word in rule["words"]},
    )


def joined(letters: list[Letter]) -> list[Letter]:
    """Write each number in one way."""
    numbers = resources.toml("stages.dedupe", "numbers.toml")
    form_of = {sign: "," for rule in numbers["grouping"] for sign in rule["characters"]}
    form_of |= {sign: "." for rule in numbers["point"] for sign in rule["characters"]}
    forms = "".join("0" if flags & normalise.DIGIT else form_of.get(sign, "x") for sign, flags in letters)
    found, done = [], 0
    for chain in re.finditer(r"0+(?:[,.]0+)+", forms):
        found += letters[done : chain.start()]
        done = chain.end()
        part = letters[chain.start() : chain.end()]
        if re.fullmatch(r"(?:0{1,3}(?:,0{2,3})*,0{3}|0+)(?:[.]0+)?", chain[0]):
            signs = zip(chain[0], part, strict=True)
            part = [(".", normalise.DIGIT) if form == "." else letter for form, letter in signs if form != ","]
        found += part
    return found + letters[done:]


def words_in(line: list[Letter]) -> Iterator[Classed]:
    """Return the words of a line."""
    digits_of, _, no_names = lexicon()
    words = list(runs_of(line))
    in_capitals = not any(flags & normalise.LOWER for start, _ in words for _, flags in line[start : start + 2])
    before = None
    for start, stop in words:
        plain = "".join(sign for sign, _ in line[start:stop])
        begins = before is None or in_capitals or is_quoted(line, start) or is_stopped(line, before, start)
        if line[start][1] & normalise.DIGIT or plain in digits_of:
            yield digits_of.get(plain, plain), "1"
        else:
            yield plain, "2" if line[start][1] & normalise.UPPER and not begins and plain not in no_names else "0"
        before = start, stop


def is_quoted(line: list[Letter], start: int) -> bool:
    """Say whether a mark of quotation opens in front of a word."""
    before = [flags for _, flags in line[max(start - 2, 0) : start]]
    return bool(before and before[-1] & normalise.QUOTE and not (before[:-1] and before[0] & normalise.WORD))


def is_stopped(line: list[Letter], before: tuple[int, int], start: int) -> bool:
    """Say whether a sentence ends between the word before and a word."""
    first, end = before
    is_letter = end - first == 1 and line[first][1] & (normalise.UPPER | normalise.LOWER)
    is_short = is_letter or "".join(sign for sign, _ in line[first:end]) in lexicon()[1]
    return any(
        flags & normalise.STOP and not (place == end and sign == "." and is_short)
        for place, (sign, flags) in enumerate(line[end:start], end)
    )


@pytest.fixture(scope="session")
def words_of(classed_words_of: Callable[[str], list[Classed]]) -> Callable[[str], list[str]]:
    """Return the words of a text as plain Python finds them."""
    return lambda text: [word for word, _ in classed_words_of(text)]


@pytest.fixture(scope="session")
def shingles_of(words_of: Callable[[str], list[str]]) -> Callable[[str, int], set[tuple[str, ...]]]:
    """Return the shingles of a text as plain Python finds them: the slow twin of `stages.dedupe.shingles`."""

    def find(text: str, width: int) -> set[tuple[str, ...]]:
        words = words_of(text)
        return {tuple(words[place : place + width]) for place in range(max(len(words) - width + 1, min(len(words), 1)))}

    return find
