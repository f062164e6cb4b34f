"""Where a run of one stage leaves its report, and how far it is, for the flow that started it through DVC."""

import json
import os
from pathlib import Path
from typing import Any

#: Names a file to which `khabar run` adds a line of JSON: a stage's report, an error, or how far it is.
VARIABLE = "KHABAR_SUMMARY"


def leave(record: dict[str, Any]) -> None:
    """Add a report to the file that the environment names, if it names one."""
    if path := os.environ.get(VARIABLE):
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(record) + "\n")


def collect(path: Path) -> list[dict[str, Any]]:
    """Return what was left in a file, in its order. A line that is being written is left for the next time."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in data[: data.rfind(b"\n") + 1].splitlines()]
