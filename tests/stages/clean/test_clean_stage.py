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
from stages.clean.read.params import ReadParams
from stages.contract import SOURCE, Map


def test_the_declaration_points_at_what_exists() -> None:
    (step,) = STAGE.steps
    assert isinstance(step, Map)
    assert (STAGE.name, step.name, step.inputs) == ("clean", "articles", (SOURCE,))
    for pointer in (step.function, step.params):
        module, _, name = pointer.partition(":")
        assert callable(getattr(import_module(module), name))
    for library in step.libraries:
        assert version(library)
    assert tuple(sorted(step.libraries, key=str.lower)) == step.libraries


def test_every_knob_is_explained() -> None:
    for name in ReadParams.__struct_fields__:
        assert f"{name}:" in inspect.getdoc(ReadParams)


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
