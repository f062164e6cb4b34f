"""Write constraints.txt: every distribution that is installed, its one version, and the digests of its files.

``python tests/supply/pins.py`` (or ``make pins``) keeps the versions that stand there. To take another version, change
it there; to take the newest that everything allows, delete the line; then run it. It needs uv and the package index.

Only digests of files that can be installed are kept, else the file would be five times as large: wheels for the Pythons
and systems below, and the source of a distribution where one of these has no wheel. What is built from source runs code
of its own, so that a source that nobody needs is not let in either.
"""

import itertools
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.tags import Tag
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[2]
PINS = ROOT / "constraints.txt"

EXTRAS = ("dask", "pictures", "s3")
GROUPS = ("test",)

#: What installs and builds the others. It is installed first, checked like them.
FIRST = ("pip", "setuptools")

PYTHONS = (11, 12, 13)

#: A system as markers call it, and the tags of wheels for it.
SYSTEMS = {
    ("linux", "x86_64"): re.compile(r"any|(?:manylinux\w*|linux)_x86_64"),
    ("linux", "aarch64"): re.compile(r"any|(?:manylinux\w*|linux)_aarch64"),
    ("darwin", "x86_64"): re.compile(r"any|macosx_\w+_(?:x86_64|universal2)"),
    ("darwin", "arm64"): re.compile(r"any|macosx_\w+_(?:arm64|universal2)"),
}

HEADER = """\
# The versions that Khabar is built and tested with, and the SHA-256 of each file that may be installed of them (wheels
# for Linux and macOS; the source where one of these has no wheel). pip checks them:
#     pip install --require-hashes --requirement constraints.txt && pip install --no-deps --no-build-isolation .
# DVC watches this file, because a library's version is an input: another pyarrow writes other bytes.
# `make pins` writes it anew; it keeps the versions that stand here.
"""


def versions(text: str) -> dict[str, str]:
    """Return the version of each distribution of constraints.txt, by its name as the index writes it."""
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", text, re.MULTILINE)
    return {str(canonicalize_name(name)): version for name, version in found}


def lock(held: Mapping[str, str]) -> dict[str, Any]:
    """Return what uv finds for all Pythons and systems, in the form of pylock.toml (PEP 751)."""
    with tempfile.TemporaryDirectory() as folder:
        constraints, first, made = (Path(folder) / name for name in ("held.txt", "first.in", "pylock.toml"))
        constraints.write_text("".join(f"{name}=={version}\n" for name, version in held.items()), encoding="utf-8")
        first.write_text("\n".join(FIRST), encoding="utf-8")
        command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", f"3.{PYTHONS[0]}"]
        command += [word for extra in EXTRAS for word in ("--extra", extra)]
        command += [word for group in GROUPS for word in ("--group", group)]
        command += ["--constraint", str(constraints), "--format", "pylock.toml", "--output-file", str(made)]
        subprocess.run([*command, "pyproject.toml", str(first)], cwd=ROOT, check=True)
        return tomllib.loads(made.read_text(encoding="utf-8"))


def render(locked: Mapping[str, Any]) -> str:
    """Return constraints.txt for what is locked.

    Raises:
        ValueError: a distribution has two versions, or a system has no file of it.
    """
    packages = sorted(locked["packages"], key=lambda each: each["name"])
    names = [each["name"] for each in packages]
    if len(set(names)) < len(names):
        raise ValueError(f"two versions: {', '.join(name for name in names if names.count(name) > 1)}")
    return HEADER + "".join(filter(None, map(_entry, packages)))


def _entry(package: Mapping[str, Any]) -> str:
    """Return the lines of one distribution; none where no system of ours needs it."""
    wanted = list(_wanted(package.get("marker")))
    if not wanted:
        return ""
    every = len(wanted) == len(list(_wanted(None)))
    head = f"{package['name']}=={package['version']}" + ("" if every else f" ; {package['marker']}")
    places = {
        (int(env["python_version"].split(".")[1]), (env["sys_platform"], env["platform_machine"])) for env in wanted
    }
    return " \\\n".join([head, *(f"    --hash=sha256:{digest}" for digest in sorted(_digests(package, places)))]) + "\n"


def _digests(package: Mapping[str, Any], places: Iterable[tuple[int, tuple[str, str]]]) -> set[str]:
    """Return the digests of the files that fit any of the places: a minor version of Python 3, and a system."""
    found, bare = set(), False
    for place in places:
        fitting = [wheel for wheel in package.get("wheels", ()) if fits(wheel["url"].rpartition("/")[2], *place)]
        found.update(wheel["hashes"]["sha256"] for wheel in fitting)
        bare = bare or not fitting
    if bare:
        if "sdist" not in package:
            raise ValueError(f"{package['name']} {package['version']} has no file for one of the systems")
        found.add(package["sdist"]["hashes"]["sha256"])
    return found


def fits(wheel: str, python: int, system: tuple[str, str]) -> bool:
    """Say whether a wheel can be installed by CPython 3.``python`` on a system.

    >>> fits("a-1-cp39-abi3-macosx_11_0_arm64.whl", 13, ("darwin", "arm64"))
    True
    """
    return any(
        _for_python(tag, python) and SYSTEMS[system].fullmatch(tag.platform) for tag in parse_wheel_filename(wheel)[3]
    )


def _for_python(tag: Tag, python: int) -> bool:
    kind, minor = (
        re.fullmatch(r"([a-z]+)3?(\d*)", tag.interpreter).groups() if tag.interpreter[2:3] == "3" else ("", "")
    )
    if kind == "py" and tag.abi == "none":
        return int(minor or 0) <= python
    if kind == "cp" and tag.abi in {"abi3", "none"}:
        return int(minor or 0) <= python
    return kind == "cp" and int(minor or 0) == python and tag.abi == f"cp3{python}"


def _wanted(marker: str | None) -> Iterator[dict[str, str]]:
    """Yield the environments, of ours, to which a marker applies."""
    for python, (system, machine), patch in itertools.product(PYTHONS, SYSTEMS, (0, 99)):
        environment = {
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "python_version": f"3.{python}",
            "python_full_version": f"3.{python}.{patch}",
            "sys_platform": system,
            "platform_system": {"linux": "Linux", "darwin": "Darwin"}[system],
            "platform_machine": machine,
            "os_name": "posix",
        }
        if marker is None or Marker(marker).evaluate(environment):
            yield environment


if __name__ == "__main__":
    PINS.write_text(render(lock(versions(PINS.read_text(encoding="utf-8")))), encoding="utf-8")
    sys.stdout.write(f"{PINS.name}: {len(versions(PINS.read_text(encoding='utf-8')))} distributions\n")
