from pathlib import Path

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from flows.engine import digests, ledger
from flows.engine.fingerprints import Fingerprint
from flows.engine.ledger import Entry, Ledger, StepLedger
from flows.errors import CorruptError

MADE_BY = Fingerprint({"stages/x/rules.toml": "1"}, {"knob": 2}, {"pyarrow": "3"}, {"run": "stages.x:run"})
NAMES = st.text("abcdef0123456789", min_size=1, max_size=6)
ENTRIES = st.builds(
    Entry, NAMES, st.dictionaries(NAMES, NAMES, max_size=2), st.dictionaries(NAMES, st.integers(0, 9), max_size=2)
)


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, st.dictionaries(NAMES, ENTRIES, max_size=3), max_size=2)))
def test_what_is_written_is_read_back_and_its_bytes_do_not_depend_on_the_order(
    steps: dict[str, dict[str, dict[str, Entry]]],
) -> None:
    made = Ledger("x", {name: StepLedger(MADE_BY, parts) for name, parts in steps.items()})
    turned = {
        name: StepLedger(MADE_BY, {part: dict(reversed(entries.items())) for part, entries in reversed(parts.items())})
        for name, parts in reversed(steps.items())
    }
    assert msgspec.json.decode(made.encode(), type=Ledger) == made
    assert Ledger("x", turned).encode() == made.encode()


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"stage": "x", "steps": {}, "format": 1}', b"\xff\x00", b"[" * 99_999]
)
def test_a_damaged_or_foreign_ledger_is_no_ledger(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ledger.NAME).write_bytes(content)
    assert ledger.read(tmp_path) is None


def test_a_missing_ledger_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(CorruptError, match="khabar run clean"):
        ledger.require(tmp_path / "clean")


def test_a_torn_journal_gives_what_is_whole(tmp_path: Path) -> None:
    first, second = Entry("1", {"a": "b"}, {"a": 1}), Entry("2", {}, {})
    with ledger.Journal(tmp_path, []) as journal:
        journal.add("step", "run", "p", first)
        journal.add("step", "run", "q", second)
    path = tmp_path / ledger.JOURNAL
    path.write_bytes(path.read_bytes()[:-5])
    assert ledger.read_journal(tmp_path) == {("step", "run", "p"): first}
    # The next run rewrites it, so that its own first line is not swallowed by the torn one.
    with ledger.Journal(tmp_path, ledger.read_journal(tmp_path).items()) as journal:
        journal.add("step", "run", "q", second)
    assert ledger.read_journal(tmp_path).keys() == {("step", "run", "p"), ("step", "run", "q")}


@pytest.mark.parametrize("body", [b"", b"7", b'{"step": "step"}', b'{"step": 1, "part": 2}', b"[" * 99_999, b"\xff"])
def test_a_line_of_another_version_is_passed_over(tmp_path: Path, body: bytes) -> None:
    entry = Entry("1", {"a": "b"}, {"a": 1})
    with ledger.Journal(tmp_path, []) as journal:
        journal.add("step", "run", "p", entry)
    with (tmp_path / ledger.JOURNAL).open("ab") as stream:
        stream.write(digests.of_bytes(body).encode() + b" " + body + b"\n")
    assert ledger.read_journal(tmp_path) == {("step", "run", "p"): entry}
