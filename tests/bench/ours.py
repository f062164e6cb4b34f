"""`dedupe` as benches and tests call it: all that they know of its functions and tables stands here, and a slow twin.

Signatures are kept in memory, or in files as the engine keeps them (`scale`).
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from flows.engine.rows import PARTITION, TableRows
from stages.clean.schema import STATED_DATES_TYPE
from stages.contract import Rows
from stages.dedupe import normalise, tokens
from stages.dedupe import sign as signing
from stages.dedupe.apply import apply as apply_to_partition
from stages.dedupe.decide import decide as decide_rows
from stages.dedupe.params import DedupeParams
from stages.dedupe.ragged import Ragged
from stages.dedupe.schema import DIGEST_BYTES, SIGNATURES
from stages.publication import publications_of

#: Rows of a partition, as the engine cuts them on average.
ROWS = 512

#: What `dedupe` reads of the tables of ``clean``.
ARTICLES = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        *(pa.field(name, pa.string()) for name in ("record", "outlet", "title", "reject_code", "url")),
        pa.field("stated_dates", STATED_DATES_TYPE),
        pa.field("text", pa.large_string()),
    ]
)
OUTLETS = pa.schema(
    [pa.field("time_zone", pa.string()), pa.field("date_order", pa.string()), pa.field("rank", pa.int32())]
)

Tables = Mapping[str, tuple[pa.Table, pa.Table]]


def tables_of(rows: Sequence[Mapping[str, Any]]) -> Tables:
    """Return rows of ``clean.articles`` and ``clean.outlets`` in partitions; what a row does not say is null."""
    parts = {f"{start:020x}": rows[start : start + ROWS] for start in range(0, len(rows), ROWS)}
    return {name: (_table(part, ARTICLES), _table(part, OUTLETS)) for name, part in parts.items()}


def _table(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def sign(tables: Tables, params: DedupeParams) -> pa.Table:
    """Return the signatures of all partitions, each with its partition."""
    signed = []
    for partition, (articles, outlets) in tables.items():
        table = signing.sign(articles, outlets, params)
        signed.append(table.add_column(0, PARTITION, pa.repeat(pa.scalar(partition, pa.string()), len(table))))
    return pa.concat_tables(signed)


def words_and_numbers(signatures: pa.Table) -> tuple[list[int], list[int]]:
    """Return how many words each article has, and how many of them are numbers."""
    words = words_as_tokens(signatures)
    numbers = np.append(0, np.cumsum((words.values & tokens.CLASS) == tokens.NUMBER))[words.offsets]
    return words.lengths.tolist(), np.diff(numbers).tolist()


def decide(signatures: pa.Table, params: DedupeParams) -> pa.Table:
    """Return the decisions on signatures in memory."""
    return decide_again(TableRows(signatures), None, params)[0]


def decide_again(rows: Rows, memory: pa.Table | None, params: DedupeParams) -> tuple[pa.Table, pa.Table]:
    """Return the decisions, and what is remembered for the next time."""
    decided = decide_rows(rows, memory, params)
    return decided.decisions, decided.memory


def apply(tables: Tables, decisions: pa.Table, params: DedupeParams) -> pa.Table:
    """Return ``dedupe.decisions`` of all partitions."""
    names, rest = decisions[PARTITION].cast(pa.string()), decisions.drop_columns([PARTITION])
    return pa.concat_tables(
        apply_to_partition(articles, outlets, rest.filter(pc.equal(names, partition)), params)
        for partition, (articles, outlets) in tables.items()
    )


def kept_of(applied: pa.Table) -> list[int]:
    """Return for each row of ``dedupe.decisions`` the one that is kept for it, itself where it is kept."""
    ids = applied["doc_id"].combine_chunks()
    kept: list[int] = pc.index_in(pc.coalesce(applied["duplicate_of"].combine_chunks(), ids), ids).to_pylist()
    return kept


def announced(applied: pa.Table, params: DedupeParams) -> frozenset[int]:
    """Return the rows that are revised by one that says so: these may share less than other copies."""
    kinds = zip(applied["kind"].to_pylist(), applied["similarity"].to_pylist(), strict=True)
    return frozenset(row for row, (kind, value) in enumerate(kinds) if kind == "update" and value < params.threshold)


def misstated(
    applied: pa.Table,
    kept: Sequence[int],
    similarity: Callable[[int, int], float],
    containment: Callable[[int, int], float],
) -> list[bool]:
    """Return for each similarity and containment that is stated whether it is another than the true one.

    They are stated to four places. Hashes of 32 bits can move one by a shingle: where two texts have n shingles, with
    a chance of about ``n ** 2 / 2 ** 33``.
    """
    wrong = []
    for name, true in (("similarity", similarity), ("containment", containment)):
        said = ((row, value) for row, value in enumerate(applied[name].to_pylist()) if value is not None)
        wrong += [abs(value - true(row, kept[row])) > 0.000051 for row, value in said]
    return wrong


# --- signatures of words that no text was read for


def words_as_tokens(signatures: pa.Table) -> Ragged:
    """Return the words of articles as their signatures keep them."""
    return tokens.of_column(signatures["tokens"])


def columns_of_words(rows: Sequence[NDArray[np.uint32]], params: DedupeParams) -> dict[str, pa.Array]:
    """Return the columns of signatures that are made of the words alone, for articles of these tokens.

    All by the functions of `sign`, but the digest: it is taken over hashes of words that tokens keep a half of.
    """
    words = Ragged.of_lengths(np.concatenate(rows), np.array([len(row) for row in rows]))
    digests = [sha256((row & ~tokens.CLASS).tobytes()).digest()[:DIGEST_BYTES] for row in rows]
    return {"digest": pa.array(digests, SIGNATURES.field("digest").type), **signing.of_tokens(words, params)}


# --- the words of an article as plain Python finds them: from the same tables of rules, and none of the code


def words_by_hand(tables: Tables, signatures: pa.Table) -> Callable[[int], tuple[str, ...]]:
    """Return what gives the words of the article in a row, without dateline, byline and credits.

    A notice that takes the subject of its title along has a word more than its text; that it is the right one is a
    matter of other tests, and here it is known by its hash.
    """
    told: list[str] = []
    counts, subjects = signatures["words"].to_pylist(), signatures["subject"].to_pylist()
    for articles, outlets in tables.values():
        found = publications_of(articles, outlets)
        datelines = [None if one.start is None or one.end is None else (one.start, one.end) for one in found]
        told += normalise.strip_edges(articles["text"].to_pylist(), datelines)

    def words(row: int) -> tuple[str, ...]:
        found = words_in(told[row])
        return found if len(found) == counts[row] else (str(subjects[row]), *found)

    return words


@cache
def _rules(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("stages.dedupe").joinpath(name).read_text(encoding="utf-8"))


@cache
def _replaced() -> dict[str, str]:
    return {a: b for rule in _rules("characters.toml")["fold"] for a, b in zip(rule["from"], rule["to"], strict=True)}


@cache
def _read(letter: str) -> list[tuple[str, str]]:
    """Return what a character of a text becomes: each one with its group, ``""`` for what breaks a word."""
    rules = _rules("characters.toml")
    found = []
    for folded in letter.casefold():
        character = _replaced().get(folded, folded)
        category = unicodedata.category(character)
        if any(category in r.get("categories", ()) or character in r.get("characters", "") for r in rules["drop"]):
            continue
        group = next((rule["group"] for rule in rules["word"] if category in rule["categories"]), "")
        alone = any(first <= ord(character) <= last for rule in rules["alone"] for first, last in rule["ranges"])
        found.append((character, "alone" if group == "letter" and alone else group))
    return found


def _shape(character: str, group: str) -> str:
    rules = _rules("numbers.toml")
    if group == "digit":
        return "9"
    if any(character in rule["characters"] for rule in rules["grouping"]):
        return ","
    return "." if any(character in rule["characters"] for rule in rules["point"]) else " "


_CHAIN = re.compile(r"9+(?:[,.]9+)+")
_NUMBER = re.compile(r"9{1,3}(?:,9{2,3})*,9{3}(?:\.9+)?|9+\.9+")


def _runs(text: str) -> list[str]:
    """Return the words of a text before number words are written in digits."""
    signs = [each for letter in unicodedata.normalize("NFKC", text) for each in _read(letter)]
    shape = "".join(_shape(*each) for each in signs)
    joins = {
        place
        for chain in _CHAIN.finditer(shape)
        if _NUMBER.fullmatch(chain[0])
        for place in range(*chain.span())
        if shape[place] != "9"
    }
    words: list[str] = []
    last = ""
    for place, (character, group) in enumerate(signs):
        if place in joins:
            if shape[place] == ".":
                words[-1] += "."
            continue
        kind = "letter" if group == "mark" else group
        if kind and (kind == last or (group == "mark" and last)) and group != "alone":
            words[-1] += character
        elif kind:
            words.append(character)
        last = kind
    return words


@cache
def _in_digits() -> dict[str, str]:
    rules = _rules("numbers.toml")["number"]
    return {_runs(word)[0]: digits for rule in rules for word, digits in rule["words"].items()}


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a story: the slow twin of `stages.dedupe.words`."""
    return tuple(_in_digits().get(word, word) for word in _runs(text))
