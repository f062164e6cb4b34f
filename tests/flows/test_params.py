from pathlib import Path

import msgspec
import pytest
import yaml

import stages
from flows import params
from flows.engine.jobs import resolve
from flows.errors import UsageError
from flows.publishing.gate import Limits

ROOT = Path(__file__).parents[2]


def test_the_params_file_of_the_repository_says_every_default() -> None:
    found = params.read(ROOT / "params.yaml")
    assert list(found) == [*stages.NAMES, params.GATE]
    assert found[params.GATE] == msgspec.to_builtins(Limits())
    assert params.of_gate(found) == Limits()
    for name in stages.NAMES:
        stage = stages.load(name)
        for step in stage.steps:
            default = msgspec.to_builtins(resolve(step.params)())
            assert stage.params_of(step, found[name]) == default, f"{name}.{step.name}"
            assert params.of_stage(stage, found)[step.name] == resolve(step.params)()


def test_every_knob_in_the_params_file_is_commented() -> None:
    lines = (ROOT / "params.yaml").read_text().splitlines()
    for at, line in enumerate(lines):
        if line.startswith("  ") and not line.lstrip().startswith("#") and not line.endswith(":"):
            assert "#" in line or lines[at - 1].lstrip().startswith("#"), line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("clean: [", "is not YAML"),
        ("- clean", "not a mapping of stages"),
        ("cleen: {}", "Did you mean clean"),
        ("clean: 3", "clean is not a mapping"),
        ("clean: []", "clean is not a mapping"),
        ("clean: {least_letters: 2021-13-45}", "is not YAML"),
        ("[" * 3000, "is not YAML"),
        *((f"clean: {tag}", "a tag") for tag in ("!!timestamp x", "!!bool x", "!!int ''", "!!float ''")),
        ("clean: {read: {no_such_knob: 3}}", "no_such_knob"),
        ("clean: {read: {partition_least: many}}", "partition_least"),
        ("clean: {read: {partition_least: -1}}", "partition_least"),
        ("annotate: {langauge: {}}", "not one of its steps"),
        ("gat: {}", "Did you mean gate"),
        ("gate: 3", "gate: Expected `object`"),
        ("gate: {nulls_chagne: 0.1}", "The knobs of gate are: small, slack"),
        ("gate: {documents_least: 1.5}", "documents_least"),
    ],
)
def test_a_slip_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(text)

    def check() -> None:
        found = params.read(path)
        for name in found.keys() - {params.GATE}:
            params.of_stage(stages.load(name), found, path)
        params.of_gate(found, path)

    with pytest.raises(UsageError, match=message):
        check()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        params.read(tmp_path / "none.yaml")


def test_defaults_need_no_file() -> None:
    stage = stages.load("clean")
    assert yaml.safe_load("{}") == params.read(None)
    assert params.of_stage(stage, {})["read"] == resolve(stage.steps[0].params)()
