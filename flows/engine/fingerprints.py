"""What a step's result depends on besides its input: its code and rules, its params, some libraries, and an epoch.

Which modules count is read from the import statements of the code itself, so that nobody has to remember to declare
one. Where and how a step runs (workers, engine, machine, time zone, locale) is not part of it.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

import stages
from flows.engine import digests, imports, installed
from stages.contract import Corpus, Map, Stage, Step

#: The folders that hold ``stages`` and ``flows``, and that of the engine.
_HOME = str(Path(stages.__file__).parents[1])
_FLOWS = str(Path(__file__).parents[2])
_ENGINE = str(Path(__file__).parent)

#: Modules of ``stages`` that only declare and load; a change in them changes no value.
_DECLARATIONS = frozenset({"stages", "stages.contract"})

#: The engine's own modules that decide what bytes a job reads and writes.
_ENGINE_FILES = (
    "chunking.py",
    "contents.py",
    "jobs.py",
    "listing.py",
    "rows.py",
    "sheaf.py",
    "sources.py",
    "tables.py",
)


class Fingerprint(msgspec.Struct, frozen=True):
    """Everything but the input that a step's result depends on, in a form that can be compared and explained.

    Attributes:
        code: digest of each file, by its path below the folder that holds ``stages`` and ``flows``.
        params: the knobs, defaults filled in.
        libraries: version by distribution.
        declaration: what the stage says of the step: functions, inputs, epoch.
    """

    code: dict[str, str]
    params: dict[str, object]
    libraries: dict[str, str]
    declaration: dict[str, str]

    def digest(self) -> str:
        """Return the digest that enters the digest of every job of the step."""
        return digests.of_fields("fingerprint", [msgspec.json.encode(self, order="sorted")])

    def differences(self, old: "Fingerprint") -> list[tuple[str, str]]:
        """Say what changed since ``old``, as pairs of a reason (code, params, library) and a detail."""
        code = sorted(self.code.keys() | old.code.keys())
        found = [("code", path) for path in code if self.code.get(path) != old.code.get(path)]
        for kind, now, then in (("params", self.params, old.params), ("library", self.libraries, old.libraries)):
            for name in sorted(now.keys() | then.keys()):
                if now.get(name) != then.get(name):
                    found.append((kind, f"{name}: {then.get(name)} -> {now.get(name)}"))  # noqa: PERF401 - clearer so
        if self.declaration != old.declaration:
            found.append(("code", "the step's declaration"))
        return found


@dataclass(frozen=True)
class Functions:
    """The functions of a step by the part they play: run, or sign, decide and apply."""

    by_part: dict[str, str]

    @classmethod
    def of(cls, step: Step) -> "Functions":
        """List the functions that ``step`` declares."""
        if isinstance(step, Map):
            parts = {"run": step.function, "tables": step.tables}
        else:
            parts = {"sign": step.sign, "decide": step.decide, "apply": step.apply}
        return cls({part: name for part, name in parts.items() if name})

    def package(self) -> str:
        """Return the package that holds them all.

        Raises:
            ValueError: they stand in different packages, so that there is no one answer.
        """
        packages = {name.partition(":")[0].rpartition(".")[0] for name in self.by_part.values()}
        if len(packages) != 1:
            raise ValueError(f"the functions of a step must stand in one package, not in {sorted(packages)}")
        return packages.pop()


class Code:
    """The code as it is on disk, each file of which is read once.

    Paths are text here: what a `Path` costs is most of what it would take to look at some hundred small files.
    """

    def __init__(self) -> None:
        self._read: dict[str, tuple[str, frozenset[str]]] = {}
        self._folders: dict[str, list[str]] = {}
        self._modules: dict[str, list[str]] = {}

    def of(self, package: str) -> dict[str, str]:
        """Return the digest of every file that the code of ``package`` is made of.

        These are all the files of the package, rules and tables included, the modules of ``stages`` that they import,
        and what these import in turn, and the modules of the engine that make the bytes.
        """
        todo = list(self._files(_folder(package)))
        found = set(todo)
        while todo:
            for module in self._look(todo.pop())[1] - _DECLARATIONS:
                new = [path for path in self._module_files(module) if path not in found]
                found.update(new)
                todo += new
        found.update(f"{_ENGINE}/{name}" for name in _ENGINE_FILES)
        return dict(sorted((_name(path), self._look(path)[0]) for path in found))

    def _look(self, path: str) -> tuple[str, frozenset[str]]:
        """Return the digest of a file and what it imports."""
        known = self._read.get(path)
        if known is None:
            with open(path, "rb") as stream:  # noqa: PTH123 - see the class
                data = stream.read()
            modules = imports.of(data) if path.endswith(".py") else frozenset[str]()
            known = self._read[path] = digests.of_bytes(data), modules
        return known

    def _module_files(self, module: str) -> list[str]:
        """Return the file of a module of ``stages``, all files of a package, nothing for any other name."""
        if not module.startswith("stages."):
            return []
        found = self._modules.get(module)
        if found is None:
            target = "/".join([_HOME, *module.split(".")])
            if os.path.isfile(f"{target}.py"):  # noqa: PTH113 - see the class
                found = [f"{target}.py"]
            elif os.path.isfile(f"{target}/__init__.py"):  # noqa: PTH113 - likewise
                found = self._files(target)
            else:
                found = []
            self._modules[module] = found
        return found

    def _files(self, folder: str) -> list[str]:
        """Return the files of a package: everything below its folder but compiled leftovers and hidden files."""
        if folder not in self._folders:
            self._folders[folder] = list(_walk(folder))
        return self._folders[folder]


def _walk(folder: str) -> Iterator[str]:
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
        for name in names:
            path = f"{here}/{name}"
            if not name.startswith(".") and os.path.isfile(path):  # noqa: PTH113 - see `Code`
                yield path


def of_step(stage: Stage, step: Step, params: msgspec.Struct, code: Code | None = None) -> Fingerprint:
    """Return the fingerprint of one step of ``stage`` under ``params``.

    Args:
        stage: the stage.
        step: one of its steps.
        params: the knobs of the step.
        code: what is known of the code already, where several steps are asked for one after another.
    """
    code = code or Code()
    functions = Functions.of(step)
    files = code.of(functions.package())
    if stage.render is not None and isinstance(step, Corpus):
        files |= code.of(stage.render.partition(":")[0].rpartition(".")[0])
    declaration = {**functions.by_part, "inputs": " ".join(step.inputs), "epoch": str(step.epoch)}
    if isinstance(step, Map) and step.shards:
        declaration["shards"] = " ".join(step.shards)
    if isinstance(step, Corpus) and step.reference:
        declaration["reference"] = step.reference
    if isinstance(step, Corpus) and step.memory:
        declaration["memory"] = "yes"
    return Fingerprint(
        code=files,
        params=msgspec.to_builtins(params),
        libraries={name: _version(name) for name in sorted({"pyarrow", *step.libraries})},
        declaration=declaration,
    )


def code_of(package: str) -> dict[str, str]:
    """Return the digest of every file that the code of ``package`` is made of: see `Code.of`."""
    return Code().of(package)


def _name(path: str) -> str:
    """Return a file's path as the repository gives it, wherever the code is installed."""
    return path.removeprefix(f"{_HOME if path.startswith(f'{_HOME}/stages/') else _FLOWS}/")


def _folder(package: str) -> str:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ValueError(f"{package} is not a package")
    return spec.submodule_search_locations[0]


@cache
def _version(distribution: str) -> str:
    return installed.version(distribution)
