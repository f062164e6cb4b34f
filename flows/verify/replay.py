"""Replays changes on a copy of a corpus, builds after each, and compares with a build from nothing."""

import shutil
import time
from pathlib import Path
from random import Random
from typing import Any

import msgspec

import stages
from flows.engine import digests, ledger
from flows.errors import KhabarError, UsageError
from flows.verify import books, changes, compare, damage
from flows.verify.builders import Builders
from flows.verify.building import Order, Outcome
from flows.verify.found import Fault, Tally
from flows.verify.options import Options
from flows.verify.store import digests_of
from flows.verify.tables import tables_of
from flows.verify.world import World

#: How often a change is drawn that a build can be made of, before another kind is taken.
_ATTEMPTS = 4

#: Of the kills, how many are told their instant by the clock rather than by a step on the disk; how many of the others
#: are followed by damage, and how many by another kill.
_BY_CLOCK, _DAMAGED, _AGAIN = 0.3, 0.3, 0.3

#: Steps on the disk that a build with nothing to do takes, and about how many more for each partition that it computes.
_IDLE, _EACH = 60, 30


class Replay:
    """One verification, from the corpus as it came.

    Args:
        options: how.
        world: the copy.
        scratch: the folder that it lies in.
        builders: who builds.
    """

    def __init__(self, options: Options, world: World, scratch: Path, builders: Builders) -> None:
        self._options, self._world, self._scratch, self._builders = options, world, scratch, builders
        self.tally = Tally()
        #: The digest of the exported tables of the corpus as it came, once they were built.
        self.tables: str | None = None
        self._books = books.read(world.artifacts)
        self._nothing: dict[str, dict[str, str]] = {}
        self._steps, self._seconds = _IDLE, 0.0

    def run(self) -> Fault | None:
        """Replay all steps; end at the first fault, and return it.

        Raises:
            KhabarError: the corpus cannot be built as it is, by its owner's mistake.
        """
        options = self._options
        options.watch.begin("verify", options.steps + 1)
        fault = self._look(0, "none: the corpus as it came", self._build(), compared=options.first)
        options.watch.step()
        kinds = changes.dealt(options.kinds, Random(f"{options.seed} kinds"))  # noqa: S311 - to be drawn again
        for step in range(1, options.steps + 1):
            if fault is not None:
                return fault
            fault = self._step(step, next(kinds), Random(f"{options.seed} {step}"))  # noqa: S311 - likewise
            options.watch.step()
        if fault is None and (spoilt := self._world.store.changed(thoroughly=True)):
            fault = self._in_place(options.steps, "any", spoilt)
        return fault

    # -- a step -------------------------------------------------------------------------------------------------------

    def _step(self, step: int, kind: str, random: Random) -> Fault | None:
        compared = step % self._options.every == 0 or step == self._options.steps
        for attempt in range(_ATTEMPTS):
            before = self._world.state()
            if attempt == _ATTEMPTS - 1:
                kind = changes.INSTEAD
            kind, told, killed = self._change(kind, random)
            outcome = self._build()
            if outcome.error is not None and kind in changes.MAY_FAIL and self._fails_from_nothing():
                self._world.restore(before)
                self.tally.refused += 1
                continue
            self.tally.changes[kind] += 1
            if not killed and outcome.error is None:
                self._count(outcome)
            return self._look(step, told, outcome, compared=compared)
        raise AssertionError("the last attempt is of a kind that always holds")

    def _change(self, kind: str, random: Random) -> tuple[str, str, bool]:
        """Change the world; return the kind, what was done, and whether a build was killed after it."""
        kind, _, self._world.only = kind.partition("=")
        if kind != changes.KILL:
            told = changes.KINDS[kind](self._world, random)
            if told is None:
                kind, self._world.only = changes.INSTEAD, ""
                told = changes.KINDS[kind](self._world, random)
            return kind, told or "nothing, since there was nothing to change", False
        how = self._world.only or ("clock" if random.random() < _BY_CLOCK else "disk")
        _, told, _ = self._change(changes.of_content(random), random)
        return kind, f"{told}; {self._kill(how, random)}", True

    def _kill(self, how: str, random: Random) -> str:
        if how == "clock":
            self.tally.kills["at an instant"] += 1
            self._build(kill_after=random.random() * self._seconds)
            return "the build killed at an instant of the clock"
        told = []
        while True:
            number = random.randint(1, self._steps)
            killed = self._build(kill_before=number).killed
            self.tally.kills["before a step on the disk"] += killed
            told.append(f"the build {'killed' if killed else 'not killed, though it was to be,'} before step {number}")
            if (
                killed
                and (how == "torn" or random.random() < _DAMAGED)
                and (names := _last_written(self._world.artifacts))
            ):
                name, way = random.choice(names), random.choice(sorted(damage.WAYS))
                damage.spoil(self._world.artifacts / name, way)
                told.append(f"{name} damaged ({way})")
            if random.random() >= _AGAIN:
                return ", ".join(told)

    # -- builds -------------------------------------------------------------------------------------------------------

    def _build(self, kill_before: int | None = None, kill_after: float | None = None) -> Outcome:
        """Bring the artifacts up to date, or be killed on the way."""
        killing = kill_before is not None or kill_after is not None
        began = time.monotonic()
        outcome = self._built(self._world.artifacts, fresh=False, kill_before=kill_before, kill_after=kill_after)
        if not killing:
            self._seconds = time.monotonic() - began
        return outcome

    def _built(self, artifacts: Path, *, fresh: bool, **kill: Any) -> Outcome:
        order = Order(
            seeds=str(self._world.corpus.seeds),
            artifacts=str(artifacts),
            settings=self._world.settings,
            told=str(self._scratch / "told.json"),
            # A killed build is one process, so that its steps are in one order.
            workers=1 if any(value is not None for value in kill.values()) else self._options.workers,
            **kill,
        )
        tree = self._world.made_tree
        if tree is None or not tree.is_changed():
            return self._builders.build(order, self._options.code, "", fresh=fresh)
        return self._builders.build(order, tree.folder, tree.digest(), fresh=fresh)

    def _fails_from_nothing(self) -> bool:
        fresh = self._fresh()
        failed = self._built(fresh, fresh=True).error is not None
        shutil.rmtree(fresh, ignore_errors=True)
        return failed

    def _fresh(self) -> Path:
        fresh = self._scratch / "from-nothing" / "artifacts"
        shutil.rmtree(fresh, ignore_errors=True)
        return fresh

    def _count(self, outcome: Outcome) -> None:
        # As if one process had built: how many there are must change nothing here.
        self._steps = _IDLE + _EACH * sum(stage["computed"] for stage in outcome.stages)
        for stage in outcome.stages:
            self.tally.computed += stage["computed"]
            self.tally.reused += stage["reused"]
            self.tally.pruned += stage["pruned"]

    # -- looking ------------------------------------------------------------------------------------------------------

    def _look(self, step: int, change: str, outcome: Outcome, *, compared: bool) -> Fault | None:
        """Look at what a build left, and remember it."""
        if outcome.error is not None:
            if step == 0 and not outcome.fault:
                raise UsageError(
                    f"The corpus cannot be built as it is: {outcome.error.splitlines()[0].rstrip('.')}",
                    "Build it first: `khabar build`, or `dvc repro`.",
                )
            alone = "" if self._fails_from_nothing() else ", and a build from nothing does not"
            return Fault(
                "failed", step, change, f"The build ended with an error{alone}", tuple(outcome.error.split("\n"))
            )
        if step == 0:
            self._count(outcome)
            self.tables = tables_of(self._world.artifacts)
        if spoilt := self._world.store.changed():
            return self._in_place(step, change, spoilt)
        fault = self._of_books(step, change)
        artifacts = digests_of(self._world.artifacts)
        if fault is None and compared:
            fault = self._compare(step, change, artifacts)
        if fault is None:
            for name, digest in artifacts.items():
                self._world.store.keep(self._world.artifacts / name, digest)
        self._world.past.append(self._world.state(artifacts))
        return fault

    def _compare(self, step: int, change: str, made: dict[str, str]) -> Fault | None:
        world = self._world
        tree = world.made_tree.digest() if world.made_tree else ""
        settings = msgspec.json.encode(world.settings, order="sorted")
        state = digests.of_fields("state", [world.corpus.digest(), settings, tree])
        wanted, fresh = self._nothing.get(state), self._fresh()
        if wanted is None or made != wanted:
            outcome = self._built(fresh, fresh=True)
            if outcome.error is not None:
                detail = tuple(outcome.error.split("\n"))
                return Fault("failed", step, change, "A build from nothing ended with an error", detail)
            wanted = self._nothing[state] = digests_of(fresh)
        self.tally.comparisons += 1
        self.tally.files += len(wanted)
        self.tally.bytes += sum((world.artifacts / name).stat().st_size for name in made)
        found = compare.first(world.artifacts, made, fresh, wanted)
        if found is None:
            shutil.rmtree(fresh, ignore_errors=True)
            return None
        others = f"; {found.others} other files differ too" if found.others else ""
        place = compare.place_of(found.path)
        return Fault("difference", step, change, f"{found.path} {found.what}{others}", found.detail, place)

    def _of_books(self, step: int, change: str) -> Fault | None:
        world = self._world
        now = books.read(world.artifacts)
        tree = world.made_tree
        folder = tree.folder if tree is not None else self._options.code
        versions = tree.versions if tree is not None else None
        wrong = books.wrong(now, folder, world.settings, versions)
        if wrong:
            return Fault("ledger", step, change, wrong[0], tuple(wrong[1:4]))
        kept = books.carried_over(self._books, now)
        self._books = now
        if kept:
            return Fault("carried_over", step, change, kept[0], tuple(kept[1:4]))
        return None

    def _in_place(self, step: int, change: str, spoilt: list[str]) -> Fault:
        for state in reversed(self._world.past):
            names = [name for name, digest in state.artifacts.items() if digest in spoilt]
            if names:
                return Fault(
                    "in_place",
                    step,
                    change,
                    f"{names[0]} was written in place: other links to its bytes, such as DVC's, changed with it",
                    (),
                    compare.place_of(names[0]),
                )
        raise KhabarError("Bytes that were kept in the scratch folder have changed", "Leave it to the command alone.")


def _last_written(artifacts: Path) -> list[str]:
    """Return what killed builds have written by their own account: it is what a crash leaves torn."""
    named = {
        f"{name}/{path}"
        for name in stages.NAMES
        for entry in ledger.read_journal(artifacts / name).values()
        for path in entry.files
    }
    return sorted(path for path in named if (artifacts / path).is_file()) or list(digests_of(artifacts))
