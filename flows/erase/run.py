"""An erase from start to end, in an order in which it can be killed at any instant and called again.

First everything is found out: what is meant, what it is looked for by, where it is. Then that is noted. Then the
sources go. What comes after (the build, the search, DVC's cache) can be done again as often as need be, and the notes
stay until it has been done.
"""

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import stages
from flows import build, params
from flows.engine import lock
from flows.engine.stage import Place, Watch
from flows.erase import cutting, evidence, needles, remains
from flows.erase.article import Article, Told
from flows.erase.built import Built, Copy
from flows.erase.evidence import Evidence
from flows.erase.held import Seeds
from flows.erase.journal import Entry, Journal, Notes
from flows.erase.needles import Needles
from flows.erase.proof import Proof
from flows.erase.targets import Finder, Meant
from flows.erase.workspace import workspace_of
from flows.errors import ChangedError, KhabarError

if TYPE_CHECKING:
    from flows.erase.store import Store  # with DVC, which takes a third of a second to import

#: What others are told that wait for the artifacts.
_WHAT = "khabar erase"


@dataclass(frozen=True)
class Options:
    """How to erase.

    Attributes:
        copies: take the articles of the same stories along.
        purge_remotes: delete DVC's objects that held them from the remotes too.
        also: more folders to look into: inboxes, backups.
        workers, scheduler, wait: as for a build.
        params_path: where the settings come from.
        watch: is told how far the build is.
    """

    copies: bool = False
    purge_remotes: bool = False
    also: tuple[Path, ...] = ()
    workers: int | None = None
    scheduler: str | None = None
    wait: float = 0.0
    params_path: Path | None = None
    watch: Watch | None = None


@dataclass
class Plan:
    """What would go.

    Attributes:
        meant: the articles, and how they are taken out of the seeds.
        copies: articles of the same stories that stay.
        resumed: articles of an earlier erase that was not finished, whose sources are gone.
        unfinished: doc_ids of such whose sources are there still, or again: they are left alone, and forgotten.
    """

    meant: Meant
    copies: list[Copy] = field(default_factory=list)
    resumed: list[Article] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)

    @property
    def articles(self) -> dict[str, Article]:
        """All articles by doc_id."""
        return self.meant.articles | {each.doc_id: each for each in self.resumed}


def plan(targets: Sequence[str], place: Place, settings: Mapping[str, Any], options: Options) -> Plan:
    """Return what would go, without changing anything.

    Raises:
        UsageError: a target names nothing, or several articles.
    """
    return _Erase(targets, place, settings, options).plan()


def look(targets: Sequence[str], place: Place, settings: Mapping[str, Any], options: Options) -> Proof:
    """Return what would go and where it is found, without changing anything.

    Raises:
        UsageError: a target names nothing, or several articles, or a record cannot be cut out.
    """
    work = _Erase(targets, place, settings, options)
    with ExitStack() as stack:
        store = work.store(stack)
        planned = work.plan()
        proof = work.proof(planned)
        with cutting.prepared(planned.meant, work.seeds) as cut:
            work.before(planned, cut, store, proof)
    return proof


def erase(
    targets: Sequence[str],
    place: Place,
    settings: Mapping[str, Any],
    options: Options,
    agreed: set[str] | None = None,
) -> Proof:
    """Erase articles, build again, and prove that they are gone.

    Args:
        targets: each a doc_id or its first characters, a path below the seeds, or ``file#record``.
        place: the seeds and the artifacts.
        settings: the mappings of a params file; see `params.read`.
        options: how.
        agreed: the doc_ids that somebody agreed to; with others, nothing is done.

    Raises:
        UsageError: a target names nothing, or several articles, or a record cannot be cut out; nothing was changed.
        ChangedError: the seeds changed meanwhile.
        KhabarError: the build failed; the sources are gone, and the same call goes on from there.
    """
    with lock.claimed(place.artifacts, _WHAT, wait=options.wait, tell=_waiting), ExitStack() as stack:
        work = _Erase(targets, place, settings, options)
        store = work.store(stack)
        planned = work.plan()
        if agreed is not None and agreed != planned.articles.keys():
            raise ChangedError("The corpus changed while you were asked", "Nothing was erased: run the command again.")
        proof = work.proof(planned)
        # The work lock is let go of for the build, which takes it itself.
        with (
            lock.held(place.artifacts, _WHAT, wait=options.wait, tell=_waiting),
            cutting.prepared(planned.meant, work.seeds) as cut,
        ):
            found = work.before(planned, cut, store, proof)
            links = remains.of_links(planned.meant, work.seeds, store.cache if store else None)
            work.note(planned)
            cut.carry_out()
        work.rebuild(store)
        with lock.held(place.artifacts, _WHAT, wait=options.wait, tell=_waiting):
            work.after(planned, found, store, proof)
            proof.remains += links
    return proof


class _Erase:
    """The state of one erase."""

    def __init__(self, targets: Sequence[str], place: Place, settings: Mapping[str, Any], options: Options) -> None:
        self._targets, self._place, self._settings, self._options = targets, place, settings, options
        checked = params.of_stage(stages.load("clean"), settings, options.params_path)
        self.seeds = Seeds(place.seeds, checked["read"])
        self._built = Built(place.artifacts)
        self.journal = Journal(place.artifacts)
        self.notes: Notes = self.journal.read()
        self._root = workspace_of(place)

    def store(self, stack: ExitStack) -> "Store | None":
        """Return DVC's part of the workspace, open as long as ``stack``; None in a plain folder."""
        if self._root is None:
            return None
        from flows.erase.store import Store  # noqa: PLC0415 - with DVC, which plain folders do without

        return stack.enter_context(Store(self._root))

    def plan(self) -> Plan:
        """Find out what is meant."""
        known = {doc_id: entry.article for doc_id, entry in self.notes.entries.items()}
        finder = Finder(self.seeds, self._built, known)
        for wanted in self._targets:
            finder.add(wanted)
        copies = self._built.copies(finder.meant.articles)
        while self._options.copies and copies:
            finder.add_ids(copy.doc_id for copy in copies)
            copies = [copy for copy in self._built.copies(finder.meant.articles) if copy not in copies]
        planned = Plan(finder.meant, copies)
        for doc_id, entry in self.notes.entries.items():
            if doc_id in finder.meant.articles or entry.proven:
                continue
            if finder.is_there(entry.article):
                planned.unfinished.append(doc_id)
            else:
                planned.resumed.append(entry.article)
        return planned

    def proof(self, planned: Plan) -> Proof:
        """Return the record, with what is known before the search."""
        return Proof(
            sorted(planned.articles.values(), key=lambda each: (each.source, each.doc_id)),
            copies=planned.copies,
            unfinished=planned.unfinished,
            at=dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        )

    def before(self, planned: Plan, cut: cutting.Cut, store: "Store | None", proof: Proof) -> Evidence:
        """Look for the articles while they are there, so that not finding them later says something."""
        entries = self._entries(planned)
        found = Evidence(Needles.union(entry.needles for entry in entries), self._place, self._options.workers)
        found.set_apart(self.seeds, self._built, planned.articles, cut.ready, planned.meant.files)
        counts = found.search(store)
        for entry in entries:
            for group, count in counts.items():
                entry.before[group] = max(count, entry.before.get(group, 0))
            entry.objects |= found.objects
        proof.before = evidence.merged(entry.before for entry in entries)
        proof.mentions = found.mentions
        proof.needles, proof.shared = found.needles.counts(), found.shared()
        expected = f"{self._place.artifacts.name}/clean/articles"
        if self._built.of(planned.articles) and expected not in proof.before:
            proof.unseen.append(expected)
        return found

    def note(self, planned: Plan) -> None:
        """Note what is begun; what an earlier erase began and did not do is for whoever asks for it again."""
        for doc_id in planned.unfinished:
            del self.notes.entries[doc_id]
        self.journal.write(self.notes)

    def _entries(self, planned: Plan) -> list[Entry]:
        """Return the notes on all articles that go, with all that is known of them by now."""
        told: dict[str, list[Told]] = {}
        for source in sorted(planned.meant.files | planned.meant.records.keys()):
            held = self.seeds.held(source)
            if held is None:
                continue
            wanted = planned.meant.records.get(source) or ({*held.records} if held.is_batch else {held.file.key})
            for doc_id, each in held.told(wanted):
                told.setdefault(doc_id, []).append(each)
            if held.is_batch and source in planned.meant.files:
                told.setdefault(held.batch.id, []).append(Told(sha256=held.file.sha256))
        for doc_id, each in self._built.told(planned.articles):
            told.setdefault(doc_id, []).append(each)
        for doc_id, article in planned.articles.items():
            entry = self.notes.entries.setdefault(doc_id, Entry(article, Needles()))
            entry.needles = Needles.union([entry.needles, needles.of(article, told.get(doc_id, ()))])
            entry.article, entry.proven = article, False
        return [self.notes.entries[doc_id] for doc_id in planned.articles]

    def rebuild(self, store: "Store | None") -> None:
        """Build all tables again.

        Raises:
            KhabarError: it failed.
        """
        options = self._options
        try:
            if store is not None:
                store.reproduce(options.scheduler)
            else:
                build.run(
                    stages.NAMES,
                    self._place,
                    self._settings,
                    workers=options.workers,
                    scheduler=options.scheduler,
                    wait=options.wait,
                    watch=options.watch,
                    params_path=options.params_path,
                )
        except KhabarError as error:
            again = "The sources are gone already: then run the same `khabar erase` again, and it goes on from here."
            raise type(error)(error.what, f"{error.then}\n{again}") from error

    def after(self, planned: Plan, found: Evidence, store: "Store | None", proof: Proof) -> None:
        """Look for the articles where nothing of them may be, take them out of DVC's cache, tell what remains."""
        entries = [self.notes.entries[doc_id] for doc_id in planned.articles]
        found.compare_again(self.seeds, Built(self._place.artifacts), planned.articles)
        if store is not None:
            held = found.in_cache(store)
            for entry in entries:
                entry.objects |= found.objects
            # What is deleted must be known to a run that goes on from here: remotes are asked for it.
            self.journal.write(self.notes)
            proof.deleted = store.delete(held)
            store.forget(found.needles, found.seeds)
        found.search(store)
        proof.after = found.found
        proof.needles, proof.shared = found.needles.counts(), found.shared()
        objects = {oid for entry in entries for oid in entry.objects}
        again = remains.command(proof.articles)
        left = evidence.Elsewhere(found, self._root, self._options.also)
        proof.remains, proof.remotes, open_questions = left.told(
            store, objects, again, purge=self._options.purge_remotes
        )
        self._settle(entries, proof, keep=open_questions)

    def _settle(self, entries: list[Entry], proof: Proof, *, keep: bool) -> None:
        """Note what is still to be done."""
        for entry in entries:
            if proof.holds and not keep:
                del self.notes.entries[entry.article.doc_id]
            elif proof.holds:
                entry.settle()
        self.journal.write(self.notes)


def _waiting(holder: str) -> None:
    sys.stderr.write(f"khabar: waiting for {holder}\n")
    sys.stderr.flush()
