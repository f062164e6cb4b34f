"""The declaration of the stage: every name in it leads to something, and reading it loads no text library."""

import subprocess
import sys
from importlib import import_module

import msgspec
import pytest

from stages.annotate import STAGE
from stages.contract import Map, Step


def resolve(path: str) -> object:
    module, name = path.split(":")
    return getattr(import_module(module), name)


def functions(step: Step) -> list[str]:
    if isinstance(step, Map):
        return [step.function]
    return [step.sign, step.decide, *([step.apply] if step.apply else [])]


@pytest.mark.parametrize("step", STAGE.steps, ids=lambda step: step.name)
def test_every_step_names_its_functions_and_a_struct_with_defaults(step: Step) -> None:
    for function in functions(step):
        assert callable(resolve(function))
    params = resolve(step.params)
    assert isinstance(params, type)
    assert issubclass(params, msgspec.Struct)
    assert params.__struct_config__.frozen
    assert params.__struct_config__.forbid_unknown_fields
    assert msgspec.convert({}, params) == params()


def test_steps_do_not_import_each_other() -> None:
    for step in STAGE.steps:
        code = (
            f"import sys, {', '.join(function.split(':')[0] for function in functions(step))};"
            "print(*{m.split('.')[2] for m in sys.modules if m.startswith('stages.annotate.')})"
        )
        out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert out.split() == [step.name]


def test_the_declaration_loads_no_library() -> None:
    code = "import sys, stages.annotate; print({'pyarrow', 're2', 'langdetect', 'msgspec'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "set()"
