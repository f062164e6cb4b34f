"""A run that is killed at any instant loses nothing, and the next one, on another day, brings nothing in twice."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.builder import ROOT

STORY = (
    "The harbour authority of {0} signed a contract for {1} cranes on Monday, and said that the first would work soon."
)


def test_killed_before_any_step(tmp_path: Path) -> None:
    arrived = tmp_path / "arrived"
    (arrived / "coast").mkdir(parents=True)
    (arrived / "coast" / "a.txt").write_text(STORY.format("Pasni", 3))
    records = [{"id": 1, "text": STORY.format("Jiwani", 5)}, {"id": 2, "text": "Short."}]
    (arrived / "coast" / "b.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    (arrived / "scan.pdf").write_text("%PDF")
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "support" / "crashing.py"), str(tmp_path / "runs"), str(arrived)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(steps) > 30
    once = [step for step in steps if len(step["kills"]) == 1]
    assert [step["ended"] for step in once] == [False] * (len(once) - 1) + [True]
    assert len(steps) == len(once) + 4
    assert sum(step["pending"] for step in once) >= 1
    days = set()
    for step in steps:
        (name,) = step["seeds"]
        lines = [json.loads(line) for line in step["seeds"][name].splitlines()]
        assert [(line["id"], line["text"]) for line in lines] == [
            ("coast/a.txt", STORY.format("Pasni", 3)),
            ("coast/b.jsonl#1", STORY.format("Jiwani", 5)),
        ], step["kills"]
        assert step["inbox"] == {}, step["kills"]
        day = name.removeprefix("inbox-").removesuffix(".jsonl")
        expected = [f"{day}/{each}{end}" for each in ("coast/b.jsonl", "scan.pdf") for end in ("", ".reason.json")]
        assert sorted(step["inbox-quarantine"]) == expected, step["kills"]
        assert step["inbox-quarantine"][f"{day}/scan.pdf"] == "%PDF"
        days |= {(day, len(step["between"]))} if step in once else set()
    # Killed before anything had come in; and after it, with all, some and none of the inbox left.
    assert days == {("2021-04-22", 3), ("2021-04-21", 3), ("2021-04-21", 2), ("2021-04-21", 1), ("2021-04-21", 0)}
