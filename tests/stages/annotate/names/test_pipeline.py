"""A spaCy pipeline takes the place of the rules: a tiny one that is trained here, installed as any other is."""

import random
import re
import sys
import warnings
from importlib.util import find_spec

import pytest

from stages.annotate.names.article import mentions
from stages.annotate.names.params import NamesParams
from stages.annotate.names.pipeline import loaded
from stages.contract import InputError

if find_spec("spacy") is None:
    pytest.skip("spaCy is not installed (pip install 'khabar[spacy]')", allow_module_level=True)

NAME, VERSION = "en_khabar_tiny", "0.0.1"

#: Names that no rule could know: small letters.
TRAINING = [
    ("we saw zorbo in velden", [(7, 12, "PERSON"), (16, 22, "GPE")]),
    ("we met zorbo in velden", [(7, 12, "PERSON"), (16, 22, "GPE")]),
    ("then zorbo left velden", [(5, 10, "PERSON"), (16, 22, "GPE")]),
    ("the plumgate firm saw zorbo", [(4, 12, "ORG"), (22, 27, "PERSON")]),
    ("the plumgate firm left velden", [(4, 12, "ORG"), (23, 29, "GPE")]),
]


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Train the pipeline, lay it down as an installed package, and return how the params name it."""
    folder = tmp_path_factory.mktemp("site")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of spaCy's own dependencies
        import spacy
        from spacy.training import Example
        from spacy.util import fix_random_seed

        fix_random_seed(1)
        pipeline = spacy.blank("en")
        recogniser = pipeline.add_pipe("ner")
        examples = [Example.from_dict(pipeline.make_doc(text), {"entities": spans}) for text, spans in TRAINING]
        for _, spans in TRAINING:
            for _, _, label in spans:
                recogniser.add_label(label)
        optimizer = pipeline.initialize(lambda: examples)
        order = random.Random(1)  # noqa: S311 # the same order each time
        for _ in range(30):
            order.shuffle(examples)
            pipeline.update(examples, sgd=optimizer, drop=0.0)
        pipeline.meta["name"], pipeline.meta["version"] = NAME.removeprefix("en_"), VERSION
        package = folder / NAME
        package.mkdir()
        pipeline.to_disk(package / f"{NAME}-{VERSION}")
    (package / "meta.json").write_text((package / f"{NAME}-{VERSION}" / "meta.json").read_text())
    (package / "__init__.py").write_text(
        "from spacy.util import load_model_from_init_py\n"
        "def load(**overrides):\n    return load_model_from_init_py(__file__, **overrides)\n"
    )
    info = folder / f"{NAME}-{VERSION}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {VERSION}\n")
    sys.path.insert(0, str(folder))
    return f"{NAME}=={VERSION} spacy=={spacy.__version__}"


@pytest.fixture(autouse=True, scope="module")
def cleared() -> object:
    """Leave no pipeline behind, nor its place on the path."""
    path = list(sys.path)
    yield
    loaded.cache_clear()
    sys.path[:] = path
    sys.modules.pop(NAME, None)


def test_its_names_stand_in_the_place_of_those_of_the_rules(identity: str) -> None:
    text = "we saw zorbo in velden\nthe plumgate firm saw zorbo"
    assert mentions(text, [], NamesParams()) == []
    found = mentions(text, [], NamesParams(pipeline=identity))
    assert [(each.text, each.type, each.rule) for each in found] == [
        ("zorbo", "PERSON", "pipeline"),
        ("velden", "PLACE", "pipeline"),
        ("plumgate", "ORG", "pipeline"),
        ("zorbo", "PERSON", "pipeline"),
    ]
    assert all(each.text == text[each.start : each.end] for each in found)
    assert [each.referent for each in found] == [0, 1, 2, 0]


def test_what_it_is_named_by_must_be_what_is_installed(identity: str) -> None:
    other = identity.replace(VERSION, "0.0.2")
    with pytest.raises(InputError, match="installed is") as error:
        loaded(other)
    assert identity in error.value.what
    with pytest.raises(InputError, match="installed is spacy=="):
        loaded("khabar_no_such_pipeline==1.0 spacy==3.8.0")
    for wrong in ("en_core_web_sm", "../pipeline", "", f"{NAME}=={VERSION}"):
        with pytest.raises(InputError, match=re.escape(repr(wrong))) as error:
            loaded(wrong)
        assert "NAME==" in error.value.then


def test_spacy_is_not_imported_where_no_pipeline_is_named() -> None:
    import subprocess

    code = (
        "import sys; from stages.annotate.names.article import mentions;"
        "from stages.annotate.names.params import NamesParams;"
        "mentions('Ali Khan left.', [0], NamesParams()); print('spacy' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "False"
