"""``khabar erase`` in a DVC workspace: the cache, DVC's memory, remotes and published versions."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from flows.engine.stage import Place
from flows.erase.places import NOTES
from flows.erase.workspace import workspace_of
from stages import NAMES, keys
from tests.support import takedown, workspace
from tests.support.builder import ROOT, tree
from tests.support.takedown import holders, mark

pytestmark = pytest.mark.minutes

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

GONE = {"coast/anchor.txt": "anchor", "wire/day.jsonl#two": "two"}
SIGNS = [*map(mark, GONE.values()), *map(keys.doc_id, GONE), *GONE]


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = workspace.environment(root) | {"PYTHONPATH": str(ROOT), "DVC_SITE_CACHE_DIR": str(root.parent / "site")}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


def call(root: Path, *command: str) -> str:
    done = run(root, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def erased(root: Path, *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(call(root, "khabar", "erase", *arguments, "--yes", "--json", "--workers", "1"))
    return told


def commit(root: Path, tag: str) -> None:
    call(root, "dvc", "repro", "--quiet")
    call(root, "git", "add", "--all")
    call(root, "git", "commit", "--quiet", "--message", tag)
    call(root, "git", "tag", "--annotate", "--message", tag, tag)
    call(root, "dvc", "push", "--quiet")


@pytest.fixture(scope="module")
def published() -> Iterator[Path]:
    """Give a workspace with two published versions and a remote; to be copied, not to be changed."""
    with tempfile.TemporaryDirectory(dir=takedown.MEMORY) as folder:
        root = Path(folder, "home", "khabar")
        takedown.make(root / "seeds")
        for name in ("foam", "eel", "chart"):
            (root / "seeds" / "coast" / f"{name}.txt").unlink()
        for name in ("web", "wire/table.csv", "wire/rows.parquet", "wire/near.txt", "plains"):
            path = root / "seeds" / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        (root / "params.yaml").write_text(takedown.PARAMS)
        (root / "dvc.yaml").write_text(yaml.safe_dump(LINE))
        shutil.copy(ROOT / ".dvcignore", root)
        call(root, "git", "init", "--quiet", "--initial-branch", "main")
        call(root, "git", "config", "user.name", "t")
        call(root, "git", "config", "user.email", "t@example.org")
        call(root, "dvc", "init", "--quiet")
        call(root, "dvc", "remote", "add", "--quiet", "--default", "store", str(root.parent / "remote"))
        commit(root, "corpus-1")
        (root / "seeds" / "coast" / "later.txt").write_text(takedown.story("later"))
        commit(root, "corpus-2")
        yield root


@pytest.fixture
def here(published: Path) -> Iterator[Path]:
    """Give a copy of the workspace and of its remote."""
    with tempfile.TemporaryDirectory(dir=takedown.MEMORY) as folder:
        shutil.copytree(published.parent, Path(folder, "home"), symlinks=True, ignore=shutil.ignore_patterns("site"))
        root = Path(folder, "home", "khabar")
        # Other than the one that is committed: where a relative one is looked for depends on the revision.
        call(root, "dvc", "remote", "modify", "--local", "--quiet", "store", "url", str(root.parent / "remote"))
        yield root


def objects(cache: Path) -> set[str]:
    return {path.parent.name + path.name for path in (cache / "files" / "md5").rglob("*") if path.is_file()}


def names(held: list[str]) -> set[str]:
    return {"".join(path.split("/")[-2:]) for path in held}


def hashes_of_words(cache: Path, some: set[str]) -> bool:
    """Say whether some objects are tables that hold no name, but hashes of what articles say."""
    schemas = [pq.read_schema(cache / "files" / "md5" / oid[:2] / oid[2:]).names for oid in some]
    return bool(some) and all({"story", "identity_a"} & set(names) for names in schemas)


def test_cache_memory_versions_and_remotes(here: Path) -> None:
    cache, remote = here / ".dvc" / "cache", here.parent / "remote"
    # An object that no version needs, as an experiment leaves one.
    planted = cache / "files" / "md5" / "ab" / ("c" * 30)
    planted.parent.mkdir(exist_ok=True)
    planted.write_bytes((here / "seeds" / "coast" / "anchor.txt").read_bytes())
    call(here, "dvc", "remote", "add", "--quiet", "gone", str(here.parent / "nowhere"))
    # DVC remembers the digests of files by their paths, and what folders hold.
    assert "up to date" in call(here, "dvc", "status")
    call(here, "dvc", "fetch", "--quiet", "--all-commits", "--remote", "store")
    lock, before, held = (here / "dvc.lock").read_text(), objects(cache), names(holders(cache, *SIGNS))
    pushed, reached = objects(remote), names(holders(remote, *SIGNS))
    cache_before = shutil.copytree(cache, here.parent / "cache-before")
    assert planted.parent.name + planted.name in held
    assert reached

    told = erased(here, *GONE)

    assert told["proven"], told
    assert {"DVC cache", "DVC state", "seeds", "artifacts/clean/articles"} <= told["found_before"].keys()
    deleted = set(told["deleted_from_cache"])
    assert held <= deleted
    assert hashes_of_words(cache_before, deleted - held)
    assert holders(here / ".dvc", *SIGNS) == holders(here.parent / "site", *SIGNS) == []
    # Nothing else went, and what DVC made is what the lock file says.
    assert before - objects(cache) == deleted
    assert (here / "dvc.lock").read_text() != lock
    assert "up to date" in call(here, "dvc", "status")
    shutil.rmtree(here / "artifacts" / "export")
    call(here, "dvc", "checkout", "--quiet")
    assert [path for path in holders(here / "artifacts", *SIGNS) if NOTES not in path] == []
    # The old versions and the remotes have it, and are told; nothing there was touched.
    (store,) = [each for each in told["remotes"] if each["name"] == "store"]
    assert reached <= set(store["objects"]) == deleted & pushed
    assert store["deleted"] == []
    assert objects(remote) == pushed
    (gone,) = [each for each in told["remotes"] if each["name"] == "gone"]
    assert gone["unknown"]
    remains = {remain["where"]: remain for remain in told["remains"]}
    assert remains.keys() == {"version", "remote", "git"}
    versions = [remain for remain in told["remains"] if remain["where"] == "version"]
    assert [version["what"].partition(" ")[0] for version in versions] == ["corpus-1", "corpus-2"]
    assert [version["how"][0] for version in versions] == ["git tag -d corpus-1", "git tag -d corpus-2"]
    assert all(mark(name) not in json.dumps(told) for name in GONE.values())

    # What remains is known to a second call, which deletes it where that is asked for.
    call(here, "dvc", "remote", "remove", "--quiet", "gone")
    again = erased(here, *(keys.doc_id(key) for key in GONE), "--purge-remotes")
    assert again["proven"], again
    (store,) = again["remotes"]
    assert (set(store["deleted"]), store["objects"]) == (deleted & pushed, {})
    assert pushed - objects(remote) == deleted & pushed
    assert not (here / "artifacts" / NOTES).exists()
    call(here, "dvc", "push", "--quiet")
    assert holders(remote, *SIGNS) == []
    done = run(here, "khabar", "erase", "coast/anchor.txt", "--yes")
    assert done.returncode == 2, done.stdout + done.stderr


_KILLED = """
import sys
from pathlib import Path
from tests.support.takedown import die_on_the_way
die_on_the_way(Path.cwd(), sys.argv[1:], "cut")
"""


@pytest.mark.parametrize("links", ["hardlink", "symlink"])
def test_links_into_the_cache_and_a_run_that_was_killed(here: Path, links: str) -> None:
    cache = here / ".dvc" / "cache"
    call(here, "dvc", "config", "--local", "cache.type", links)
    call(here, "dvc", "checkout", "--quiet", "--relink")
    lock, before, held = (here / "dvc.lock").read_text(), objects(cache), names(holders(cache, *SIGNS))
    done = run(here, sys.executable, "-c", _KILLED, *GONE)
    assert done.returncode == -9, done.stdout + done.stderr
    assert not (here / "seeds" / "coast" / "anchor.txt").exists()
    assert (here / "dvc.lock").read_text() == lock
    assert objects(cache) == before
    told = erased(here, *GONE)
    assert told["proven"], told
    assert told["found_before"]["seeds"] == len(GONE)
    assert held <= before - objects(cache) == set(told["deleted_from_cache"])
    assert "up to date" in call(here, "dvc", "status")
    fresh = here.parent / "fresh"
    takedown.construct(Place(here / "seeds", fresh))
    assert linked_tree(here / "artifacts") == tree(fresh)


def linked_tree(artifacts: Path) -> dict[str, str]:
    """Return the digests of all files, after a look at whether their links lead anywhere."""
    for path in artifacts.rglob("*"):
        assert path.exists(), path
    return {path: digest for path, digest in tree(artifacts).items() if NOTES not in path}


def test_what_a_version_needs_that_is_not_here_is_not_known(here: Path) -> None:
    outs = yaml.safe_load((here / "dvc.lock").read_text())["stages"]["clean"]["outs"]
    (clean,) = [out["md5"] for out in outs if out["path"] == "artifacts/clean"]
    (here / ".dvc" / "cache" / "files" / "md5" / clean[:2] / clean[2:]).unlink()
    told = erased(here, "hills/short.txt")
    assert told["proven"], told
    unknown = [remain for remain in told["remains"] if "nothing is known" in remain["what"]]
    assert [remain["what"].partition(" ")[0] for remain in unknown] == ["corpus-2"]
    assert unknown[0]["how"][0] == "dvc fetch --all-commits"
    # It is asked for, and the same call finds what came with it.
    call(here, "dvc", "fetch", "--quiet", "--all-commits")
    again = erased(here, "hills/short.txt")
    assert again["proven"], again
    assert again["deleted_from_cache"]
    assert holders(here / ".dvc", "hills/short.txt", keys.doc_id("hills/short.txt")) == []


def test_a_workspace_is_where_dvc_makes_these_artifacts_of_these_seeds(tmp_path: Path) -> None:
    assert workspace_of(Place(ROOT / "seeds", ROOT / "artifacts")) == ROOT
    assert workspace_of(Place(tmp_path, ROOT / "artifacts")) is None
    assert workspace_of(Place(ROOT / "seeds", tmp_path / "artifacts")) is None
    (tmp_path / "dvc.yaml").write_text("stages: [")
    assert workspace_of(Place(tmp_path / "seeds", tmp_path / "artifacts")) is None
