"""What the stage declares about itself."""

import inspect
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import msgspec
import pytest

from stages.clean import STAGE
from stages.clean.articles.params import ArticlesParams
from stages.clean.read.params import ReadParams
from stages.contract import SOURCE, Map, Step


@pytest.mark.parametrize("step", STAGE.steps, ids=lambda step: step.name)
def test_the_declaration_points_at_what_exists(step: Step) -> None:
    parts = (step.function,) if isinstance(step, Map) else (step.sign, step.decide, step.apply)
    for pointer in (*parts, step.params):
        module, _, name = str(pointer).partition(":")
        assert callable(getattr(import_module(module), name))
    for library in step.libraries:
        assert version(library)
    assert tuple(sorted(step.libraries, key=str.lower)) == step.libraries


def test_the_steps_follow_one_another() -> None:
    assert [(step.name, *step.inputs) for step in STAGE.steps] == [
        ("read", SOURCE),
        ("outlets", "clean.read"),
        ("articles", "clean.read", "clean.outlets"),
    ]


@pytest.mark.parametrize("params", [ReadParams, ArticlesParams])
def test_every_knob_is_explained(params: type[msgspec.Struct]) -> None:
    for name in params.__struct_fields__:
        assert f"{name}:" in (inspect.getdoc(params) or "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"least_letters": 0},
        {"least_letter": 5},
        {"html_focus": "speed"},
        {"partition_least": 600},
        {"partition_greatest": 200},
        {"article_limit_mib": "16"},
    ],
)
def test_wrong_knobs(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, ReadParams)


def test_the_declaration_and_plain_articles_load_no_heavy_library() -> None:
    script = """
import sys
from stages.clean import STAGE
from stages.clean.read.articles import read_article
from stages.clean.read.params import ReadParams
from stages.clean.read.batch import scan
assert "pyarrow" in sys.modules
article = read_article("text", "The mill “crushed” 4,100 tonnes of cane — a record.".encode(), ReadParams())
assert article.text
print(sorted({"trafilatura", "lxml", "ftfy", "charset_normalizer", "htmldate", "zstandard"} & set(sys.modules)))
"""
    root = Path(__file__).parents[3]
    result = subprocess.run([sys.executable, "-c", script], cwd=root, check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "[]"
