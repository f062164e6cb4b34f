"""The tables of words and rules: complete, without contradictions, and small enough for the scan."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from stages.annotate.quotes.lexicon import lexicon
from stages.annotate.quotes.rules import reason_of
from stages.resources import toml

PACKAGE = "stages.annotate.quotes"
FILES = ("marks.toml", "rules.toml", "urdu.toml", "verbs.toml", "words.toml")
TAKES = {"clause", "that", "tell", "whether", "act", "deed", "quote"}


def rows(file: str) -> list[tuple[str, dict[str, Any]]]:
    return [(table, row) for table, content in toml(PACKAGE, file).items() for row in content]


@pytest.mark.parametrize("file", FILES)
def test_every_row_has_a_reason_and_a_name_of_its_own(file: str) -> None:
    names = []
    for table, row in rows(file):
        assert row["reason"].strip(), row
        names.append((table, row["name"]))
    assert len(set(names)) == len(names)


def test_verbs_take_what_the_reader_knows_and_no_form_stands_twice() -> None:
    found = [row for table, row in rows("verbs.toml") if table == "verb"]
    assert {row["takes"] for row in found} == TAKES
    for key in ("forms", "to"):
        forms = [form for row in found for form in row.get(key, "").split()]
        assert len(set(forms)) == len(forms)
        assert all(form == form.lower() for form in forms)


def test_forms_of_two_words_ask_for_both() -> None:
    found = lexicon().verbs
    assert [verb.particle for verb in found["pointed"]] == ["out"]
    assert [verb.particle for verb in found["e-mailed"]] == [""]
    assert found["note"][0].infinitive
    assert not found["noted"][0].infinitive


def test_marks_have_roles() -> None:
    assert {row["role"] for table, row in rows("marks.toml") if table == "mark"} == {"open", "close", "either"}


def test_words_are_in_lower_case() -> None:
    for _, row in rows("words.toml"):
        assert row["text"] == row["text"].lower()


def test_every_rule_that_the_code_names_has_a_row_and_every_row_is_named() -> None:
    folder = Path(str(files(PACKAGE).joinpath("rules.toml"))).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    for _, row in rows("rules.toml"):
        assert re.search(rf'["+]{row["name"]}"', code), row["name"]


def test_the_reason_of_a_rule_is_that_of_its_parts() -> None:
    assert reason_of("clause+pronoun") == f"{reason_of('clause')} {reason_of('pronoun')}"
    assert reason_of("of_another_version") == ""


def test_the_scan_leaves_half_of_its_memory_free() -> None:
    # RE2's default of 8 MiB holds a program of some 12,000 instructions with its states: see the rules of amounts.
    assert lexicon().scan.programsize < 6_000
    assert lexicon().scan.groups == 0
