"""Where a run of one stage leaves its report for the flow that started it through DVC."""

import json
import os
from pathlib import Path
from typing import Any

#: Names a file to which `khabar run` adds a line of JSON per stage.
VARIABLE = "KHABAR_SUMMARY"


def leave(record: dict[str, Any]) -> None:
    """Add a report to the file that the environment names, if it names one."""
    if path := os.environ.get(VARIABLE):
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(record) + "\n")


def collect(path: Path) -> list[dict[str, Any]]:
    """Return the reports left in a file, in their order."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
