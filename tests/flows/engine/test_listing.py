"""Which files there are."""

import os
from pathlib import Path

import pytest

from flows.engine.listing import files
from flows.errors import UsageError


def lay(seeds: Path, **contents: str) -> None:
    for name, text in contents.items():
        path = seeds / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_files_are_listed_by_key_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    lay(tmp_path, b__x_txt="x", a__y_txt="y", root_txt="z")
    (tmp_path / ".hidden").write_text("no")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text("no")
    assert [file.key for file in files(tmp_path)] == ["a/y.txt", "b/x.txt", "root.txt"]


def test_what_cannot_be_read_is_a_problem_and_not_nothing(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    seeds = tmp_path / "seeds"
    lay(outside, x_txt="x")
    lay(seeds, good_txt="good")
    (seeds / "broken.txt").symlink_to(tmp_path / "nowhere")
    (seeds / "folder").symlink_to(outside)
    (seeds / "link.txt").symlink_to(outside / "x.txt")
    os.mkfifo(seeds / "pipe.txt")
    found = {file.key: file.problem.code if file.problem else None for file in files(seeds)}
    assert found == {
        "broken.txt": "unreadable",
        "folder": "linked_folder",
        "good.txt": None,
        "link.txt": "outside_seeds",
        "pipe.txt": "unreadable",
    }


def test_links_that_stay_inside_or_lead_into_a_store_are_read(tmp_path: Path) -> None:
    seeds = tmp_path / "real"
    lay(seeds, a__story_txt="inside")
    digest = "0123456789abcdef0123456789abcdef"
    stores = {
        "dvc": tmp_path / "cache" / "files" / "md5" / digest[:2] / digest[2:],
        "dvc2": tmp_path / ".dvc" / "cache" / digest[:2] / digest[2:],
        "annex": tmp_path / ".git" / "annex" / "objects" / "F0" / "9k" / "MD5E-s3--x" / "MD5E-s3--x",
    }
    for name, path in stores.items():
        path.parent.mkdir(parents=True)
        path.write_text(name)
        (seeds / f"{name}.txt").symlink_to(path)
    (seeds / "a" / "near.txt").symlink_to("story.txt")
    (seeds / "up.txt").symlink_to("a/../a/near.txt")
    (seeds / "a" / "out.txt").symlink_to(tmp_path / "cache" / ".." / "real" / ".." / "secret.txt")
    (tmp_path / "secret.txt").write_text("out")
    (tmp_path / "seeds").symlink_to(seeds)
    for folder in (seeds, tmp_path / "seeds"):
        found = {file.key: file.problem.code if file.problem else None for file in files(folder)}
        assert found.pop("a/out.txt") == "outside_seeds"
        assert set(found) == {"a/near.txt", "a/story.txt", "annex.txt", "dvc.txt", "dvc2.txt", "up.txt"}
        assert set(found.values()) == {None}


def test_reference_tables_are_no_articles(tmp_path: Path) -> None:
    lay(tmp_path, outlets_csv="name\n", entities_csv="name\n", fields_csv="", a__outlets_csv="text\nx\n", b_txt="x")
    assert [file.key for file in files(tmp_path)] == ["a/outlets.csv", "b.txt"]


def test_names_that_are_not_text_get_a_key(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    (tmp_path / "خبر\n.txt").write_text("y")
    assert [file.key for file in files(tmp_path)] == ["caf\\xe9.txt", "خبر\n.txt"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        list(files(tmp_path / "none"))
