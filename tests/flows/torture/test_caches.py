"""DVC over a build that is stopped, killed and spoilt, with each type of cache: fsck finds it, and `dvc repro`,
`dvc checkout` and `dvc pull` give every revision back, the lock byte for byte.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from flows.engine import ledger
from stages import NAMES
from tests.support import workspace
from tests.support.builder import ROOT, tree
from tests.support.torture import MEMORY, Rack

pytestmark = pytest.mark.minutes

SOAK = bool(os.environ.get("KHABAR_SOAK"))

#: Seconds that anything may take on a machine that is busy with other tests; the soak tells how many it took.
PATIENCE = 120

#: The whole line as one stage: what DVC does around it is the same, in a sixth of the time.
LINE = {
    "stages": {
        "clean": {
            "cmd": "khabar build --seeds seeds --artifacts artifacts --params params.yaml --workers 1",
            "deps": ["seeds"],
            "outs": [{f"artifacts/{name}": {"persist": True}} for name in NAMES],
        }
    }
}


def environment(root: Path) -> dict[str, str]:
    site = str(root.parent / f"site-{root.name}")
    # The shell that stays beside its command on most systems: what DVC starts is then its grandchild.
    return workspace.environment(root) | {"PYTHONPATH": str(ROOT), "DVC_SITE_CACHE_DIR": site, "SHELL": "/bin/sh"}


def call(root: Path, *command: str, code: int = 0) -> str:
    done = subprocess.run(command, cwd=root, env=environment(root), capture_output=True, text=True, check=False)
    assert done.returncode == code, (command, done.stdout + done.stderr)
    return done.stdout


def fsck(root: Path, *options: str, code: int = 0) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(call(root, "khabar", "fsck", "--json", *options, code=code))
    return told


def commit(root: Path, tag: str) -> None:
    call(root, "git", "add", "--all")
    call(root, "git", "commit", "--quiet", "--message", tag)
    call(root, "git", "tag", tag)


@pytest.fixture
def root(rack: Rack) -> Iterator[Path]:
    """Give a workspace whose first revision is committed and in a remote."""
    home = Path(tempfile.mkdtemp(prefix="khabar-", dir=MEMORY))
    root = home / "khabar"
    shutil.copytree(rack.home / "before", root / "seeds")
    shutil.copytree(rack.home / "built-before", root / "artifacts")
    shutil.copy(rack.params, root)
    (root / "dvc.yaml").write_text(yaml.safe_dump(LINE))
    for name in (".dvcignore", ".gitignore"):
        shutil.copy(ROOT / name, root)
    call(root, "git", "init", "--quiet", "--initial-branch", "main")
    call(root, "git", "config", "user.name", "t")
    call(root, "git", "config", "user.email", "t@example.org")
    (root / ".dvc").mkdir()
    (root / ".dvc" / ".gitignore").write_text("/config.local\n/tmp\n/cache\n")
    remote = f"[core]\n    analytics = false\n    remote = store\n['remote \"store\"']\n    url = {home / 'remote'}\n"
    (root / ".dvc" / "config").write_text(remote)
    yield root
    shutil.rmtree(home)


def journals(root: Path) -> set[tuple[str, int]]:
    """Return the journals that hold something, and which file each of them is."""
    found = set()
    for path in (root / "artifacts").glob(f"*/{ledger.JOURNAL}"):
        with suppress(FileNotFoundError):
            if (stat := path.stat()).st_size:
                found.add((str(path), stat.st_ino))
    return found


def interrupted(root: Path, how: str) -> float:
    """Start `dvc repro`, end it in the middle of a stage, and return the seconds until all of it was gone."""
    left = journals(root)  # by a run that was killed
    process = subprocess.Popen(
        ["dvc", "repro"],
        cwd=root,
        env=environment(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + PATIENCE
    while not journals(root) - left:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)
    family = psutil.Process(process.pid).children(recursive=True)
    began = time.monotonic()
    if how == "SIGTERM":  # to DVC alone, as a service manager may send it
        process.terminate()
    else:
        os.killpg(process.pid, signal.SIGINT if how == "Ctrl-C" else signal.SIGKILL)
    said, _ = process.communicate(timeout=PATIENCE)
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert alive == []
    seconds = time.monotonic() - began
    assert process.returncode != 0
    assert "Traceback" not in said, said
    if how != "SIGKILL":
        assert "khabar: stopped. What is done is kept; run the same command again to go on." in said, said
    return seconds


def spoil(path: Path) -> None:
    """Change a byte in place, through whatever link the path is."""
    path.chmod(0o644)
    with path.open("r+b") as stream:
        stream.seek(40)
        byte = stream.read(1)
        stream.seek(40)
        stream.write(bytes([byte[0] ^ 1]))


def through(rack: Rack, root: Path, links: str, ways: tuple[str, ...]) -> dict[str, float]:
    """Go through a revision, a second one that is stopped on its way, damage, and back; return the seconds of stops."""
    (root / ".dvc" / "config.local").write_text(f"[cache]\n    type = {links}\n")
    call(root, "dvc", "repro", "--quiet")
    assert tree(root / "artifacts") == rack.whole["before"]
    commit(root, "one")
    lock = (root / "dvc.lock").read_bytes()
    shutil.rmtree(root / "seeds")
    shutil.copytree(rack.home / "after", root / "seeds")
    seconds = {}
    for how in ways:
        seconds[how] = interrupted(root, how)
        assert (root / "dvc.lock").read_bytes() == lock
    call(root, "dvc", "repro", "--quiet")
    assert tree(root / "artifacts") == rack.whole["after"]
    commit(root, "two")
    after = (root / "dvc.lock").read_bytes()
    spoilt_and_repaired(rack, root, links)
    assert (root / "dvc.lock").read_bytes() == after
    # Nothing that was damaged comes back with an old revision, and nothing must run on it.
    call(root, "git", "checkout", "--quiet", "one")
    call(root, "dvc", "checkout", "--quiet")
    assert tree(root / "artifacts") == rack.whole["before"]
    assert "Running stage" not in call(root, "dvc", "repro")
    assert (root / "dvc.lock").read_bytes() == lock
    assert fsck(root)["findings"] == []
    return seconds


def spoilt_and_repaired(rack: Rack, root: Path, links: str) -> None:
    """Damage a table, a ledger and an object of the cache; find it, repair it, and make it again."""
    quotes = min(path for path in (root / "artifacts" / "annotate" / "quotes").iterdir() if path.stem != "schema")
    (listed,) = [
        out["md5"]
        for out in yaml.safe_load((root / "dvc.lock").read_text())["stages"]["clean"]["outs"]
        if out["path"] == "artifacts/dedupe"
    ]
    cache = root / ".dvc" / "cache" / "files" / "md5"
    spoil(quotes)
    spoil(root / "artifacts" / "dedupe" / ledger.NAME)
    spoil(cache / listed[:2] / listed[2:])
    told = fsck(root, code=1)
    wrong = sorted(finding["kind"] for finding in told["findings"] if finding["wrong"])
    # A link leads to the object itself: both are damaged. The list of a folder hides what stands in it.
    assert wrong == ["cache", *(["cache"] if links != "copy" else []), "changed", "ledger"], told
    assert told["next"] == "dvc repro"
    assert sorted(finding["kind"] for finding in fsck(root, "--repair")["repaired"]) == wrong
    call(root, "dvc", "repro", "--quiet")
    assert tree(root / "artifacts") == rack.whole["after"]


def pulled(rack: Rack, root: Path) -> None:
    """Bring a revision into a fresh clone from the remote."""
    clone = root.parent / "clone"
    call(root, "dvc", "push", "--quiet", "--all-tags")
    call(root, "git", "clone", "--quiet", "--branch", "two", str(root), str(clone))
    call(clone, "dvc", "pull", "--quiet")
    assert tree(clone / "artifacts") == rack.whole["after"]
    assert "Running stage" not in call(clone, "dvc", "repro")
    assert call(clone, "git", "status", "--porcelain") == ""


def test_stopped_spoilt_repaired_and_back(rack: Rack, root: Path) -> None:
    through(rack, root, "hardlink", ("SIGTERM",))


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="`make soak` runs it")
@pytest.mark.parametrize("links", ["copy", "hardlink", "symlink"])
def test_every_type_of_cache_and_way_to_be_stopped(rack: Rack, root: Path, links: str) -> None:
    seconds = through(rack, root, links, ("SIGKILL", "SIGTERM", "Ctrl-C", "SIGKILL"))
    pulled(rack, root)
    # Forward again without asking the cache, which is what a revert of a revert is.
    lock = subprocess.run(["git", "show", "two:dvc.lock"], cwd=root, capture_output=True, check=True).stdout
    shutil.rmtree(root / "seeds")
    shutil.copytree(rack.home / "after", root / "seeds")
    call(root, "dvc", "repro", "--quiet")
    assert (root / "dvc.lock").read_bytes() == lock
    # A lock that was made to agree by force, with stages that have not followed.
    (root / "seeds" / "coast" / "1.txt").write_text("The port of Gwadar was closed on Monday, its director said.")
    assert [each["kind"] for each in fsck(root)["findings"]] == ["not_run"]
    call(root, "khabar", "run", "clean", "--params", "params.yaml", "--workers", "1")
    call(root, "dvc", "commit", "--force", "--quiet")
    assert {each["kind"] for each in fsck(root, code=1)["findings"]} == {"chain"}
    assert {each["kind"] for each in fsck(root, "--repair")["repaired"]} == {"chain"}
    call(root, "dvc", "repro", "--quiet")
    assert fsck(root)["findings"] == []
    told = ", ".join(f"{how} {took:.2f} s" for how, took in seconds.items())
    sys.stderr.write(f"\n{links}: stopped by {told} (load {os.getloadavg()[0]:.1f}); every revision came back\n")
