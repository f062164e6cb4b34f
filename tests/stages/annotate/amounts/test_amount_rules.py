"""The tables of rules and words: complete, without contradictions, and small enough for the scan."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
import re2

from stages.annotate.amounts import grammar, ratios, surroundings
from stages.annotate.amounts.fragments import fragments
from stages.annotate.amounts.lexicon import Surfaces, lexicon
from stages.annotate.amounts.params import AmountsParams
from stages.resources import toml

PACKAGE = "stages.annotate.amounts"
LEXICON = toml(PACKAGE, "lexicon.toml")
RULES = toml(PACKAGE, "rules.toml")
NOUNS = toml(PACKAGE, "nouns.toml")
RATIOS = toml(PACKAGE, "ratios.toml")


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in (LEXICON, RULES, NOUNS, RATIOS):
        for table, content in file.items():
            if isinstance(content, list):
                yield from ((table, row) for row in content)


def test_every_row_has_a_reason_and_a_name_of_its_own() -> None:
    names = []
    for table, row in rows():
        assert row["reason"].strip(), row
        names.append((table, row.get("name") or row["mod"]))
    assert len(set(names)) == len(names)


def test_every_family_without_a_currency_has_a_knob_and_every_knob_a_family() -> None:
    families = {row.get("family", row["name"]) for row in LEXICON["money"] if "currency" not in row}
    assert set(AmountsParams.__struct_fields__) == families


def test_currencies_are_codes_of_three_capitals() -> None:
    for row in LEXICON["money"]:
        for code in [*row.get("countries", {}), *([row["currency"]] if "currency" in row else [])]:
            assert re.fullmatch("[A-Z]{3}", code)


def test_flags_name_surfaces_of_their_own_row() -> None:
    for row in LEXICON["money"]:
        surfaces = {surface for key in ("before", "after", "both") for surface in row.get(key, ())}
        assert surfaces.issuperset(row.get("wary", [])), row
        assert surfaces.issuperset(row.get("singular", [])), row
        assert surfaces.issuperset(row.get("exact", [])), row


def test_rules_use_letters_links_and_pairs_that_exist() -> None:
    pairs = {row["name"] for row in LEXICON["pair"]}
    for row in RULES["rule"]:
        assert set(row.get("links", ())) <= set(LEXICON["link"])
        assert row.get("pair") in {None, *pairs}
        assert row["reading"] in {"point", "range", "two", "list", "sum", "minor", "order"}
        for pattern in row["patterns"]:
            letters = "".join(grammar._KINDS)
            assert re.fullmatch(rf"[{letters}]\??(?: [{letters}]\??)*", pattern)


def test_guards_say_what_is_known() -> None:
    rows = {row["name"] for row in LEXICON["money"]}
    for row in LEXICON["guard"]:
        assert len({"before", "behind", "words"} & set(row)) == 1, row
        assert set(row.get("starts", ())) <= {"figure", "word", "currency", "sign", "year", "count", "label"}
        assert set(row.get("ends", ())) <= {"figure", "sign", "word", "magnitude", "both", *rows}


def test_no_guard_speaks_against_what_is_taken_to_be_harmless() -> None:
    behind = ["".join(letters) for letters in product(" \n,;)", [*map(chr, range(33, 127))])]
    behind += [f"{sign} {letter}" for sign, letter in product(",;)", map(chr, range(33, 127)))]
    harmless = [text for text in behind if surroundings._HARMLESS.match(text)]
    assert len(harmless) > 300
    for guard in lexicon().guards:
        if guard.behind:
            # Whatever stands behind these two or three characters: the longest magnitude with a slip of the pen.
            assert not [text for text in harmless if re.match(guard.behind, text + "illion")], guard


def test_phrases_fit_into_what_is_looked_at() -> None:
    cues = [phrase for row in LEXICON["cue"] for phrase in row["before"]]
    pairs = [phrase for row in LEXICON["pair"] for phrase in row["before"]]
    assert max(map(len, cues)) + max(map(len, pairs)) + 2 < surroundings.BEFORE
    assert max(map(len, lexicon().cues_behind)) + 2 < surroundings.BEHIND


def test_every_surface_is_found_by_its_fragment_and_nothing_is_left_of_it() -> None:
    part, words = fragments(), lexicon()
    for pattern, table in (
        (part.before, words.before),
        (part.after, words.after),
        (part.currency, words.before),
        (part.currency, words.after),
        (part.percent, words.percent),
        (part.magnitude, words.magnitudes),
        (part.glued, words.glued),
    ):
        compiled = re2.compile(pattern)
        for surface, any_case in table.written():
            for written in (surface, surface.upper()) if any_case else (surface,):
                match = compiled.match(written)
                assert match, written
                assert match.group() == written
                assert table.get(written)


def test_the_scan_leaves_half_of_its_memory_free() -> None:
    # RE2 gives a third of its budget to the search backwards, and falls back to a hundred times slower ways where that
    # does not suffice: here 24 MiB did for a program of 35,000 instructions, and it grows in proportion.
    assert grammar.scan().programsize < 35_000 * (grammar._MEMORY >> 20) / 24 / 2
    # With a group it would have to look again at whatever it found.
    assert grammar.scan().groups == 0


def test_a_surface_cannot_have_two_meanings() -> None:
    surfaces = Surfaces()
    surfaces.add("rs", 1)
    surfaces.add("RS", 2)
    assert [surfaces.get("RS"), surfaces.get("Rs"), surfaces.get("rs")] == [2, 1, 1]
    with pytest.raises(ValueError, match="'rs' stands twice"):
        surfaces.add("rs", 3)


def test_endings_of_plurals_have_reasons() -> None:
    assert all(row["reason"].strip() for row in NOUNS["plural"]["ending"])
    assert NOUNS["no_plural"]["reason"].strip()


def test_ratios_have_both_parts_and_conditions_that_compile() -> None:
    for row in RATIOS["ratio"]:
        assert row["unit"] in {"share", "factor"}
        assert ("value" in row) != ("(?P<n>" in row["pattern"] or "(?P<m>" in row["pattern"]), row
        for key in ("before", "behind", "unless_before", "unless_behind", "trim"):
            re.compile(row.get(key, ""))
    assert len(ratios.rules()) == len(RATIOS["ratio"])


def test_a_word_of_a_phrase_has_one_meaning() -> None:
    stops = [word for row in NOUNS["stop"] for word in row["words"]]
    surfaces = [word for words in NOUNS["unit"]["words"].values() for word in words]
    assert len(surfaces) == len(set(surfaces))
    assert not set(stops) & {*surfaces, *NOUNS["plural"]["words"], *NOUNS["no_plural"]["words"]}


def test_every_unit_and_plural_is_found_by_the_scan() -> None:
    surfaces = [word for words in NOUNS["unit"]["words"].values() for word in words]
    for surface in (*surfaces, *NOUNS["plural"]["words"]):
        match = grammar.count_scan().fullmatch(f"12 {surface}".encode())
        assert match, surface
