"""What two processes must have in common, and how people are told what they have not."""

import msgspec

import stages
from flows.engine import fingerprints, identity
from flows.engine.identity import Identity
from flows.engine.interpreter import current
from stages.contract import Corpus

HERE = Identity({"stages/a.py": "1", "stages/b.toml": "2"}, {"numpy": "1", "pyarrow": "3"}, "CPython 3.11")


def test_it_counts_all_that_any_fingerprint_counts() -> None:
    found = identity.current()
    for name in stages.NAMES:
        stage = stages.load(name)
        for step in stage.steps:
            code = fingerprints.code_of(fingerprints.Functions.of(step).package())
            if isinstance(step, Corpus) and stage.render:
                code |= fingerprints.code_of(stage.render.partition(":")[0].rpartition(".")[0])
            assert code.items() <= found.code.items()
            assert {"pyarrow", *step.libraries} <= found.libraries.keys()
    assert "flows/engine/fleet.py" in found.code
    assert any(path.endswith(".toml") for path in found.code)
    assert all(found.libraries.values())
    assert found.interpreter == current()
    assert found == identity.current() == identity.loaded()


def test_equal_ones_have_one_digest() -> None:
    same = Identity(dict(reversed(HERE.code.items())), dict(HERE.libraries), HERE.interpreter)
    assert same.digest() == HERE.digest()
    assert HERE.differences(same) == []


def test_every_kind_of_difference_is_told() -> None:
    for change, told in (
        ({"code": HERE.code | {"stages/b.toml": "9"}}, "stages/b.toml differs"),
        ({"code": {"stages/a.py": "1"}}, "stages/b.toml is missing there"),
        ({"code": HERE.code | {"stages/c.py": "9"}}, "stages/c.py is there only"),
        ({"libraries": HERE.libraries | {"numpy": "2"}}, "numpy 2 there, 1 here"),
        ({"libraries": HERE.libraries | {"numpy": ""}}, "numpy missing there, 1 here"),
        ({"interpreter": "CPython 3.12"}, "CPython 3.12 there, CPython 3.11 here"),
    ):
        there = msgspec.structs.replace(HERE, **change)  # type: ignore[arg-type]
        assert HERE.differences(there) == [told]
        assert there.digest() != HERE.digest()


def test_of_many_differences_some_are_told() -> None:
    there = msgspec.structs.replace(HERE, code={f"stages/{letter}.py": "0" for letter in "acdefgh"})
    told = HERE.differences(there)
    assert told[-1] == "and 4 more"
    assert len(told) == 5
