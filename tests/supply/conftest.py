"""The scripts beside the tests, as modules."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def pins() -> ModuleType:
    return script("pins")


@pytest.fixture(scope="session")
def audit() -> ModuleType:
    return script("audit")
