"""The version of a distribution is what the standard library says it is, without its cost."""

import sys
from importlib import metadata
from pathlib import Path

import pytest

from flows.engine import installed


def test_it_says_of_all_that_is_installed_what_the_standard_library_says() -> None:
    names = {found.metadata["Name"] for found in metadata.distributions()}
    assert {name: installed.version(name) for name in names} == {name: metadata.version(name) for name in names}


def test_any_spelling_of_the_name_will_do() -> None:
    assert {installed.version(name) for name in ("google-re2", "Google_RE2", "google.re2")} == {
        metadata.version("google-re2")
    }


def test_what_is_missing_is_an_error() -> None:
    with pytest.raises(metadata.PackageNotFoundError):
        installed.version("no-such-distribution-as-this")


def test_the_first_folder_counts_and_one_without_a_version_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, header in (("a", "Name: odd\n\nVersion: 1\n"), ("b", "Name: odd\nVersion: 2\n"), ("c", "Version: 3\n")):
        home = tmp_path / folder / "odd-9.dist-info"
        home.mkdir(parents=True)
        (home / "METADATA").write_text(header)
    monkeypatch.setattr(sys, "path", [str(tmp_path / name) for name in ("missing", "a", "b", "c")])
    assert installed.version("odd") == "2"
