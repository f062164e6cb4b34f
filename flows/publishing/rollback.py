"""Putting an earlier version in front again. History moves forward: what was wrong stays where it can be looked at.

The new version is a commit whose ``dvc.lock`` and report are those of the earlier one, so that `git pull` and
`dvc pull` give everybody the earlier bytes. Articles, params and code stay as they are: none is lost.

That is why publishing is then on hold. The next build starts from the same articles and rules and would give the
version that was rolled back; a schedule would publish it the same night. The gate refuses until a person has mended
what was wrong and says so: ``khabar publish --force REASON``.
"""

from collections.abc import Callable
from pathlib import Path

from flows import versions
from flows.engine import files, lock
from flows.erase.journal import Journal
from flows.errors import UsageError
from flows.publishing import checks, profile, run
from flows.publishing.publication import Draft, Outcome, Place
from flows.publishing.run import Steps
from flows.versions import Version


def rollback(
    root: Path,
    rev: str,
    *,
    reason: str | None = None,
    push: bool = True,
    remote: str | None = None,
    git_remote: str | None = None,
    wait: float = 0.0,
    tell: Callable[[str], None] = lambda _holder: None,
) -> Outcome:
    """Publish an earlier version again, and put its tables in place.

    Args:
        root: the repository.
        rev: the earlier version, such as corpus-3.
        reason: why; stands in the messages of commit and tag.
        push: whether it leaves this machine.
        remote: DVC's remote for the bytes; its default one where None.
        git_remote: git's remote; ``origin`` where None, if there is one.
        wait: seconds to wait for another run in the workspace.
        tell: is called with that run once.

    Raises:
        UsageError: there is no such version, its stages leave other files than those of dvc.yaml do now, or it holds
            an article that was taken down since.
        DataError: its bytes cannot be had; nothing has changed.
        KhabarError: see `flows.errors`; the same call goes on from there.
    """
    place = Place.of(root, push=push, remote=remote, git_remote=git_remote)
    with lock.claimed(place.git.root / "artifacts", "khabar rollback", wait=wait, tell=tell):
        there = run.look(place)
        target, last = _find(place, rev)
        if target == last:
            raise UsageError(f"{rev} is the version published last", "`khabar versions` lists those before it.")
        _same_layout(place, target)
        _nothing_erased(place, target)
        place.storage.bring(target.name)
        _nothing_erased(place, target)  # now also by the lists that were only at the remote
        again = checks.rolled_back_to(place.git, last) == target.name
        waiting = run.pending(place, there)
        if push and not again:
            run.push_data(place, [*waiting, target.name])
        # From here on the workspace changes; whatever ends this is gone on from by the same call.
        _put(place, target)
        if again:
            pushed = run.finish(place, Steps(), there, last)
            sentence = f"{last.name} is {target.name} already"
            return Outcome(last, new=False, sentence=sentence, verdict=None, pushed=pushed)
        draft = _draft(place, target, last, reason)
        version = run.record(place, draft)
        if place.upstream:
            run.push_git(place, run.pending(place, there))
        pushed = [*waiting, version.name] if push else []
        return Outcome(version, new=True, sentence=draft.sentence, verdict=None, pushed=pushed)


def _find(place: Place, rev: str) -> tuple[Version, Version]:
    """Return the version that is asked for, and the last one."""
    known = versions.published(place.git)
    found = [version for version in known if version.name == rev]
    if not found:
        listed = ", ".join(version.name for version in known) or "none yet"
        raise UsageError(f"{rev} is not a published version", f"Those published are: {listed}.")
    return found[0], known[-1]


def _same_layout(place: Place, target: Version) -> None:
    """Check that the earlier version has a place for each of its files: dvc.yaml, as code, stays as it is."""
    now, then = place.storage.layout(), place.storage.layout(target.name)
    if others := sorted(dict(now.items() ^ then.items())):
        raise UsageError(
            f"The stages of dvc.yaml leave other files than {target.name} has: {', '.join(others)}",
            f"Undo that change of the code first (`git log {target.name}.. -- dvc.yaml`). Whoever needs it at once "
            f"reads it with `git checkout {target.name}` and `dvc pull`.",
        )


def _nothing_erased(place: Place, target: Version) -> None:
    """Check that a version holds no article that was taken down since.

    Raises:
        UsageError: it does.
    """
    notes = Journal(place.git.root / "artifacts").read()
    held = {doc_id: entry.objects for doc_id, entry in notes.entries.items() if entry.objects}
    if not held:
        return
    there = place.storage.objects(target.name)
    if found := sorted(doc_id for doc_id, objects in held.items() if objects & there):
        raise UsageError(
            f"{target.name} holds what `khabar erase` has taken down since: {', '.join(found)}",
            "Roll back to a version that was published after that, or mend what is wrong and publish anew.",
        )


def _put(place: Place, target: Version) -> None:
    """Make the lock, the report and the artifacts those of the earlier version."""
    git = place.git
    earlier = versions.snapshot(git, target.name)
    for path in _owned(place):
        files.write(git.root / path, earlier.read(path), git.root / ".dvc" / "tmp")
    place.storage.checkout()


def _draft(place: Place, target: Version, last: Version, reason: str | None) -> Draft:
    sentence = f"back to {target.name}, in place of {last.name}; articles, params and code stay as they are"
    found = profile.of_version(place.git, target)
    hold = "Publishing is on hold until a person says `khabar publish --force`."
    details = f"{found.counts()}\n\n{hold}" if found else hold
    trailers = [(checks.ROLLED_BACK, target.name), *([("Reason", " ".join(reason.split()))] if reason else [])]
    return Draft(run.name_of_next(last), sentence, details, trailers, _owned(place))


def _owned(place: Place) -> list[str]:
    """Return what is put back: all of a version but the articles."""
    return ["dvc.lock", *place.storage.tracked()]
