"""What a process must have in common with another to do its work: the code and the rules, the libraries, the Python.

Two processes of one identity make the same bytes of the same job. It is wider than a step's fingerprint, which counts
what that step depends on: it is of all stages and of the whole engine, so that one look is enough for a whole run.
"""

from functools import cache
from importlib import metadata

import msgspec

import stages
from flows.engine import digests, fingerprints, interpreter

#: Distributions that every stage depends on, besides those that the steps declare.
_COMMON = ("msgspec", "numpy", "pyarrow")

#: Differences that are told; of more, how many.
_TOLD = 4


class Identity(msgspec.Struct, frozen=True):
    """What a process is made of.

    Attributes:
        code: digest of each file, rules included, by its path below the folder that holds ``stages`` and ``flows``.
        libraries: version by distribution, empty for one that is not installed.
        interpreter: see `flows.engine.interpreter.current`.
    """

    code: dict[str, str]
    libraries: dict[str, str]
    interpreter: str

    def digest(self) -> str:
        """Return one digest of it all."""
        return digests.of_fields("identity", [msgspec.json.encode(self, order="sorted")])

    def differences(self, there: "Identity") -> list[str]:
        """Say for people in what another process differs from this one; nothing where it does not."""
        found = []
        if there.interpreter != self.interpreter:
            found.append(f"{there.interpreter} there, {self.interpreter} here")
        for name in sorted(self.libraries.keys() | there.libraries.keys()):
            here, other = self.libraries.get(name), there.libraries.get(name)
            if here != other:
                found.append(f"{name} {other or 'missing'} there, {here or 'missing'} here")
        for path in sorted(self.code.keys() | there.code.keys()):
            if path not in there.code:
                found.append(f"{path} is missing there")
            elif path not in self.code:
                found.append(f"{path} is there only")
            elif there.code[path] != self.code[path]:
                found.append(f"{path} differs")
        more = [f"and {len(found) - _TOLD} more"] if len(found) > _TOLD else []
        return found[:_TOLD] + more


def current(carriers: tuple[str, ...] = ()) -> Identity:
    """Return what this process is made of, as it is on disk now.

    Args:
        carriers: distributions that bring calls from one process to the other.
    """
    declared = {name for stage in stages.NAMES for step in stages.load(stage).steps for name in step.libraries}
    return Identity(
        code=fingerprints.code_of("stages") | fingerprints.code_of("flows.engine"),
        libraries={name: _version(name) for name in sorted({*_COMMON, *declared, *carriers})},
        interpreter=interpreter.current(),
    )


@cache
def loaded(carriers: tuple[str, ...] = ()) -> Identity:
    """Return what it was when this was first asked: a process that lives long keeps the code that it has loaded."""
    return current(carriers)


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
