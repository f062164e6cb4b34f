"""Where a run of one stage leaves its report, and how far it is, for the flow that started it through DVC."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def followed(scheduler: str | None = None) -> Iterator[Path]:
    """Give the file in which stages leave their notes; set, for as long, what they read from the environment.

    Args:
        scheduler: address of a Dask scheduler for their jobs; processes of this machine without one.
    """
    with tempfile.TemporaryDirectory() as scratch:
        notes = Path(scratch, "summary.jsonl")
        # DVC takes `khabar` from the PATH, whoever calls, and this environment's is the one that is meant.
        own = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        wanted = {"PATH": own, VARIABLE: str(notes)}
        if scheduler is not None:
            wanted |= {"KHABAR_RUNNER": "dask", "KHABAR_SCHEDULER": scheduler}
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield notes
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
