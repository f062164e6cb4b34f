"""A process that builds on request: one for each state of the code, since what is imported stays as it was.

It reads a JSON object per line from standard input and answers with one.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec

from flows.errors import KhabarError
from flows.verify import building
from flows.verify.building import Order, Outcome


class Server:
    """Builds with the code below a folder.

    Args:
        tree: the folder that holds ``stages`` and ``flows``.
        scratch: a folder for what the process needs.
        env: more of its environment.

    Raises:
        KhabarError: it does not start; its own words are quoted.
    """

    def __init__(self, tree: Path, scratch: Path, env: dict[str, str] | None = None) -> None:
        self._log = Path(tempfile.mkstemp(prefix="builder-", suffix=".log", dir=scratch)[1])
        with self._log.open("wb") as log:
            # -P: what lies in the folder where somebody stands is not imported. A session of its own: Ctrl-C is for
            # the command, which ends all of it.
            self._process = subprocess.Popen(  # noqa: S603 - this very Python, on a module of ours
                [sys.executable, "-P", "-W", "ignore", "-m", __name__, str(scratch)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                env={**os.environ, **(env or {}), "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
            )
        self._answer("started")

    def build(self, order: Order) -> Outcome:
        """Build, and say what became of it."""
        if self._process.stdin is None:
            raise TypeError("the process was started with pipes")
        with suppress(BrokenPipeError):
            self._process.stdin.write(msgspec.json.encode(order) + b"\n")
            self._process.stdin.flush()
        return msgspec.json.decode(self._answer("answered"), type=Outcome)

    def close(self) -> None:
        """End the process, and a build that it may be at."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, 9)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()

    def _answer(self, what: str) -> bytes:
        line = self._process.stdout.readline() if self._process.stdout else b""
        if not line:
            self.close()
            words = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            raise KhabarError(
                f"The process that builds has not {what}: {' '.join(words) or 'it said nothing'}",
                f"Its log is {self._log}.",
            )
        return line

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def main(scratch: Path) -> None:
    """Serve until standard input ends."""
    with tempfile.TemporaryDirectory(dir=scratch, prefix="load-") as folder:
        building.load(Path(folder))
    out = sys.stdout.buffer
    out.write(b"{}\n")
    out.flush()
    for line in sys.stdin.buffer:
        outcome = building.build(msgspec.json.decode(line, type=Order))
        out.write(msgspec.json.encode(outcome) + b"\n")
        out.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
