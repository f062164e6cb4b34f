"""A workspace whose versions are published: built in this process, seen by DVC as after `dvc repro`."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from dvc.repo import Repo

import stages
from flows import build, params
from flows.cli import main
from flows.engine.stage import Place
from tests.support.workspace import call, commit, make

ARTICLE = (
    "LAHORE, (Indus Wire / Test - {day}th May, 2021 ) :The board of the {name} met on Monday and agreed on Rs {day} "
    "crore for the {name}, its secretary said. Work on the {name} will begin in June.\n"
)


#: The folders of articles that are kept: every object costs a request on its way out and in.
_KEPT = ("indus-wire", "karachi-ledger", "ravi-herald", "techbaithak")


def make_small(home: Path) -> Path:
    """Make a workspace of 15 articles in four folders."""
    make(home)
    for path in sorted((home / "seeds").iterdir()):
        if path.is_dir() and path.name not in _KEPT:
            shutil.rmtree(path)
    commit(home, "Fewer articles")
    return home


def write(workspace: Path, name: str, day: int = 4) -> Path:
    """Put an article into the seeds."""
    path = workspace / "seeds" / "indus-wire" / f"{name}.txt"
    path.write_text(ARTICLE.format(name=name, day=day))
    return path


def built(workspace: Path) -> None:
    """Bring the tables up to date. DVC then takes in what stands there, which leaves the lock that a run leaves."""
    place = Place(workspace / "seeds", workspace / "artifacts")
    build.run(stages.NAMES, place, params.read(workspace / "params.yaml"), workers=1)
    with Repo(str(workspace)) as repo:
        repo.commit(force=True)


def khabar(workspace: Path, command: str, *arguments: str) -> Result:
    """Run a command on a workspace, from wherever this process stands."""
    return CliRunner().invoke(main, [command, *arguments, "--root", str(workspace)])


def done(workspace: Path, command: str, *arguments: str) -> dict[str, Any]:
    """Run a command that must succeed; return what it tells programs."""
    result = khabar(workspace, command, *arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def counted(workspace: Path, table: str) -> int:
    """Return the rows of an exported table, by the report."""
    found = json.loads((workspace / "artifacts" / "report" / "profile.json").read_text())
    return int(found["tables"][table]["rows"])


def refs(repository: Path) -> str:
    """Return all branches and tags of a repository with what they point at."""
    return call(repository, "git", "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags")


def message(workspace: Path, name: str) -> str:
    """Return the message of a tag."""
    return call(workspace, "git", "tag", "--list", "--format=%(contents)", name)


def trailers(text: str) -> dict[str, list[str]]:
    """Return the trailers of a message by name."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^([A-Z][a-z-]+): (.*)$", text.strip().rpartition("\n\n")[2], re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def tables(workspace: Path) -> dict[str, bytes]:
    """Return the bytes of every exported file."""
    folder = workspace / "artifacts" / "export"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if not _hidden(path)}


def _hidden(path: Path) -> bool:
    return path.is_dir() or path.name.startswith(".")


def clone(upstream: Path, home: Path, remote: dict[str, str]) -> Path:
    """Clone a repository as a reader does, and tell DVC where the bytes are."""
    call(upstream.parent, "git", "clone", "--quiet", str(upstream), str(home))
    call(home, "git", "config", "user.name", "r")
    call(home, "git", "config", "user.email", "r@example.org")
    use_remote(home, remote)
    return home


def use_remote(workspace: Path, remote: dict[str, str]) -> None:
    """Give a workspace the default remote ``store``, in the file that git does not keep."""
    lines = ["[core]", "    remote = store", "['remote \"store\"']"]
    lines += [f"    {name} = {value}" for name, value in remote.items()]
    (workspace / ".dvc" / "config.local").write_text("\n".join(lines) + os.linesep)
