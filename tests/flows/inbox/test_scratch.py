"""The folder in which a run works: one run holds it, and what it notes is forgotten before what it names."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.errors import BusyError
from flows.inbox import intent, scratch
from flows.inbox.intent import Intent, Leaving
from flows.inbox.stores import Item


def test_the_intent_goes_before_anything_that_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the new file of the day, an intent that is there says that the articles have come in."""
    gone: list[str] = []
    unlink, rmtree = os.unlink, shutil.rmtree

    def unlinked(path: Any, **options: Any) -> None:
        gone.append(Path(path).name)
        unlink(path, **options)

    def removed(path: Any, **options: Any) -> None:
        gone.append(Path(path).name)
        rmtree(path, **options)

    with scratch.held(tmp_path) as folder:
        for name in ("a", intent.DAY_FILE, intent.NAME, "z"):
            (folder / name).touch()
        (folder / "files").mkdir()
        with monkeypatch.context() as patch:
            patch.setattr(os, "unlink", unlinked)
            patch.setattr(shutil, "rmtree", removed)
            scratch.remove(folder)
    assert gone[0] == intent.NAME
    assert len(gone) == 5
    assert not folder.exists()


def test_one_run_holds_it(tmp_path: Path) -> None:
    with scratch.held(tmp_path) as folder:
        with pytest.raises(BusyError), scratch.held(tmp_path, wait=0.3):
            pass
        scratch.remove(folder)
        with scratch.held(tmp_path) as other:  # it is gone, so that another one is nobody's
            assert other == folder
    with scratch.held(tmp_path):
        pass


@pytest.mark.parametrize(("brings", "there", "begun"), [(True, True, False), (True, False, True), (False, False, True)])
def test_what_is_begun_is_told_by_the_file_of_the_day(tmp_path: Path, brings: bool, there: bool, begun: bool) -> None:
    item = Item("a/caf\\xe9.txt", os.fsdecode(b"a/caf\xe9.txt"), 3, "mark")
    noted = Intent("2021-04-29", "in", "aside", brings, (Leaving(item, "0", None, {"code": "empty"}),))
    assert intent.begun(tmp_path) is None
    if there:
        (tmp_path / intent.DAY_FILE).touch()
    intent.note(noted, tmp_path)
    assert intent.begun(tmp_path) == (noted if begun else None)
    intent.drop(tmp_path)
    assert intent.begun(tmp_path) is None
