"""What `make audit` lets stand, and what it does not."""

import json
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support.builder import ROOT

SAID = [
    {"name": "one", "version": "1", "vulns": []},
    {
        "name": "two",
        "version": "2",
        "vulns": [
            {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.1"]},
            {"id": "PYSEC-2", "fix_versions": []},
        ],
    },
    {"name": "three", "skip_reason": "not found"},
]


def test_each_answer_is_whole_and_of_a_distribution_that_is_there(audit: ModuleType, pins: ModuleType) -> None:
    answers = tomllib.loads(audit.ANSWERS.read_text(encoding="utf-8"))["answer"]
    held = pins.versions((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    for answer in answers:
        assert set(answer) == {"id", "distribution", "why", "until"}
        assert all(value.strip() for value in answer.values())
        assert answer["distribution"] in held, "take it out"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            [],
            [
                "two 2: PYSEC-1, mended in 2.1",
                "two 2: PYSEC-2, mended in no version yet",
                "three: not audited (not found)",
            ],
        ),
        (
            [{"distribution": "two", "id": "CVE-1"}, {"distribution": "two", "id": "PYSEC-2"}],
            ["three: not audited (not found)"],
        ),
        (
            [{"distribution": "one", "id": "PYSEC-1"}, {"distribution": "two", "id": "PYSEC-1"}],
            [
                "two 2: PYSEC-2, mended in no version yet",
                "three: not audited (not found)",
                "one: PYSEC-1 is answered and not found; take the answer out",
            ],
        ),
    ],
)
def test_what_stays_open(audit: ModuleType, answers: list[dict[str, str]], expected: list[str]) -> None:
    assert list(audit.open_questions(SAID, answers)) == expected


@pytest.mark.parametrize(
    ("code", "out", "exit_code"),
    [(0, json.dumps({"dependencies": SAID[:1]}), 0), (1, json.dumps({"dependencies": SAID}), 1)],
)
def test_the_exit_code_says_whether_all_is_answered(
    audit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, out: str, exit_code: int
) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        assert command[-1] == str(ROOT / "constraints.txt")
        return subprocess.CompletedProcess(command, code, out, "")

    monkeypatch.setattr(audit.subprocess, "run", run)
    (tmp_path / "answers.toml").write_text("answer = []", encoding="utf-8")
    monkeypatch.setattr(audit, "ANSWERS", tmp_path / "answers.toml")
    assert audit.main() == exit_code


def test_an_audit_that_cannot_run_is_no_clean_one(audit: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess(["uv"], 2, "", "no index")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SystemExit, match="no index"):
        audit.main()
