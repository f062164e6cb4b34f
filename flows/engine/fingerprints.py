"""What a step's result depends on besides its input: its code and rules, its params, some libraries, and an epoch.

Which modules count is read from the import statements of the code itself, so that nobody has to remember to declare
one. Where and how a step runs (workers, engine, machine, time zone, locale) is not part of it.
"""

import ast
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import msgspec

import stages
from flows.engine import digests
from stages.contract import Corpus, Map, Stage, Step

_STAGES = Path(stages.__file__).parent
_ENGINE = Path(__file__).parent

#: Modules of ``stages`` that only declare and load; a change in them changes no value.
_DECLARATIONS = frozenset({"stages", "stages.contract"})

#: The engine's own modules that decide what bytes a job reads and writes.
_ENGINE_FILES = ("chunking.py", "contents.py", "jobs.py", "listing.py", "rows.py", "sources.py", "tables.py")


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


def of_step(stage: Stage, step: Step, params: msgspec.Struct) -> Fingerprint:
    """Return the fingerprint of one step of ``stage`` under ``params``."""
    functions = Functions.of(step)
    code = code_of(functions.package())
    if stage.render is not None and isinstance(step, Corpus):
        code |= code_of(stage.render.partition(":")[0].rpartition(".")[0])
    declaration = {**functions.by_part, "inputs": " ".join(step.inputs), "epoch": str(step.epoch)}
    if isinstance(step, Map) and step.shards:
        declaration["shards"] = " ".join(step.shards)
    if isinstance(step, Corpus) and step.reference:
        declaration["reference"] = step.reference
    if isinstance(step, Corpus) and step.memory:
        declaration["memory"] = "yes"
    return Fingerprint(
        code=code,
        params=msgspec.to_builtins(params),
        libraries={name: _version(name) for name in sorted({"pyarrow", *step.libraries})},
        declaration=declaration,
    )


def code_of(package: str) -> dict[str, str]:
    """Return the digest of every file that the code of ``package`` is made of.

    These are all the files of the package, rules and tables included, the modules of ``stages`` that they import, and
    what these import in turn, and the modules of the engine that make the bytes.
    """
    found = {path: digests.of_file(path) for path in _files(_folder(package))}
    todo = [path for path in found if path.suffix == ".py"]
    while todo:
        for module in imports(todo.pop().read_bytes()) - _DECLARATIONS:
            for path in _module_files(module):
                if path not in found:
                    found[path] = digests.of_file(path)
                    if path.suffix == ".py":
                        todo.append(path)
    for name in _ENGINE_FILES:
        found[_ENGINE / name] = digests.of_file(_ENGINE / name)
    return {_name(path): digest for path, digest in sorted(found.items())}


def _name(path: Path) -> str:
    """Return a file's path as the repository gives it, wherever the code is installed."""
    package = _STAGES if path.is_relative_to(_STAGES) else _ENGINE.parent
    return path.relative_to(package.parent).as_posix()


@cache
def imports(code: bytes) -> frozenset[str]:
    """Return the names of the modules that Python code imports, whether at its top or inside a function."""
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # `from stages import offsets` names a module in the alias, `from stages.offsets import compose` does not.
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return frozenset(names)


@cache
def _module_files(module: str) -> tuple[Path, ...]:
    """Return the file of a module of ``stages``, all files of a package, nothing for any other name."""
    if not module.startswith("stages."):
        return ()
    target = _STAGES.parent.joinpath(*module.split("."))
    if target.with_suffix(".py").is_file():
        return (target.with_suffix(".py"),)
    if (target / "__init__.py").is_file():
        return tuple(_files(target))
    return ()


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ValueError(f"{package} is not a package")
    return Path(spec.submodule_search_locations[0])


def _files(folder: Path) -> list[Path]:
    """Return the files of a package: everything below its folder but compiled leftovers and hidden files."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


@cache
def _version(distribution: str) -> str:
    return metadata.version(distribution)
