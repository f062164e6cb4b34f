"""The sentence splitter: one scan for stops and line breaks, then a decision for each by the tables of rules.toml."""

from functools import cache
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import re2

from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.schema import SCHEMA, SPAN
from stages.resources import toml

Spans = list[tuple[int, int]]

#: Code points read on each side of a stop, to find the word before it and the one after it.
_REACH = 32


class Rules(NamedTuple):
    """The tables of rules.toml in the form in which they are asked.

    Attributes:
        scan: finds, in UTF-8 bytes, every place where a sentence may end.
        openers: characters to look through before the first letter of what follows.
        continuations: characters that no sentence begins with.
        starters: words that begin sentences.
        ends: word before the stop -> `ends` of its row.
        listed: word before the stop -> the words of `next`, where `ends` is "listed".
    """

    scan: Any
    openers: str
    continuations: frozenset[str]
    starters: frozenset[str]
    ends: dict[str, str]
    listed: dict[str, frozenset[str]]


def run(articles: pa.Table, params: SentencesParams) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order."""
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    offsets, starts, ends = [0], [], []
    for text in kept["text"].to_pylist():
        for start, end in split(text, params):
            starts.append(start)
            ends.append(end)
        offsets.append(len(starts))
    spans = pa.StructArray.from_arrays([pa.array(starts, pa.int32()), pa.array(ends, pa.int32())], fields=list(SPAN))
    sentences = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), spans, type=SCHEMA.field("sentences").type)
    return pa.table([kept["doc_id"], sentences], schema=SCHEMA)


def split(text: str, params: SentencesParams) -> Spans:
    """Return the sentences of ``text`` as half-open spans of code points.

    They are ordered and disjoint, none begins or ends with white space, none crosses a line break, and every character
    that is not white space lies in one. Linear in the length of the text.
    """
    rules = _rules(split_glued=params.split_glued)
    data = text.encode()
    ascii_only = len(data) == len(text)
    spans: Spans = []
    begin = seen = seen_byte = 0
    for match in rules.scan.finditer(data):
        stop, after = match.span()
        if not ascii_only:
            stop_byte, after_byte = stop, after
            stop = seen + len(data[seen_byte:stop_byte].decode())
            after = stop + len(data[stop_byte:after_byte].decode())
            seen, seen_byte = after, after_byte
        if text[stop].islower():  # Glued: two letters before the stop and two after it were matched as well.
            stop += 2
            after -= 2
        if text[stop] == "\n" or _ends(text, begin, stop, after, rules):
            _append_trimmed(spans, text, begin, after)
            begin = after
    _append_trimmed(spans, text, begin, len(text))
    return spans


def _append_trimmed(spans: Spans, text: str, begin: int, end: int) -> None:
    piece = text[begin:end]
    bare = piece.strip()
    if bare:
        start = begin + piece.index(bare[0])  # The first character that is not white space.
        spans.append((start, start + len(bare)))


def _ends(text: str, begin: int, stop: int, after: int, rules: Rules) -> bool:
    """Say whether the stop at ``stop`` ends the sentence that began at ``begin``; the text goes on at ``after``."""
    following = text[after : after + _REACH].lstrip(rules.openers)
    if not following:
        return True
    if following[0].islower() or following[0] in rules.continuations:
        return False
    if text[stop] != "." or text.startswith("..", stop):
        return True
    word = _word_before(text, max(begin, stop - _REACH), stop)
    if word.isdecimal() and stop - begin <= _REACH and text[begin:stop].strip() == word:
        return False  # The number of an item in a list: 1. The plan ...
    return _ends_after(word, following, rules)


def _ends_after(word: str, following: str, rules: Rules) -> bool:
    """Say whether a full stop after ``word`` ends a sentence, given what follows."""
    if word not in rules.ends and word.isupper():
        word = word if _is_initials(word) else word.capitalize()  # In headlines: MR. KHAN.
    ends = rules.ends.get(word) or ("starter" if _is_initials(word) else "always")
    if ends == "never":
        return False
    if ends == "digit":
        return not following[0].isdigit()
    following_word = _first_word(following)
    if ends == "starter":
        # A. is an initial again, and On- begins a name.
        return following_word in rules.starters and following[len(following_word) :][:1] not in {".", "-"}
    if ends == "listed":
        return following_word not in rules.listed[word]
    return True


def _word_before(text: str, low: int, stop: int) -> str:
    """Return the word that the stop at ``stop`` follows, looking back no further than ``low``.

    Of Lt.-Gen it is Gen; what opens a quotation or bracket is no part of a word.
    """
    word = text[low:stop]
    if not word or word[-1].isspace():
        return ""
    return word.split()[-1].rsplit("-", 1)[-1].lstrip("\"'“‘«([{—–/")


def _first_word(following: str) -> str:
    """Return the letters that ``following`` begins with."""
    length = next((at for at, character in enumerate(following) if not character.isalpha()), len(following))
    return following[:length]


def _is_initials(word: str) -> bool:
    """Say whether ``word`` is one capital, or single letters with stops between them."""
    if len(word) == 1:
        return word.isupper()
    return len(word) % 2 == 1 and word[::2].isalpha() and not word[1::2].strip(".")


@cache
def _rules(*, split_glued: bool) -> Rules:
    tables = toml(__package__, "rules.toml")
    ends: dict[str, str] = {}
    listed: dict[str, frozenset[str]] = {}
    for row in tables["abbreviation"]:
        for word in row["words"].split():
            ends[word] = row["ends"]
            if row["ends"] == "listed":
                listed[word] = frozenset(row["next"].split())
    return Rules(
        scan=_scan(
            "".join(row["text"] for row in tables["mark"]),
            {row["name"]: row["text"] for row in tables["closer"]},
            split_glued=split_glued,
        ),
        openers="".join(row["text"] for row in tables["opener"]),
        continuations=frozenset("".join(row["text"] for row in tables["continuation"])),
        starters=frozenset(" ".join(row["words"] for row in tables["starter"]).split()),
        ends=ends,
        listed=listed,
    )


def _scan(marks: str, closers: dict[str, str], *, split_glued: bool) -> Any:
    """Return the pattern of everything that may end a sentence.

    That is a line break; a run of stops with what closes after it, then white space; a stop with a closing mark and no
    space; and a full stop glued between the small letters of one word and the capital of the next.
    """
    stop = f"[{_class(marks)}]+"
    close = f"[{_class(closers['after_stop'])}]*"
    spaced = f"{stop}(?: ?\\.)*{close}(?:{_SPACE}[{_class(closers['after_space'])}]+)*{_SPACE}"
    bare = f"{stop}[{_class(closers['without_space'])}]"
    glued = f"\\p{{Ll}}{{2}}\\.{close}\\p{{Lu}}\\p{{Ll}}"
    return re2.compile("|".join(["\\n", spaced, bare, *([glued] if split_glued else [])]))


#: White space within a line.
_SPACE = r"[ \t\x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]+"


def _class(characters: str) -> str:
    """Return ``characters`` as they are written within the brackets of a pattern."""
    return "".join(f"\\x{{{ord(character):x}}}" for character in characters)
