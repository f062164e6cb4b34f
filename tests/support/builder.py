"""Builds corpora in forked processes and compares what they leave, file by file."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Builder:
    """A running zygote.

    Args:
        scratch: a folder of its own.
        stages: a folder that holds another copy of the package ``stages``; None for the repository's.
        env: more environment.
    """

    def __init__(self, scratch: Path, stages: Path | None = None, env: dict[str, str] | None = None) -> None:
        path = [str(stages)] if stages else []
        self._told = scratch / "told.json"
        scratch.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([*path, str(ROOT)]), **(env or {})},
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n", "the zygote did not start"

    def build(
        self, seeds: Path, artifacts: Path, params: Path | None = None, kill_after: float | None = None
    ) -> list[dict[str, Any]] | None:
        """Build, and return what each stage did; None if the build was killed before its end."""
        code = self.order(seeds, artifacts, params, kill_after=kill_after)
        if kill_after is None:
            assert code == 0, f"the build ended with {code}"
        return json.loads(self._told.read_text()) if self._told.exists() else None

    def order(self, seeds: Path, artifacts: Path, params: Path | None = None, **more: Any) -> int:
        """Build, with something that happens to it (`steps`, `zygote`), and return how it ended.

        Returns:
            0 for a build that came to its end, 1 for an error of ours, 3 for one of the system, 130 for one that was
            stopped, less than 0 for the signal that killed it.
        """
        self._told.unlink(missing_ok=True)
        order = {
            "seeds": str(seeds),
            "artifacts": str(artifacts),
            "params": str(params) if params else None,
            "told": str(self._told),
            **more,
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline())["code"])

    def close(self) -> None:
        """End the zygote."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=60)
        if self._process.stdout:
            self._process.stdout.close()


def tree(artifacts: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder by path, but for hidden ones: they are this machine's notes."""
    return {
        path.relative_to(artifacts).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(artifacts.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def copy_of_stages(target: Path) -> Path:
    """Copy the package ``stages`` into ``target`` and return the folder to put on PYTHONPATH."""
    shutil.copytree(ROOT / "stages", target / "stages", ignore=shutil.ignore_patterns("__pycache__"))
    return target
