"""A stage with nothing to do ends within 0.6 s of CPU: it loads nothing that only work needs."""

import json
import subprocess
import sys
from pathlib import Path

#: Libraries by which a run is slow to start: those that read texts, and those that other libraries look for.
HEAVY = {
    "ahocorasick_rs",
    "charset_normalizer",
    "dvc",
    "ftfy",
    "importlib.metadata",
    "langdetect",
    "lxml",
    "pandas",
    "prefect",
    "pyarrow.compute",
    "stages.clean.read.articles",
    "rich",
    "trafilatura",
}

CODE = """
import sys, json
from flows.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended.code
print(json.dumps(sorted(sys.modules)))
"""


def loaded(home: Path, *command: str) -> set[str]:
    """Return the modules that a command has loaded when it ends."""
    told = subprocess.run(
        [sys.executable, "-c", CODE, *command], cwd=home, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return set(json.loads(told.splitlines()[-1]))


def test_what_only_work_needs_is_not_loaded_where_there_is_none(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds" / "indus"
    seeds.mkdir(parents=True)
    (seeds / "a.txt").write_text("LAHORE: The board met on 3 May 2021 and agreed on Rs 5 crore. " * 3, encoding="utf-8")
    command = ("run", "clean", "--workers", "1")
    working = loaded(tmp_path, *command)
    assert working & HEAVY
    assert "pandas" not in working
    assert loaded(tmp_path, *command) & HEAVY == set()


def test_arrow_does_without_pandas() -> None:
    code = "import sys; from flows.engine import runners; runners.spare_pandas(); import pyarrow as pa; "
    code += "import pyarrow.compute as pc; assert pc.sum(pa.array([1])).as_py(); assert 'pandas' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
