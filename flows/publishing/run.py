"""Publishing a version: what the gate lets through goes to DVC's remote, into git, under a tag, and to git's remote.

In that order, so that nobody can see a version whose bytes are missing. A refusal leaves all of it as it was. Whatever
was done before an end in the middle is found by the next call, which goes on from there: bytes that are there are not
sent again, and a version that is committed or tagged is not made twice.

A version is a commit of ``dvc.lock``, of the report's files in git, and of the articles (or of ``seeds.dvc``), with an
annotated tag that says what changed and how the gate found it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flows import diff, versions
from flows.engine import lock
from flows.errors import ChangedError, CorruptError, GateError, UsageError
from flows.git import Git
from flows.publishing import checks, profile
from flows.publishing.profile import Profile
from flows.publishing.publication import PUBLISHED_AS, Draft, Outcome, Place
from flows.publishing.storage import SEEDS, SEEDS_FILE
from flows.publishing.verdict import Verdict
from flows.versions import Version, Workspace

# -- the steps, in their order; `flows.publish` makes a Prefect task of each -------------------------------------------


def look(place: Place) -> set[str]:
    """Learn which versions git's remote has; see `Upstream.look`. On the network."""
    return place.upstream.look() if place.upstream else set()


def judge(place: Place, force: str | None) -> Verdict:
    """Return how the gate finds the workspace, if it may be published; see `allow`."""
    return allow(checks.judge(place.git), force)


def allow(verdict: Verdict, force: str | None) -> Verdict:
    """Return a verdict with which a version may be published.

    Raises:
        GateError: it refuses, and there is no reason that overrules it, or none can.
    """
    if not verdict.passed and not (force and verdict.forceable):
        raise GateError(f"The corpus is refused: {verdict.reasons}", checks.remedy(verdict))
    return verdict


def push_data(place: Place, revs: list[str]) -> None:
    """Bring the bytes of versions, or (none) of the workspace to DVC's remote; see `Storage.push`. On the network."""
    place.storage.push(revs)


def record(place: Place, draft: Draft) -> Version:
    """Commit and tag a version. If an earlier call came as far as the commit, that is the one that is tagged."""
    git = place.git
    commit = _committed(git, draft) or git.commit(draft.message, draft.paths)
    git.tag(draft.name, draft.annotation, commit)
    return Version(int(draft.name.removeprefix(versions.PREFIX)), commit)


def push_git(place: Place, names: list[str]) -> None:
    """Bring branch and tags to git's remote; see `Upstream.push`. On the network."""
    if place.upstream:
        place.upstream.push(names)


@dataclass(frozen=True)
class Steps:
    """The steps as they are run; Prefect runs them as tasks."""

    look: Callable[[Place], set[str]] = look
    judge: Callable[[Place, str | None], Verdict] = judge
    push_data: Callable[[Place, list[str]], None] = push_data
    record: Callable[[Place, Draft], Version] = record
    push_git: Callable[[Place, list[str]], None] = push_git


def _silent(_holder: str) -> None:
    """Tell nobody."""


def publish(
    root: Path,
    *,
    force: str | None = None,
    push: bool = True,
    remote: str | None = None,
    git_remote: str | None = None,
    wait: float = 0.0,
    tell: Callable[[str], None] = _silent,
    steps: Steps | None = None,
) -> Outcome:
    """Publish what is built, if it passes the gate and differs from the version published last.

    Args:
        root: the repository.
        force: why it is published although the gate refuses it; stands in the messages of commit and tag.
        push: whether the version leaves this machine.
        remote: DVC's remote for the bytes; its default one where None.
        git_remote: git's remote; ``origin`` where None, if there is one.
        wait: seconds to wait for another run in the workspace.
        tell: is called with that run once.
        steps: how each step is run.

    Raises:
        GateError: the gate refuses it; nothing has changed.
        ChangedError: somebody else published, or articles changed, meanwhile.
        KhabarError: see `flows.errors`; the same call goes on from there.
    """
    steps = steps or Steps()
    if force is not None and not force.strip():
        raise UsageError("The reason to overrule the gate is empty", "Say why: --force REASON; it is recorded.")
    force = " ".join(force.split()) if force else None
    place = Place.of(root, push=push, remote=remote, git_remote=git_remote)
    with lock.claimed(place.git.root / "artifacts", "khabar publish", wait=wait, tell=tell):
        there = steps.look(place)
        last = versions.latest(place.git)
        if last is not None and unchanged(place, last, paths(place)):
            pushed = finish(place, steps, there, last)
            return Outcome(last, new=False, sentence=_nothing_new(place, last), verdict=None, pushed=pushed)
        verdict = steps.judge(place, force)
        draft = _draft(place, last, verdict, force)
        place.storage.settle_seeds()
        waiting = pending(place, there)
        if push:
            if waiting:
                steps.push_data(place, waiting)
            steps.push_data(place, [])
        _still_built(place)
        version = steps.record(place, draft)
        if place.upstream:
            steps.push_git(place, pending(place, there))
        pushed = [*waiting, version.name] if push else []
        return Outcome(version, new=True, sentence=draft.sentence, verdict=verdict, pushed=pushed)


def finish(place: Place, steps: Steps, there: set[str], last: Version) -> list[str]:
    """Bring the versions to the remotes that are here alone; return them.

    Args:
        place: what and where to.
        steps: how each step is run.
        there: the versions that git's remote has.
        last: the version that the workspace is.
    """
    # Without a git remote nobody can tell what was brought away; to look costs little where it was.
    names = pending(place, there) if place.upstream else [last.name]
    if place.push and names:
        steps.push_data(place, names)
        steps.push_git(place, names)
        return names
    return []


def paths(place: Place) -> list[str]:
    """Return what a version consists of in git: the lock, the report, and the articles or what DVC says of them."""
    git = place.git
    found = ["dvc.lock", *place.storage.tracked()]
    if (git.root / SEEDS_FILE).is_file():
        return [*found, SEEDS_FILE]
    # Articles that git is told to ignore are somebody else's to keep.
    seeds = git.run("ls-files", "--cached", "--others", "--exclude-standard", "--directory", "--", SEEDS)
    return [*found, SEEDS] if seeds else found


def unchanged(place: Place, version: Version, own: list[str]) -> bool:
    """Say whether some paths are in the workspace what they are in a version."""
    if place.git.run("diff", "--name-only", version.commit, "--", *own):
        return False
    return not place.git.run("ls-files", "--others", "--exclude-standard", "--", *own)


def name_of_next(last: Version | None) -> str:
    """Return the tag of the version after one."""
    return Version(last.number + 1 if last else 1, "").name


def pending(place: Place, there: set[str]) -> list[str]:
    """Return the versions that git's remote does not have; none where there is no remote."""
    known = versions.published(place.git) if place.upstream else []
    return [version.name for version in known if version.name not in there]


def _nothing_new(place: Place, last: Version) -> str:
    stale = place.storage.stale()
    hint = f"; {', '.join(stale)} would run: build first with `dvc repro`" if stale else ""
    return f"nothing has changed since {last.name}{hint}"


def _draft(place: Place, last: Version | None, verdict: Verdict, force: str | None) -> Draft:
    now = profile.of_workspace(place.git)
    if now is None:
        raise GateError(f"{profile.PATH} has gone", "Run `dvc repro`, then publish again.")
    trailers = [("Forced", force), *(("Refused", row.reason) for row in verdict.refused)] if verdict.refused else []
    sentence = _sentence(place, last, now)
    told = [(name, value) for name, value in trailers if value]
    details = f"{now.counts()}\n\n{verdict.text()}"
    return Draft(name_of_next(last), sentence, details, told, paths(place))


def _sentence(place: Place, last: Version | None, now: Profile) -> str:
    if last is None:
        return f"first version; {now.counts()}"
    try:
        return diff.between(versions.snapshot(place.git, last.name), Workspace(place.git.root)).sentence()
    except (CorruptError, UsageError):
        # Neither cache nor default remote has the earlier bytes, or they are those of another format of Khabar. What
        # they counted is in git.
        before = profile.of_version(place.git, last)
        then = f"; before {before.counts()}" if before else ""
        return f"articles not compared with {last.name}, whose bytes are not at hand; {now.counts()}{then}"


def _still_built(place: Place) -> None:
    """Look again before the commit: bringing bytes away takes minutes, in which somebody may add an article.

    Raises:
        ChangedError: DVC would run a stage.
    """
    if stale := place.storage.stale():
        told = ", ".join(f"{stage} ({why})" for stage, why in stale.items())
        raise ChangedError(
            f"The workspace changed while it was being published: {told}", "Run `dvc repro`, then publish again."
        )


def _committed(git: Git, draft: Draft) -> str | None:
    """Return the commit of a version that has no tag yet, if there is one with what stands in the workspace."""
    found = git.run("log", "--format=%H", f"--grep=^{PUBLISHED_AS}: {draft.name}$", "HEAD")
    for commit in found.split():
        if not git.run("diff", "--name-only", commit, "--", *draft.paths) and not git.changed(*draft.paths):
            return commit
    return None
