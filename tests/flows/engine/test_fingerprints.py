from pathlib import Path

import msgspec
import pytest
import yaml

import stages
from flows.engine import fingerprints, imports
from flows.engine.fingerprints import Fingerprint
from flows.engine.jobs import resolve
from stages.contract import SOURCE

ROOT = Path(__file__).parents[3]
STEPS = [(name, step) for name in stages.NAMES for step in stages.load(name).steps]
IDS = [f"{name}.{step.name}" for name, step in STEPS]


@pytest.mark.parametrize(("name", "step"), STEPS, ids=IDS)
def test_every_file_of_a_step_is_in_its_fingerprint(name: str, step: stages.contract.Step) -> None:
    made_by = fingerprints.of_step(stages.load(name), step, resolve(step.params)())
    package = fingerprints.Functions.of(step).package().replace(".", "/")
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files <= made_by.code.keys()
    assert "flows/engine/tables.py" in made_by.code
    assert "pyarrow" in made_by.libraries


@pytest.mark.parametrize(("name", "step"), STEPS, ids=IDS)
def test_dvc_watches_every_file_of_every_fingerprint(name: str, step: stages.contract.Step) -> None:
    declared = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"][name]
    made_by = fingerprints.of_step(stages.load(name), step, resolve(step.params)())
    missed = [
        path for path in made_by.code if not any(path == dep or path.startswith(f"{dep}/") for dep in declared["deps"])
    ]
    assert missed == []
    assert "constraints.txt" in declared["deps"]
    assert name in declared["params"]
    read = {upstream.partition(".")[0] for upstream in step.inputs} - {SOURCE, name}
    assert {f"artifacts/{stage}/ledger.json" for stage in read} <= set(declared["deps"])


@pytest.mark.parametrize(("name", "step"), STEPS, ids=IDS)
def test_what_a_step_imports_is_among_the_libraries_it_declares(name: str, step: stages.contract.Step) -> None:
    from importlib.metadata import packages_distributions

    del name
    owners = packages_distributions()
    # spaCy is asked for by a param, which names it with its version; nobody else needs to have it.
    ours = {"pyarrow", "msgspec", "spacy"}
    imported = set()
    for path in fingerprints.code_of(fingerprints.Functions.of(step).package()):
        if path.endswith(".py") and path.startswith("stages/"):
            imported |= imports.of((ROOT / path).read_bytes())
    found = {owner for module in imported for owner in owners.get(module.partition(".")[0], [])}
    assert found - {"khabar"} - ours <= set(step.libraries)


def test_differences_name_the_file_the_knob_and_the_library() -> None:
    old = Fingerprint({"a": "1", "b": "1"}, {"k": 1}, {"ftfy": "6.3.0"}, {})
    new = msgspec.structs.replace(old, code={"a": "2", "b": "1"}, params={"k": 2}, libraries={"ftfy": "6.3.1"})
    assert new.differences(old) == [("code", "a"), ("params", "k: 1 -> 2"), ("library", "ftfy: 6.3.0 -> 6.3.1")]
    assert new.digest() != old.digest()
    assert old.differences(old) == []


def test_a_module_imported_inside_a_function_counts() -> None:
    code = b"def f():\n    from stages.offsets import compose\n    import stages.keys\n"
    assert imports.of(code) >= {"stages.offsets", "stages.keys"}
