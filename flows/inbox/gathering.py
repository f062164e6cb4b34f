"""Which files of the inbox are ready, and copies of them: what is checked is what was copied, whatever comes then."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from flows.inbox import names
from flows.inbox.report import Problem
from flows.inbox.stores import Item, Left, NotNowError, Store
from stages.clean.read.containers import MIB
from stages.clean.read.forms import form_of
from stages.clean.read.params import ReadParams
from stages.clean.rejects import reject

_A = TypeVar("_A")
_R = TypeVar("_R")


@dataclass(frozen=True)
class Fetched:
    """A file that is dealt with in this run.

    Attributes:
        number: its place among them.
        item: as the inbox has it.
        sha256: of its bytes.
        copy: of its bytes; None for one that nobody needs to look into.
        problem: why it needs no look.
    """

    number: int
    item: Item
    sha256: str
    copy: Path | None
    problem: Problem | None = None


@dataclass
class Gathered:
    """What is in the inbox."""

    fetched: list[Fetched] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def gather(store: Store, folder: Path, params: ReadParams, settle_seconds: float, now: float) -> Gathered:
    """List the inbox, and copy what is ready.

    A run takes as many bytes as a batch file may have (``decompressed_limit_mib``); the rest is left for the next one.

    Args:
        store: the inbox.
        folder: for the copies; made if need be.
        params: the knobs of the step `clean.read`.
        settle_seconds: for so long a file must not have changed. One that was changed so far in the future is ready:
            its clock tells nothing.
        now: seconds since 1970.

    Raises:
        StoreError: the inbox cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    items, left = store.look()
    ready: list[tuple[Item, Problem | None]] = []
    room = params.decompressed_limit_mib * MIB
    for item in items:
        problem = _hopeless(item, params)
        waiting = names.waits(item.name) or _unsettled(item, settle_seconds, now)
        if waiting is None and problem is None:
            if item.size > room:
                waiting = Left(item.name, "next_time", "This run has taken enough. It comes in with the next one.")
            else:
                room -= item.size
        if waiting is not None:
            left.append(waiting)
        else:
            ready.append((item, problem))

    def fetch(numbered: tuple[int, tuple[Item, Problem | None]]) -> Fetched | Left:
        number, (item, problem) = numbered
        copy = None if problem else folder / f"{number:08}"
        try:
            return Fetched(number, item, store.fetch(item, copy), copy, problem)
        except NotNowError as error:
            return error.left

    gathered = Gathered(left=left)
    for each in side_by_side(fetch, enumerate(ready), store.at_once):
        if isinstance(each, Left):
            gathered.left.append(each)
        else:
            gathered.fetched.append(each)
    gathered.left.sort(key=lambda each: each.name)
    return gathered


def side_by_side(function: Callable[[_A], _R], arguments: Iterable[_A], at_once: int) -> Iterator[_R]:
    """Yield ``function(argument)`` for each argument, in their order, some of them worked on at the same time."""
    if at_once == 1:
        yield from map(function, arguments)
        return
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(function, arguments)


def _hopeless(item: Item, params: ReadParams) -> Problem | None:
    """Return why a file holds no article that could come in, as far as its name and its size tell that."""
    if names.is_reference(item.name):
        return Problem(
            None, "reference_table", f"{item.name} holds no articles. Edit the table of that name in seeds/."
        )
    form = form_of(item.name)
    if form.reject is not None:
        return Problem(None, *form.reject)
    alone = form.batch is None and form.compression is None
    knob = "article_limit_mib" if alone else "decompressed_limit_mib"
    limit: int = getattr(params, knob)
    if item.size > limit * MIB:
        return Problem(None, *reject("too_large", limit=limit, knob=f"clean.read.{knob}"))
    return None


def _unsettled(item: Item, settle_seconds: float, now: float) -> Left | None:
    if item.changed is None or abs(now - item.changed) >= settle_seconds:
        return None
    return Left(
        item.name, "unsettled", f"It was changed within the last {settle_seconds:g} seconds. It comes in later."
    )
