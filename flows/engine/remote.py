"""What runs in a worker on another machine: it says what it is, and does jobs for whoever is the same.

Nothing here knows the engine that carries the calls. Calls and answers are bytes, so that what stands between the two
processes needs to know nothing of jobs.
"""

import os
import pickle
import platform
import secrets
import threading
import traceback
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from flows.engine import files, identity
from flows.engine.identity import Identity
from flows.errors import KhabarError

#: What became of a job: ``done``, ``failed`` or ``no``, and what goes with it.
Outcome = tuple[Literal["done", "failed", "no"], bytes]

#: Jobs of a worker with several threads wait for one another: what they use (langdetect's seed, the caches of a batch
#: file) is one for the whole process. More cores are for more processes.
_ONE_AT_A_TIME = threading.Lock()


class Demand(msgspec.Struct, frozen=True):
    """What a run asks of a worker before it gives it a job.

    Attributes:
        digest: of the run's `Identity`.
        folder: of artifacts, that both must see.
        token: the content of the file in that folder whose name is `files.PROBE` and this.
        carriers: see `identity.current`.
    """

    digest: str
    folder: str
    token: str
    carriers: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """What a worker says of itself.

    Attributes:
        host: the machine.
        identity: what it is made of.
        troubles: what else is in the way, as people are told; nothing where it can work.
    """

    host: str
    identity: Identity
    troubles: tuple[str, ...]


class Call:
    """A call that happens where it is unpickled: whoever carries it there needs not have the function."""

    def __init__(self, function: Callable[..., Any], *arguments: object) -> None:
        self._call = function, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return self._call


def packed(function: Callable[..., Any]) -> bytes:
    """Return a function that many jobs share: one that names the files of ten thousand partitions is long."""
    return zlib.compress(pickle.dumps(function), level=1)


def answer(demand: Demand) -> bytes:
    """Return this process's `Answer`, as JSON."""
    with _ONE_AT_A_TIME:
        return msgspec.json.encode(_examined(demand))


def work(demand: Demand, grant: str | None, function: bytes, jobs: Sequence[bytes]) -> list[Outcome]:
    """Do some jobs one after another, if this process may.

    The question is asked each time: a worker may have been started again, from other code, under the address of one
    that had answered. It costs nothing, because the answer is kept.

    Args:
        demand: what this process must be.
        grant: the right to write; see `files.grant`.
        function: what to call, as `packed`.
        jobs: on what, each pickled.

    Returns:
        For each job ``done`` and the pickled result, or for the last one that was begun ``failed`` and the pickled
        exception; or ``no`` and the `Answer` of why.
    """
    with _ONE_AT_A_TIME:
        found = _examined(demand)
        if found.troubles or found.identity.digest() != demand.digest:
            return [("no", msgspec.json.encode(found))]
        done: list[Outcome] = []
        try:
            call = _unpacked(demand.token, function)
            with files.granted(grant):
                for job in jobs:
                    result = call(pickle.loads(job))  # noqa: S301 - pickled by the run
                    done.append(("done", pickle.dumps(result)))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is for the run to raise
            done.append(("failed", _pickled(error)))
        return done


@lru_cache(maxsize=1)
def _unpacked(_run: str, function: bytes) -> Callable[[Any], Any]:
    """Return the function that the jobs of a call share, the same one for all: what it has verified it need not again.

    Of one run only: what the last one has verified may have been damaged since.
    """
    found: Callable[[Any], Any] = pickle.loads(zlib.decompress(function))  # noqa: S301 - packed by the run
    return found


@lru_cache(maxsize=4)
def _examined(demand: Demand) -> Answer:
    troubles, own = [], identity.loaded(demand.carriers)
    if identity.current(demand.carriers) != own:
        troubles.append("its code has changed since it started, start it again")
    trouble = _blindness(Path(demand.folder), demand.token)
    return Answer(platform.node(), own, (*troubles, *([trouble] if trouble else [])))


def _blindness(folder: Path, token: str) -> str | None:
    """Say why this process does not see a folder as the run does, or cannot write there."""
    try:
        if (folder / f"{files.PROBE}{token}").read_text(encoding="utf-8") != token:
            return f"its {folder} is another one"
        own = folder / f"{files.PROBE}{token}-{secrets.token_hex(4)}"
        own.touch(exist_ok=False)
        own.unlink()
    except FileNotFoundError:
        return f"its {folder} is another one" if folder.is_dir() else f"it sees no folder {folder}"
    except OSError as error:
        return f"it cannot use {folder}: {error.strerror}"
    return None


def _pickled(error: Exception) -> bytes:
    """Return an exception for the run to raise: one of ours as it is, any other with a note on where it was raised."""
    if not isinstance(error, KhabarError):
        trace = "".join(traceback.format_exception(error))
        error.add_note(f"It was raised in process {os.getpid()} on {platform.node()}:\n{trace}")
    try:
        data = pickle.dumps(error)
        pickle.loads(data)  # noqa: S301 - its own; not every exception that can be pickled can be unpickled
    except Exception:  # noqa: BLE001 - an exception may do anything there
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return data
