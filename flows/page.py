"""The page of a corpus: where it is, and the address that shows what came in since an earlier version."""

from pathlib import Path
from urllib.parse import quote, urlencode

from flows import bulletin, versions
from flows.errors import UsageError
from flows.git import Git
from flows.versions import Workspace

#: Articles that an address names: some twenty characters each.
NAMED = 500


def path_of(artifacts: Path) -> Path:
    """Return the page.

    Raises:
        UsageError: it has not been made.
    """
    path = artifacts / "report" / "index.html"
    if not path.is_file():
        raise UsageError(f"{path} is not there", "Make it with `khabar build` (or `dvc repro`).")
    return path


def address_of(artifacts: Path, since: str | None = None) -> str:
    """Return what a browser opens: the page, at what is new since a version where there is an earlier one.

    Args:
        artifacts: the folder of all stages.
        since: the version, or any revision of git; None for the one published last, if the folder is of a repository
            that has published one.

    Raises:
        UsageError: there is no page, or no such version; or the folder is no repository's and a version is asked for.
        CorruptError: the bytes of that version are neither in DVC's cache nor in a remote.
    """
    page = path_of(artifacts).resolve().as_uri()
    root = artifacts.resolve().parent
    before = since or _last(root)
    if before is None or artifacts.resolve() != root / "artifacts":
        if since is not None:
            raise UsageError(f"{artifacts} is not the folder of a repository", "Leave out --since.")
        return page
    new = bulletin.fresh(versions.snapshot(Git(root), before), Workspace(root))
    query = urlencode({"all": len(new), "ids": ",".join(new[:NAMED])}, safe=",")
    return f"{page}#/since/{quote(before, safe='')}?{query}"


def _last(root: Path) -> str | None:
    try:
        found = versions.latest(Git(root))
    except UsageError:  # no repository: nothing is published
        return None
    return found.name if found else None
