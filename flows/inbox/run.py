"""One run through the inbox, in steps: `Run` for a flow that retries some of them, `ingest` for all of them at once.

What a run copies is what it checks and what it brings in; the inbox is only touched again to remove a file that still
has the same bytes.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

import stages
from flows import params
from flows.engine import files, lock, runners
from flows.engine.stage import Watch
from flows.errors import ChangedError, KhabarError
from flows.inbox import checking, day, gathering, intent, reading, scratch, stores
from flows.inbox.checking import Checked
from flows.inbox.gathering import Gathered
from flows.inbox.intent import Intent
from flows.inbox.leaving import COPIES, leave
from flows.inbox.order import Order
from flows.inbox.outcomes import Judge, Outcome
from flows.inbox.report import FileReport, Ingested
from flows.progress import Quiet
from stages.clean.read.containers import MIB
from stages.clean.read.params import ReadParams

#: What works here, as others are told who wait for the workspace.
WHAT = "khabar ingest"


def _silent(_holder: str) -> None:
    """Tell nobody."""


class Run(AbstractContextManager["Run"]):
    """A run through the inbox; nothing is built as long as it takes.

    Its steps are called in the order in which they stand, each again if it failed.

    Args:
        order: what is to be done.
        watch: is told how far the cleaning is.
        tell: is called with whoever holds the workspace, once, when the waiting begins.

    Raises:
        UsageError: the order cannot be carried out as it is.
        BusyError: on entering, another run holds the workspace.
    """

    def __init__(self, order: Order, watch: Watch | None = None, tell: Callable[[str], None] = _silent) -> None:
        self._order, self._place = order, order.place
        self._watch, self._tell = watch or Quiet(), tell
        self._params = {
            name: params.of_stage(stages.load(name), order.settings, order.params_path) for name in ("clean", "dedupe")
        }
        self._knobs: ReadParams = msgspec.convert(self._params["clean"]["read"], ReadParams, from_attributes=True)
        self._day = order.date()
        self._file = day.name_of(self._day)
        self._inbox = stores.opened(order.inbox, order.root, needed=not order.make)
        aside = order.quarantine or stores.beside(self._inbox.address)
        self._aside = stores.opened(aside, order.root, needed=False)
        stores.check_apart(self._inbox, self._aside, order.root, self._place.seeds, self._place.artifacts)
        self._stack = ExitStack()
        self._gathered = Gathered()
        self._outcomes: list[Outcome] = []
        self._before = day.Existing()
        self._checked = Checked()
        self._places: dict[str, str] = {}
        self._resumed = 0

    def __enter__(self) -> Self:
        order = self._order
        with ExitStack() as stack:
            if not order.dry_run:
                # To the end of the run: articles are compared with those of the last build, which must stay as it is.
                stack.enter_context(lock.claimed(self._place.artifacts, WHAT, wait=order.wait, tell=self._tell))
            self._scratch = stack.enter_context(scratch.held(self._place.seeds, wait=order.wait))
            if order.make and not order.dry_run:
                Path(self._inbox.address).mkdir(parents=True, exist_ok=True)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            if intent.begun(self._scratch) is None:
                scratch.remove(self._scratch)

    def resume(self) -> None:
        """End what a run began that was killed.

        Raises:
            KhabarError: the inbox or the quarantine of that run cannot be reached, or this one shall change nothing.
        """
        begun = intent.begun(self._scratch)
        if begun is not None:
            if self._order.dry_run:
                raise KhabarError("An earlier run did not come to its end", "Run it without --dry-run first.")
            inbox = stores.opened(begun.inbox, self._order.root)
            leave(begun, self._scratch, inbox, stores.opened(begun.quarantine, self._order.root, needed=False))
            self._resumed = len(begun.leaving)
        scratch.clear(self._scratch)

    def gather(self) -> None:
        """Copy what is ready.

        Raises:
            StoreError: the inbox cannot be read.
        """
        copies = self._scratch / COPIES
        self._gathered = gathering.gather(self._inbox, copies, self._knobs, self._order.settle_seconds, time.time())

    def check(self, runner: runners.Runner | None = None) -> None:
        """Read what was copied, and say what of it comes in.

        Args:
            runner: where it is read; processes of this machine where there is none.

        Raises:
            UsageError: a table beside the articles is wrong, or the file of the day cannot be read.
        """
        with _runner(runner) as here:
            found = reading.read_all(
                self._gathered.fetched, self._scratch / "parts", self._order.names(), self._knobs, here
            )
            self._before = day.existing(self._place.seeds / self._file)
            plan = day.plan(self._before, found, self._knobs.decompressed_limit_mib * MIB)
            lines = [line for of_file in plan.lines.values() for line in of_file]
            if lines:
                self._checked = checking.check(
                    lines,
                    self._file,
                    self._scratch / "check",
                    self._place,
                    self._params,
                    here,
                    self._watch,
                    compare=self._order.compare,
                )
        judge = Judge(plan, self._checked, self._file, self._knobs)
        self._outcomes = [judge.of(*each) for each in zip(self._gathered.fetched, found, strict=True)]

    def move(self) -> None:
        """Bring the articles in, in one step.

        Raises:
            ChangedError: somebody changed the file of the day since it was read; nothing has come in.
        """
        leaving = [each.leaving(self._day) for each in self._outcomes if each.fate != "left"]
        if self._order.dry_run or not leaving:
            return
        for each in leaving:
            if each.copy is not None and each.reason is not None:
                scratch.settle(self._scratch / COPIES / each.copy)
        lines = [line for each in self._outcomes for line in each.lines]
        target, new = self._place.seeds / self._file, self._scratch / intent.DAY_FILE
        begun = Intent(self._day.isoformat(), self._inbox.address, self._aside.address, bool(lines), tuple(leaving))
        if day.existing(target).digest != self._before.digest:
            raise ChangedError(f"{target} changed while it was read", "Nothing came in: run the command again.")
        if lines:
            day.write(new, self._before, lines)
        intent.note(begun, self._scratch)
        if lines:
            os.replace(new, target)
            files.sync_folder(target.parent)

    def clear(self) -> None:
        """Set aside what did not come in, and remove from the inbox what did.

        Raises:
            StoreError: the inbox or the quarantine cannot be written; the next run goes on from there.
        """
        begun = intent.begun(self._scratch)
        if begun is not None:
            self._places = leave(begun, self._scratch, self._inbox, self._aside)
            intent.drop(self._scratch)

    def result(self) -> Ingested:
        """Return what became of the inbox."""
        told = [each.report(self._places) for each in self._outcomes]
        told += [FileReport(each.name, "left", code=each.code, message=each.message) for each in self._gathered.left]
        came = any(each.articles for each in told)
        return Ingested(
            self._day.isoformat(),
            self._file if came else None,
            sorted(told, key=lambda each: each.name),
            self._checked.compared,
            self._checked.why,
            self._resumed,
            self._order.dry_run,
        )


def ingest(
    order: Order, *, workers: int | None = None, watch: Watch | None = None, tell: Callable[[str], None] = _silent
) -> Ingested:
    """Bring in what is in the inbox, or set it aside.

    Args:
        order: what is to be done.
        workers: processes; None is as many as there are cores.
        watch: is told how far the cleaning is.
        tell: is called with whoever holds the workspace, once, when the waiting begins.

    Raises:
        KhabarError: see the steps of `Run`; what a step has done stays done.
    """
    with Run(order, watch, tell) as run, runners.local(workers) as runner:
        run.resume()
        run.gather()
        run.check(runner)
        run.move()
        run.clear()
        return run.result()


@contextmanager
def _runner(given: runners.Runner | None) -> Iterator[runners.Runner]:
    """Give the runner, or as many processes as there are cores."""
    if given is not None:
        yield given
        return
    with runners.local(None) as own:
        yield own
