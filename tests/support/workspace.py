"""A repository of one's own: git, DVC, our files as they are, no artifacts. What flows and versions are tested in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from flows.engine import lock
from tests.support.builder import ROOT

#: Files at the root that a workspace needs, and folders.
_FILES = (
    "dvc.yaml",
    "params.yaml",
    "prefect.yaml",
    "pyproject.toml",
    "dvc.lock",
    "constraints.txt",
    ".dvcignore",
    ".gitignore",
    ".gitattributes",
    ".dvc/config",
    ".dvc/.gitignore",
)
_FOLDERS = ("stages", "flows", "seeds", ".dvc/plots")


def environment(workspace: Path) -> dict[str, str]:
    """Return the environment of a command in a workspace: its own code, quiet, under nobody's claim."""
    inherited = {name: value for name, value in os.environ.items() if name != lock.VARIABLE}
    return {
        **inherited,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(workspace),
        "PREFECT_HOME": str(workspace.parent / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
        "DVC_NO_ANALYTICS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run(workspace: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command, whatever becomes of it."""
    return subprocess.run(
        command, cwd=workspace, env=environment(workspace), capture_output=True, text=True, check=False
    )


def call(workspace: Path, *command: str) -> str:
    """Run a command that must succeed; return what it prints."""
    done = run(workspace, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def commit(workspace: Path, message: str) -> None:
    """Commit all that has changed."""
    call(workspace, "git", "add", "--all")
    call(workspace, "git", "commit", "--quiet", "--message", message)


def make(home: Path) -> Path:
    """Make a workspace at ``home``, with a first commit and an author of its own."""
    home.mkdir(parents=True)
    for name in _FILES:
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    tracked = subprocess.run(["git", "ls-files", "artifacts"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in tracked.stdout.split():
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    call(home, "git", "init", "--quiet", "--initial-branch", "main")
    call(home, "git", "config", "user.name", "t")
    call(home, "git", "config", "user.email", "t@example.org")
    commit(home, "As it is")
    return home
