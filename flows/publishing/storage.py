"""The few things that Khabar asks of DVC: what would run, which files git keeps, and the bytes of versions in its cache
and in a remote.

What DVC says of a remote is not taken on trust. `dvc push` succeeds where the cache lacks an object, with no more than
a warning, and passes over a folder whose list the remote has already, whatever became of the files; so the objects of
what is pushed are looked for, one by one, where they should be.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from dvc.config import RemoteConfigError
from dvc.exceptions import DvcException
from dvc.repo import Repo

from flows.errors import DataError, UsageError
from flows.git import Git

#: The folder of articles, and what DVC calls it where it keeps it.
SEEDS = "seeds"
SEEDS_FILE = f"{SEEDS}.dvc"


class Storage:
    """DVC's cache and one of its remotes.

    Args:
        git: the repository.
        remote: a remote of DVC; its default one where None.
    """

    def __init__(self, git: Git, remote: str | None = None) -> None:
        self._git = git
        self._remote = remote

    def remote(self) -> str:
        """Return the name of the remote.

        Raises:
            UsageError: there is none, or it keeps versions in a way of its own.
        """
        with self._repo() as repo:
            name: str | None = self._remote or repo.config["core"].get("remote")
            if name is None:
                raise UsageError(
                    "DVC has no default remote, so that nobody else could read what is published",
                    "Add one with `dvc remote add --default NAME URL`, name one with --remote, or publish on this "
                    "machine alone with --no-push.",
                )
            if name not in repo.config["remote"]:
                known = ", ".join(sorted(repo.config["remote"])) or "none yet"
                raise UsageError(f"DVC has no remote {name}", f"Its remotes are: {known}.")
            try:
                repo.cloud.get_remote_odb(name, "push")
            except RemoteConfigError as error:  # one of an object store that counts versions itself
                raise UsageError(
                    f"The remote {name} cannot be used: {_told(error)}",
                    "Take one without `version_aware` and `worktree`: git keeps the versions.",
                ) from error
        return name

    def stale(self) -> dict[str, str]:
        """Return the stages that DVC would run, with what it sees changed."""
        with self._repo() as repo, _explained("DVC cannot tell what would run"):
            found: dict[str, list[Any]] = repo.status()
        # A file of DVC's own, such as seeds.dvc, is brought up to date when a version is published.
        # Stages are named by their place too, where the process stands elsewhere.
        return {name.rpartition(":")[2]: _changes(told) for name, told in found.items() if not name.endswith(".dvc")}

    def tracked(self) -> list[str]:
        """Return the files that stages leave to git: metrics, plots, the profile."""
        with self._repo() as repo, _explained("dvc.yaml or dvc.lock cannot be read"):
            return sorted(_path(out) for out in _made(repo) if not out.use_cache)

    def layout(self, rev: str | None = None) -> dict[str, bool]:
        """Return what the stages leave, in the workspace or in a revision, and whether DVC keeps it."""
        with self._repo() as repo, _explained("dvc.yaml or dvc.lock cannot be read"), _at(repo, rev):
            return {_path(out): out.use_cache for out in _made(repo)}

    def settle_seeds(self) -> None:
        """Let DVC take in the articles as they are, where it is DVC that keeps them."""
        if (self._git.root / SEEDS_FILE).is_file():
            with self._repo() as repo, _explained(f"DVC cannot take in {SEEDS}"):
                repo.commit(str(self._git.root / SEEDS_FILE), force=True)

    def push(self, revs: Sequence[str] = ()) -> None:
        """Bring all bytes of some revisions, or (none) of the workspace to the remote, and see that they are there.

        Raises:
            DataError: they cannot be brought there, or some are not in the cache.
        """
        name = self.remote()
        what = ", ".join(revs) or "the workspace"
        with self._repo() as repo, _explained(f"The bytes of {what} cannot be brought to the remote {name}"):
            repo.push(remote=name, revs=list(revs) or None, workspace=not revs)
            wanted = set()
            for rev in revs or (None,):
                with _at(repo, rev):
                    wanted |= _objects(repo.index.outs)
            if missing := _brought_again(wanted, repo.cache.local, repo.cloud.get_remote_odb(name, "push")):
                raise DataError(
                    f"{len(missing):,} of {len(wanted):,} objects of {what} are neither in DVC's cache nor in the "
                    f"remote {name}",
                    "Run `dvc commit` to take them from the workspace, or build again; then try again.",
                )

    def bring(self, rev: str) -> None:
        """See that the cache has all bytes of a revision; what it lacks is fetched from the remote.

        Raises:
            DataError: they are neither here nor there.
        """
        with self._repo() as repo, _explained(f"The bytes of {rev} cannot be fetched"):
            if self._lacks(repo, rev):
                # Not `fetch`: it takes paths from where the process stands, and without any brings the articles too.
                with _at(repo, rev):
                    wanted = [out.get_used_objs(remote=self._remote) for out in _made(repo) if out.use_cache]
                    objects = {info for by_store in wanted for found in by_store.values() for info in found}
                repo.cloud.pull(objects, remote=self._remote)
            if lacking := self._lacks(repo, rev):
                raise DataError(
                    f"The bytes of {lacking[0]} of {rev} are neither in DVC's cache nor in a remote",
                    "Name the remote that has them with --remote.",
                )

    def objects(self, rev: str) -> set[str]:
        """Return the names of the objects that a revision is made of, as far as the lists of its folders are here."""
        with self._repo() as repo, _explained(f"DVC cannot tell what {rev} is made of"), _at(repo, rev):
            return _objects(_made(repo))

    def checkout(self) -> None:
        """Make what the stages leave what dvc.lock says; the seeds stay as they are.

        Raises:
            DataError: it cannot be done.
        """
        with self._repo() as repo, _explained("DVC cannot put the artifacts in place"):
            # Forced: what a stage made is no loss, as it can be made again.
            repo.checkout(targets=[str(out.fspath) for out in _made(repo) if out.use_cache], force=True)

    @staticmethod
    def _lacks(repo: Any, rev: str) -> list[str]:
        with _at(repo, rev):
            return sorted(_path(out) for out in _made(repo) if out.use_cache and out.changed_cache())

    @contextmanager
    def _repo(self) -> Iterator[Any]:
        """Give DVC's view of the repository as it is now: it does not see what changes while it is open."""
        try:
            repo = Repo(str(self._git.root), _wait_for_lock=True)
        except DvcException as error:
            raise UsageError(
                f"{self._git.root} is not a repository of DVC: {_told(error)}", "Go to one, or name it with --root."
            ) from error
        with repo:
            yield repo


@contextmanager
def _at(repo: Any, rev: str | None) -> Iterator[None]:
    """Show a revision instead of the workspace."""
    if rev is None:
        yield
        return
    with repo.switch(rev):
        yield


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """Give errors of DVC and of whatever its remotes are made of in our words."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        raise DataError(f"{what}: {_told(error)}", "Mend that, and run the same command again.") from error


def _told(error: BaseException) -> str:
    """Return an error in one line, or, where it says nothing, what it comes from."""
    words = " ".join(str(error).split()) or type(error).__name__
    cause = error.__cause__
    return (f"{words} ({_told(cause)})" if cause else words).rstrip(".")


def _made(repo: Any) -> Iterator[Any]:
    """Yield the outputs of stages, as against what people put under DVC."""
    return (out for out in repo.index.outs if not out.stage.is_data_source)


def _path(out: Any) -> str:
    _, key = out.index_key
    return "/".join(key)


def _objects(outs: Iterable[Any]) -> set[str]:
    """Return the names of all objects that outputs are made of."""
    found = set()
    for out in outs:
        if not out.use_cache or not out.hash_info:
            continue
        found.add(out.hash_info.value)
        if out.hash_info.isdir:
            found |= {info.value for _, _, info in out.get_obj() or ()}
    return found


def _brought_again(wanted: set[str], cache: Any, store: Any) -> set[str]:
    """Look for objects in a remote, and bring those there that it lacks; return those that the cache lacks too."""
    absent = wanted - set(store.oids_exist(wanted))
    for oid in sorted(absent, key=_lists_last):
        if cache.exists(oid):
            store.add(cache.oid_to_path(oid), cache.fs, oid)
    return absent - set(store.oids_exist(absent)) if absent else absent


def _lists_last(oid: str) -> tuple[bool, str]:
    """Order objects so that the list of a folder comes after its files: whoever finds the list takes them for there."""
    return oid.endswith(".dir"), oid


def _changes(told: list[Any]) -> str:
    """Return in one line what DVC sees changed of a stage."""
    parts = []
    for each in told:
        if isinstance(each, str):
            parts.append(each)
        else:
            parts += [f"{path}: {how}" for changed in each.values() for path, how in changed.items()]
    return ", ".join(parts)
