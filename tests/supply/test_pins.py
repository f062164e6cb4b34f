"""Every distribution that is installed has one version and the digests of its files, as pyproject.toml allows."""

import re
import tomllib
from importlib import metadata
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.builder import ROOT

TEXT = (ROOT / "constraints.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def direct() -> list[Requirement]:
    """Return what pyproject.toml asks for: of the library, of extras and groups, and to build it."""
    lists = [
        PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"].values(),
        PROJECT["dependency-groups"]["test"],
        PROJECT["build-system"]["requires"],
    ]
    return [Requirement(line) for lines in lists for line in lines]


def test_every_distribution_has_a_digest_and_stands_there_once() -> None:
    entries = re.split(r"(?<!\\)\n", re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE))[:-1]
    form = re.compile(r"([a-z0-9-]+)==[^\s;]+(?: ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)")
    found = [form.fullmatch(entry) for entry in entries]
    assert [entry for entry, match in zip(entries, found, strict=True) if match is None] == []
    names = [match[1] for match in found if match]
    assert names == sorted(set(names))
    digests = re.findall(r"sha256:\w+", TEXT)
    assert len(set(digests)) == len(digests)


def test_pins_are_what_the_project_asks_for(pins: ModuleType) -> None:
    held = pins.versions(TEXT)
    wrong = [str(each) for each in direct() if held.get(canonicalize_name(each.name), "") not in each.specifier]
    assert wrong == []
    assert set(pins.FIRST) <= set(held)
    assert set(pins.EXTRAS) < set(PROJECT["project"]["optional-dependencies"])


def test_pins_are_what_is_installed_with_all_that_it_needs(pins: ModuleType) -> None:
    held = pins.versions(TEXT)
    asked = [each for each in direct() if canonicalize_name(each.name) != "setuptools"]
    seen: set[str] = set()
    while asked:
        each = asked.pop()
        name = canonicalize_name(each.name)
        assert name in held, f"{name} is not in constraints.txt: `make pins`"
        for extra in ("", *each.extras):
            if f"{name}[{extra}]" in seen:
                continue
            seen.add(f"{name}[{extra}]")
            assert metadata.version(name) == held[name], name
            needs = (Requirement(line) for line in metadata.requires(name) or ())
            asked += [
                need
                for need in needs
                if (need.marker is None or need.marker.evaluate({"extra": extra}))
                and canonicalize_name(need.name) not in pins.FIRST
            ]
    assert len(seen) > 200


def made(name: str, *wheels: str, **more: Any) -> dict[str, Any]:
    listed = [{"url": f"x/{wheel}", "hashes": {"sha256": wheel}} for wheel in wheels]
    return {"name": name, "version": "1", "wheels": listed, "sdist": {"hashes": {"sha256": f"{name}.tar.gz"}}} | more


def test_only_files_that_can_be_installed_are_kept(pins: ModuleType) -> None:
    everywhere = made("one", "one-1-py3-none-any.whl", "one-1-cp310-cp310-win_amd64.whl")
    compiled = made(
        "two",
        *(
            f"two-1-cp{python}-cp{python}-{system}.whl"
            for python in (310, 311, 312, 313)
            for system in (
                "manylinux_2_17_x86_64",
                "manylinux2014_aarch64",
                "macosx_11_0_universal2",
                "musllinux_1_2_x86_64",
            )
        ),
    )
    stable = made("three", "three-1-cp39-abi3-manylinux_2_28_x86_64.whl")
    only = made("four", "four-1-py3-none-any.whl", marker="python_full_version < '3.12'")
    never = made("five", "five-1-py3-none-any.whl", marker="sys_platform == 'win32'")
    text = pins.render({"packages": [compiled, everywhere, stable, only, never]}).removeprefix(pins.HEADER)
    kept = dict(entry.split(" \\\n", 1) for entry in re.split(r"(?<!\\)\n", text)[:-1])
    assert list(kept) == ["four==1 ; python_full_version < '3.12'", "one==1", "three==1", "two==1"]
    assert kept["one==1"].split("sha256:")[1:] == ["one-1-py3-none-any.whl"]
    # There is no wheel of it for some of the systems: there it is built.
    assert kept["three==1"].count("sha256:") == 2
    assert "three.tar.gz" in kept["three==1"]
    assert kept["two==1"].count("sha256:") == 9
    assert not re.search("cp310|musllinux|tar", kept["two==1"])


def test_two_versions_of_one_distribution_are_refused(pins: ModuleType) -> None:
    with pytest.raises(ValueError, match="two versions: one"):
        pins.render({"packages": [made("one", "one-1-py3-none-any.whl"), made("one", "one-1-py3-none-any.whl")]})


def test_a_distribution_that_some_system_cannot_have_is_refused(pins: ModuleType) -> None:
    bare = made("one", "one-1-cp311-cp311-win_amd64.whl")
    del bare["sdist"]
    with pytest.raises(ValueError, match="one 1 has no file"):
        pins.render({"packages": [bare]})


def test_what_stands_there_is_read_back(pins: ModuleType) -> None:
    packages = [
        made("a-b", "a_b-1-py3-none-any.whl"),
        made("c", "c-1-py3-none-any.whl", marker="python_version < '3.12'"),
    ]
    assert pins.versions(pins.render({"packages": packages})) == {"a-b": "1", "c": "1"}
    assert pins.versions("Ruamel.Yaml==0.19.1 \\\n    --hash=sha256:0\n# x==2\n") == {"ruamel-yaml": "0.19.1"}
    assert len(pins.versions(TEXT)) == TEXT.count("==") - TEXT.count("version ==")
