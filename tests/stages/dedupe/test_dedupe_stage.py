"""The declaration: what it names is there, and reading it costs nothing."""

import subprocess
import sys
from importlib import import_module

import msgspec
import pytest

from stages import load
from stages.contract import Corpus
from stages.dedupe.params import DedupeParams


def test_functions_and_params_are_where_the_step_says() -> None:
    [step] = load("dedupe").steps
    assert isinstance(step, Corpus)
    assert step.name == "decisions"
    for name in (step.sign, step.decide, step.apply, step.params):
        assert name is not None
        module, _, attribute = name.partition(":")
        assert callable(getattr(import_module(module), attribute))


def test_reading_the_declaration_imports_no_library() -> None:
    code = "import stages, sys; stages.load('dedupe'); print(sorted({'numpy', 'pyarrow', 're2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "knobs",
    [{"threshold": 0.0}, {"threshold": 1.1}, {"bands": 0}, {"rows": 0}, {"shingle_words": 0}, {"permutations": 128}],
)
def test_knobs_out_of_bounds_are_refused(knobs: dict[str, float]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(knobs, DedupeParams)
