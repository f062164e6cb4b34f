"""The certificate: what signs it, where it lies, and what the page reads of it."""

import json
from pathlib import Path
from typing import Any

import pytest

import stages
from flows import params
from flows.engine.runners import InProcess
from flows.engine.stage import Place, run
from flows.errors import UsageError
from flows.progress import Quiet
from flows.verify import certificate, code

TOLD: dict[str, Any] = {"verdict": "equal", "seed": 4, "corpus": {"sample": None}, "code": "c"}


def read(path: Path) -> Any:
    text = path.read_text()
    assert text.startswith("khabar.certificate(")
    return json.loads(text.removeprefix("khabar.certificate(").removesuffix(");\n"))


@pytest.fixture
def artifacts(tmp_path: Path) -> Path:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "index.html").write_text("")
    return tmp_path


def test_it_is_signed_by_the_digest_of_all_that_it_says() -> None:
    sealed = certificate.sealed(TOLD)
    assert certificate.parse(certificate.encode(sealed)) == sealed
    for change in ({"seed": 5}, {"verdict": "difference"}, {"more": 1}, {"corpus": {"sample": 3}}, {"digest": "0"}):
        assert certificate.parse(certificate.encode(sealed | change)) is None
    for data in (b"", b"{", b"[]", b"\xff", b"[" * 100_000, b"null"):
        assert certificate.parse(data) is None


def test_the_page_is_told_of_it_and_of_the_code_that_is_here(artifacts: Path) -> None:
    certificate.refresh(artifacts)
    script = artifacts / "report" / "verify.js"
    assert read(script) is None
    certificate.write(artifacts, certificate.sealed(TOLD))
    assert read(script) == certificate.sealed(TOLD) | {"code_here": code.digest()}
    path = artifacts / "report" / "verify.json"
    path.write_bytes(path.read_bytes().replace(b'"seed": 4', b'"seed": 5'))
    certificate.refresh(artifacts)
    assert read(script) == {"broken": True}
    path.unlink()
    certificate.refresh(artifacts)
    assert read(script) is None
    assert sorted(each.name for each in (artifacts / "report").iterdir()) == ["index.html", "verify.js"]


def test_without_a_page_nothing_is_left(tmp_path: Path) -> None:
    certificate.refresh(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_report_lets_it_lie_and_no_other_stage_does(tmp_path: Path) -> None:
    place = Place(tmp_path / "seeds", tmp_path / "artifacts")
    place.seeds.mkdir()

    def build(name: str) -> None:
        stage = stages.load(name)
        run(stage, place, params.of_stage(stage, {}), InProcess(), Quiet())

    for name in stages.NAMES:
        build(name)
    made = certificate.write(place.artifacts, certificate.sealed(TOLD))
    before = made.read_bytes()
    build("report")
    assert made.read_bytes() == before
    assert made.with_name("verify.js").is_file()
    (place.artifacts / "export" / "verify.json").write_bytes(before)
    with pytest.raises(UsageError, match="is not a file that khabar makes"):
        build("export")


def test_another_file_of_code_is_another_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    now = code.digest()
    assert now == code.digest()
    copy = code.copied(code.home(), tmp_path / "code")
    monkeypatch.setattr(code, "home", lambda: copy)
    assert code.digest() == now
    rules = copy / "stages" / "clean" / "read" / "boilerplate.toml"
    rules.write_text(rules.read_text() + "\n")
    assert code.digest() != now
