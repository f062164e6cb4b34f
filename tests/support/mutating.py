"""A process that runs broken copies of ``flows``: it has libraries, stages and their rules loaded, forks a child for
each copy, and lets that import the copy. So a mutant costs what it breaks, not the start of a Python.

It reads a JSON object per line from standard input and answers with one.
"""

import json
import os
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any


def _load(scratch: Path) -> None:
    """Build the corpus that mutants are tried on: what that loads, their builds need."""
    building = import_module("flows.verify.building")
    for name in ("flows.verify.run", "pytest", "_pytest.doctest", "_pytest.unraisableexception"):
        import_module(name)
    settings = json.loads((scratch / "settings.json").read_text(encoding="utf-8"))
    order = building.Order(str(scratch / "seeds"), str(scratch / "artifacts"), settings, "")
    error = building.done(order).error
    if error is not None:
        raise SystemExit(error)


def _forget_flows(root: str) -> None:
    """Let ``flows`` and the tests come from another folder, but keep what is known of ``stages``: to read which
    modules its code imports takes longer than a small build, and no mutant changes how it is read.
    """
    imports = import_module("flows.engine.fingerprints").imports
    for name in [name for name in sys.modules if name.partition(".")[0] in ("flows", "tests")]:
        del sys.modules[name]
    sys.path.insert(0, root)
    import_module("flows.engine.fingerprints").imports = imports


def _verify(order: dict[str, Any]) -> dict[str, Any]:
    from flows.engine.stage import Place
    from flows.verify import building
    from flows.verify.options import Options
    from flows.verify.run import verify

    assert building.__file__ is not None
    assert building.__file__.startswith(order["root"])

    class Here:
        """Builds in children of this process, whose code is that of the copy."""

        def build(self, asked: Any, tree: Path, state: str, *, fresh: bool) -> Any:
            del fresh
            if not state:
                return building.build(asked)
            # Another version of a library, as its metadata have it: changed rules would need a process of their own.
            sys.path.insert(0, str(tree))
            try:
                return building.build(asked)
            finally:
                sys.path.remove(str(tree))

        def close(self) -> None:
            """Nothing is kept."""

    scratch = Path(tempfile.mkdtemp(dir=order["scratch"]))
    options = Options(
        Place(Path(order["seeds"]), Path(order["artifacts"])),
        order["settings"],
        steps=order["steps"],
        first=False,
        seed=order["seed"],
        kinds=tuple(order["kinds"]),
        sample=order["sample"],
        scratch=scratch,
        code=Path(order["root"]),
    )
    return verify(options, builders=Here()).record()


def _test(order: dict[str, Any]) -> dict[str, Any]:
    import pytest

    os.chdir(order["root"])
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    code = pytest.main(["-q", "-x", "-p", "no:cacheprovider", order["test"]])
    return {"code": int(code)}


def _child(order: dict[str, Any], told: Path) -> int:
    code = 1
    try:
        os.dup2(2, 1)  # what a test prints is no answer
        _forget_flows(order["root"])
        told.write_text(json.dumps(_test(order) if "test" in order else _verify(order)), encoding="utf-8")
        code = 0
    except BaseException:  # noqa: BLE001 - a forked child must never return to the loop
        traceback.print_exc()
    sys.stderr.flush()
    return code


def main(scratch: Path) -> None:
    """Serve until standard input ends."""
    _load(scratch)
    told = scratch / "told.json"
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        told.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            os._exit(_child(json.loads(line), told))
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        answer = told.read_text(encoding="utf-8") if code == 0 else json.dumps({"died": code})
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
