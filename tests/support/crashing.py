"""Kills a run through the inbox before each of its steps on the disk, lets the next run come a day later, and says what
is where after that.

Run it as a process of its own, with a scratch folder: it forks a child for each run, and kills that by SIGKILL, so that
nothing of it cleans up. It prints a JSON object for each way of being killed.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

#: What changes a disk, as far as the inbox and all that it calls use it.
STEPS = ("replace", "link", "rename", "unlink", "rmdir", "mkdir")

#: Steps inside the check, which touches nothing but its own folder: one of so many is killed.
RARE = 60

#: Steps of tidying up: one of so many is killed.
TIDYING = 9

#: Steps of a second run that are killed too, after a first one that was about to bring the articles in.
AGAIN = 4


def killed_before(number: int) -> None:
    """Kill this process before the step on the disk that has the number."""
    from flows.inbox import checking

    seen = {"steps": 0, "rare": 0}
    inside = {"check": False}

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if inside["check"]:
                seen["rare"] += 1
            if not inside["check"] or seen["rare"] % RARE == 0:
                seen["steps"] += 1
                if seen["steps"] == number:
                    os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **options)

        return call

    check = checking.check

    def checked(*arguments: Any, **options: Any) -> Any:
        inside["check"] = True
        try:
            return check(*arguments, **options)
        finally:
            inside["check"] = False

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    checking.check = checked


def run(folder: Path, day: str, number: int | None) -> bool:
    """Run in a child, and return whether it came to its end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.fsync = lambda _handle: (
                None
            )  # a kill takes nothing from a disk, and waiting for it takes most of the time
            if number is not None:
                killed_before(number)
            from flows.engine.stage import Place
            from flows.inbox import run as runs
            from flows.inbox.order import Order

            place = Place(folder / "seeds", folder / "artifacts")
            runs.ingest(Order(place, root=folder, day=day, settle_seconds=0), workers=1)
            code = 0
        except BaseException:  # noqa: BLE001 - a forked child must never return to the loop
            import traceback

            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    end = os.waitstatus_to_exitcode(status)
    if end not in (0, -signal.SIGKILL):
        sys.exit(f"a run ended with {end} instead of being killed before step {number}")
    return end == 0


def files_of(folder: Path) -> dict[str, str]:
    """Return the text of every file below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def load() -> None:
    """Load what the children need, once."""
    import stages
    from flows.engine import fingerprints, jobs

    for name in ("flows.inbox.folder", "flows.inbox.run", "ftfy.bad_codecs"):
        import_module(name)
    for step in (*stages.load("clean").steps, *stages.load("dedupe").steps):
        fingerprints.code_of(fingerprints.Functions.of(step).package())
        for attribute in ("function", "sign", "decide", "apply", "params"):
            if function := getattr(step, attribute, None):
                jobs.resolve(function)


def play(scratch: Path, arrived: Path, kills: tuple[int, ...]) -> dict[str, Any]:
    """Let runs be killed one after the other, the next one come to its end, and say what is where."""
    folder = scratch / "-".join(map(str, kills))
    shutil.copytree(arrived, folder / "inbox")
    (folder / "seeds").mkdir()
    ended = [run(folder, f"2021-04-{21 + at}", number) for at, number in enumerate(kills)]
    hidden = folder / "seeds" / ".khabar-ingest"
    # What is noted and not yet done, after the last kill.
    pending = (hidden / "intent.json").exists() and (hidden / "day.jsonl").exists()
    between = sorted(files_of(folder / "inbox"))
    run(folder, f"2021-04-{21 + len(kills)}", None)
    told = {name: files_of(folder / name) for name in ("inbox", "seeds", "inbox-quarantine")}
    shutil.rmtree(folder)
    return {"kills": kills, "between": between, "ended": ended[-1], "pending": pending, **told}


def main(scratch: Path, arrived: Path) -> None:
    """Do it, for the files in the folder ``arrived``."""
    load()
    number, ended, pending = 1, False, 0
    while not ended:
        told = play(scratch, arrived, (number,))
        sys.stdout.write(json.dumps(told) + "\n")
        ended, pending = told["ended"], number if told["pending"] else pending
        # When the inbox is empty, all that is left to do is to tidy up, in many steps.
        number += 1 if told["between"] else TIDYING
    for again in range(1, AGAIN + 1):
        sys.stdout.write(json.dumps(play(scratch, arrived, (pending, again))) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
