"""The code and the rules: one digest of them, and a copy whose rules and libraries can be changed."""

import platform
import shutil
import unicodedata
from pathlib import Path
from random import Random

import stages
from flows.engine import digests

#: The packages whose files make the tables, by their path below the folder that holds them.
_PACKAGES = ("stages", "flows/engine")

#: Endings of files of rules: data beside the code.
_RULES = (".toml",)


def home() -> Path:
    """Return the folder that holds the code that runs here."""
    return Path(stages.__file__).parents[1]


def files_below(folder: Path) -> dict[str, Path]:
    """Return the files of a package by their path below the folder that holds it, but for compiled and hidden ones."""
    found = {
        path.relative_to(folder.parent).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
    return dict(sorted(found.items()))


def libraries() -> dict[str, str]:
    """Return the versions of all that a step declares, and of pyarrow."""
    declared = {name for stage in stages.NAMES for step in stages.load(stage).steps for name in step.libraries}
    # Here, not at the top, and not as the engine asks: every command imports this, and it is to be a second opinion.
    from importlib import metadata  # noqa: PLC0415

    return {name: metadata.version(name) for name in sorted({"pyarrow", *declared})}


def digest() -> str:
    """Return one digest of the code, the rules, the libraries and the Python that make the tables."""
    told = []
    for package in _PACKAGES:
        folder = home() / package
        told += [text for name, path in files_below(folder).items() for text in (package, name, digests.of_file(path))]
    told += [text for pair in libraries().items() for text in pair]
    version = ".".join(platform.python_version_tuple()[:2])
    told += [platform.python_implementation(), version, unicodedata.unidata_version]
    return digests.of_fields("code", told)


def copied(original: Path, target: Path) -> Path:
    """Copy the code to ``target``, and return that: what somebody edits meanwhile is another code."""
    for package in ("stages", "flows"):
        shutil.copytree(original / package, target / package, ignore=shutil.ignore_patterns("__pycache__"))
    return target


class Tree:
    """A copy of the code, changed from step to step.

    Args:
        folder: where; not there yet.
        original: the folder that holds the code to copy.
    """

    def __init__(self, folder: Path, original: Path) -> None:
        self.folder = folder
        copied(original, folder)
        #: The versions that are really installed.
        self.installed = libraries()
        self.versions = dict(self.installed)
        self._original: dict[str, bytes] = {}

    def rules(self) -> list[str]:
        """Return the files of rules, by their path in the tree."""
        return [name for name in files_below(self.folder / "stages") if name.endswith(_RULES)]

    def change_a_rule(self, random: Random, only: str = "") -> str | None:
        """Take a row out of a file of rules, or say more of one; return what was done, None where there is none."""
        names = [name for name in self.rules() if name.startswith(only)]
        if not names:
            return None
        name = random.choice(names)
        text = self._read(name).decode()
        blocks = text.split("\n[[")
        if len(blocks) > 2 and random.random() < 0.5:
            at = random.randrange(1, len(blocks))
            title = blocks[at].partition("]]")[0]
            del blocks[at]
            self._write(name, "\n[[".join(blocks).encode())
            return f"a row [[{title}]] taken out of {name}"
        self._write(name, f"{text.rstrip()}\n# {random.getrandbits(32):08x}\n".encode())
        return f"a comment added to {name}"

    def change_a_library(self, random: Random, only: str = "") -> str | None:
        """Say that another version of a library is installed; return what was done; None where none is called so."""
        names = [name for name in sorted(self.installed) if name.startswith(only)]
        if not names:
            return None
        name = random.choice(names)
        version = f"{self.installed[name].partition('+')[0]}+verify.{random.getrandbits(16)}"
        self._install(name, version)
        return f"{name} {self.installed[name]} replaced by {version}"

    def snapshot(self) -> tuple[dict[str, bytes], dict[str, str]]:
        """Return what differs from the original, for `restore`."""
        now = {name: self._read(name) for name in self._original}
        return {name: data for name, data in now.items() if data != self._original[name]}, dict(self.versions)

    def restore(self, before: tuple[dict[str, bytes], dict[str, str]]) -> None:
        """Make the tree what it was."""
        changed, versions = before
        for name, data in self._original.items():
            self._write(name, changed.get(name, data))
        for name, version in versions.items():
            self._install(name, version)

    def is_changed(self) -> bool:
        """Say whether anything differs from the original."""
        changed, versions = self.snapshot()
        return bool(changed) or versions != self.installed

    def digest(self) -> str:
        """Return one digest of what differs from the original; nothing where nothing does."""
        changed, versions = self.snapshot()
        if not self.is_changed():
            return ""
        told = [text for name, data in sorted(changed.items()) for text in (name, digests.of_bytes(data))]
        told += [
            text for name, version in versions.items() if version != self.installed[name] for text in (name, version)
        ]
        return digests.of_fields("tree", told)

    def _install(self, name: str, version: str) -> None:
        if version == self.versions[name]:
            return
        for old in self.folder.glob(f"{name.replace('-', '_')}-*.dist-info"):
            shutil.rmtree(old)
        if version != self.installed[name]:
            # What stands first on the path is what is installed.
            folder = self.folder / f"{name.replace('-', '_')}-{version}.dist-info"
            folder.mkdir()
            told = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            (folder / "METADATA").write_text(told, encoding="utf-8")
        self.versions[name] = version

    def _read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def _write(self, name: str, data: bytes) -> None:
        self._original.setdefault(name, self._read(name))
        path = self.folder / name
        if path.read_bytes() != data:
            path.unlink()
            path.write_bytes(data)
