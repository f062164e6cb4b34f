"""Ask whether a distribution of constraints.txt has a known fault, and whether each is answered in answers.toml.

``python tests/supply/audit.py`` (or ``make audit``). pip-audit runs in an environment of its own, which uv makes, and
asks the package index. What the index knows nothing of was not audited, and that is a fault too: silence is no answer.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ANSWERS = Path(__file__).with_name("answers.toml")

_COMMAND = ("uv", "tool", "run", "pip-audit", "--disable-pip", "--require-hashes", "--format", "json")

#: What pip-audit ends with: nothing found, something found.
_DONE = (0, 1)


def found() -> list[dict[str, Any]]:
    """Return what pip-audit says of each distribution.

    Raises:
        SystemExit: it could not be asked.
    """
    command = [*_COMMAND, "--requirement", str(ROOT / "constraints.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in _DONE or not done.stdout.strip():
        raise SystemExit(f"pip-audit cannot run here:\n{done.stderr.strip()}")
    said: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return said


def open_questions(said: Iterable[Mapping[str, Any]], answers: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield what is not as it should be: a fault without an answer, an answer without a fault, what nobody knows.

    Args:
        said: what pip-audit says.
        answers: the rows of answers.toml.
    """
    given = {(row["distribution"], row["id"]) for row in answers}
    met = set()
    for each in said:
        if "skip_reason" in each:
            yield f"{each['name']}: not audited ({each['skip_reason']})"
        for fault in each.get("vulns", ()):
            names = {(each["name"], name) for name in (fault["id"], *fault.get("aliases", ()))}
            met |= names & given
            if not names & given:
                fixed = ", ".join(fault.get("fix_versions", ())) or "no version yet"
                yield f"{each['name']} {each['version']}: {fault['id']}, mended in {fixed}"
    yield from (
        f"{name}: {fault} is answered and not found; take the answer out" for name, fault in sorted(given - met)
    )


def main() -> int:
    """Print what is open; return the exit code."""
    answers = tomllib.loads(ANSWERS.read_text(encoding="utf-8"))["answer"]
    said = found()
    left = list(open_questions(said, answers))
    for line in left:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{len(said)} distributions, {len(answers)} answers, {len(left)} open\n")
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
