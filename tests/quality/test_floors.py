import json
import re
import subprocess
import sys
import tomllib
import warnings
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from stages.annotate.amounts import amounts
from stages.annotate.amounts.params import AmountsParams
from stages.clean.read.articles import Article, read_article
from stages.clean.read.params import ReadParams
from stages.clean.schema import STATED_DATES_TYPE
from stages.date_normalize import dates
from stages.date_normalize.params import DateNormalizeParams
from tests.quality import amount_spans, languages, names, planted_copies, quotes

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
FLOORS = Path(__file__).with_name("floors.toml")
PAGES = ROOT / "tests" / "stages" / "clean" / "read" / "pages"

Floors = dict[str, dict[str, dict[str, float]]]


def floors(text: str) -> dict[tuple[str, str, str], float]:
    """Return the floors by annotator, gold set and measure."""
    found: Floors = tomllib.loads(text)
    return {
        (kind, gold, measure): floor
        for kind, sets in found.items()
        for gold, measures in sets.items()
        for measure, floor in measures.items()
    }


#: Gold sets of temporal expressions that are scored together.
_TIMEX_SETS = {"both": ("TimeBank", "AQUAINT")}


@cache
def timex(gold: str) -> dict[str, float]:
    """Score the temporal expressions of one gold set with the scorer that stands beside it."""
    sys.path.insert(0, str(SHARED / "tools"))
    try:
        from score_timex import load, score
    finally:
        sys.path.pop(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the scorer leaves the closing of files to Python
        documents = load([str(SHARED / "gold" / "timex" / name) for name in _TIMEX_SETS.get(gold, (gold,))])
    articles = pa.table(
        {
            "doc_id": [document["doc"] for document in documents],
            "stated_dates": pa.array(
                [[{"rule": "record_published", "text": document["dct"]}] for document in documents], STATED_DATES_TYPE
            ),
            "url": pa.nulls(len(documents), pa.string()),
            "reject_code": pa.nulls(len(documents), pa.string()),
            "text": pa.array([document["text"] for document in documents], pa.large_string()),
        }
    )
    nothing = pa.nulls(len(documents), pa.string())
    outlets = pa.table({"country": nothing, "date_order": nothing, "time_zone": nothing})
    found = dates.run(articles, outlets, DateNormalizeParams()).to_pylist()
    answers = [{"doc": row["doc_id"], **each} for row in found for each in row["timexes"]]
    scored = score(documents, answers)
    return {f"{name}_f1": scored[f"{name}_F1"] for name in ("strict", "relaxed", "type", "value")}


@cache
def recognizers(name: str) -> dict[str, float]:
    """Score amounts on the cases of one Recognizers-Text model: a hit overlaps the gold span and has its value."""
    kind, file = {"currency": ("money", "CurrencyModel.json"), "percent": ("percent", "PercentModel.json")}[name]
    cases = json.loads((SHARED / "gold" / "numbers" / file).read_text(encoding="utf-8-sig"))
    cases = [case for case in cases if "python" not in case.get("NotSupported", "").lower()]
    articles = pa.table(
        {
            "doc_id": [str(at) for at in range(len(cases))],
            "reject_code": pa.nulls(len(cases), pa.string()),
            "text": pa.array([case["Input"] for case in cases], pa.large_string()),
        }
    )
    outlets = pa.table({"country": pa.nulls(len(cases), pa.string())})
    rows = amounts.run(articles, outlets, AmountsParams()).to_pylist()
    hits = gold = answers = 0
    for case, row in zip(cases, rows, strict=True):
        found = [each for each in row["amounts"] if each["kind"] == kind]
        wanted = [each for each in case["Results"] if each["Resolution"].get("value")]
        gold += len(wanted)
        answers += len(found)
        hits += sum(any(_agree(one, other) for other in found) for one in wanted)
    return {"recall": hits / gold, "precision": hits / answers}


def _agree(wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    overlap = found["start"] <= wanted["End"] and wanted["Start"] < found["end"]
    value = Decimal(wanted["Resolution"]["value"].rstrip("%"))
    # The set gives 50 cents as 50 of the unit Cent, we as half a dollar: the same value.
    return overlap and value * _HUNDREDTHS.get(wanted["Resolution"].get("unit", ""), 1) == found["value_low"]


#: Units of the set that are the hundredth part of a currency.
_HUNDREDTHS = dict.fromkeys(("Cent", "Pence", "Penny", "Sen"), Decimal("0.01"))


@cache
def html(_: str) -> dict[str, float]:
    """Score the text of our own web pages, and what trafilatura alone makes of them, by the F1 of their words.

    A word is ``\\w+``, and counts as often as it stands there; the score is the mean over the pages. Lines that say the
    title, which the gold texts do not have, are left out of both answers.
    """
    import trafilatura

    ours, theirs = [], []
    for page in sorted(PAGES.glob("*.html")):
        source, gold = page.read_text(encoding="utf-8"), page.with_suffix(".txt").read_text(encoding="utf-8")
        article = read_article("html", source.encode(), ReadParams())
        assert isinstance(article, Article)
        alone = trafilatura.extract(source, include_comments=False) or ""
        for answers, text in ((ours, article.text), (theirs, alone)):
            body = [line for line in text.split("\n") if _words(line.lower()) != _words((article.title or "").lower())]
            answers.append(_token_f1(_words(" ".join(body)), _words(gold)))
    return {"token_f1": sum(ours) / len(ours), "trafilatura": sum(theirs) / len(theirs)}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _token_f1(found: list[str], wanted: list[str]) -> float:
    common = (Counter(found) & Counter(wanted)).total()
    return 2 * common / (len(found) + len(wanted))


SCORERS = {
    "timex": timex,
    "amounts": recognizers,
    "amount_spans": amount_spans.score,
    "html": html,
    "language": languages.score,
    "names": names.score,
    "quotes": quotes.score,
    "dedupe": planted_copies.score,
}

#: Gold that is part of the repository.
OWN = {("html", "pages"), ("dedupe", "seeds")}


@pytest.mark.parametrize(("kind", "gold", "measure"), sorted(floors(FLOORS.read_text())))
def test_no_score_sinks_below_its_floor(kind: str, gold: str, measure: str) -> None:
    if (kind, gold) not in OWN and not SHARED.is_dir():
        pytest.skip("the gold sets and corpora are not at hand (../shared)")
    assert SCORERS[kind](gold)[measure] >= floors(FLOORS.read_text())[kind, gold, measure]


def test_pages_are_read_no_worse_than_by_trafilatura_alone() -> None:
    scores = html("pages")
    assert scores["token_f1"] >= scores["trafilatura"]


def test_no_floor_was_ever_higher() -> None:
    name = FLOORS.relative_to(ROOT).as_posix()
    listed = subprocess.run(
        ["git", "log", "--format=%H", "--", name], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    now = floors(FLOORS.read_text())
    for commit in listed.stdout.split():
        shown = subprocess.run(
            ["git", "show", f"{commit}:{name}"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for key, floor in floors(shown.stdout).items():
            assert now.get(key, -1.0) >= floor, f"{' '.join(key)} was {floor} in {commit[:10]}; a floor never sinks"
