"""The page's own files: all of them are in it, and none of them does what the page promises not to."""

import re
from pathlib import Path

import pytest
import yaml

from stages import report
from stages.report.page import files
from stages.report.page.files import FILES, SCRIPTS, STYLES

ROOT = Path(__file__).parents[4]
PAGE = Path(files.__file__).parent

#: Ways in which text could become markup or code, in which anything could be fetched, or in which a page forgets.
NEVER = re.compile(
    r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|createContextualFragment|\beval\b|new Function|"
    r"setTimeout\(\s*[\"'`]|\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\(|Worker\(|"
    r"https?://(?!www\.w3\.org/2000/svg)|@import|url\("
)


def test_every_file_is_in_the_page() -> None:
    assert {path.relative_to(PAGE / "js").as_posix() for path in PAGE.rglob("*.js")} == set(SCRIPTS)
    assert {path.name for path in PAGE.rglob("*.css")} == set(STYLES)
    made = files.files({})
    assert set(made) == set(FILES)
    for name in SCRIPTS:
        assert (PAGE / "js" / name).read_bytes() in made["page.js"]


@pytest.mark.parametrize("path", sorted(p for p in PAGE.rglob("*") if p.suffix in (".js", ".css", ".html")), ids=str)
def test_no_file_could_run_or_fetch_what_is_not_ours(path: Path) -> None:
    assert not NEVER.search(path.read_text(encoding="utf-8"))


def test_the_policy_lets_nothing_in() -> None:
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert "unsafe" not in policy
    assert "require-trusted-types-for" in rules
    # No code and no style inside the page, where such a policy would have to allow it.
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|style=", page)


def test_dvc_keeps_all_that_the_stage_makes() -> None:
    stage = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]["report"]
    listed = [next(iter(each)) for part in ("outs", "metrics", "plots") for each in stage[part]]
    steps = {step.name: step for step in report.STAGE.steps}
    made = {f"{name}.{part}" for name in steps for part in ("sign", "decide") if name != "shards"}
    made |= {*report.STAGE.rendered, *steps["shards"].shards, "ledger.json"}  # type: ignore[union-attr]
    assert sorted(listed) == sorted(f"artifacts/report/{name}" for name in made)
    ignored = (ROOT / "artifacts" / "report" / ".gitignore").read_text().split()
    cached = {next(iter(each)) for each in stage["outs"] if next(iter(each.values())).get("cache", True)}
    assert sorted(ignored) == sorted(path.removeprefix("artifacts/report") for path in cached)
