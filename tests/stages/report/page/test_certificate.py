"""The page shows the certificate of `khabar verify`, and says where it speaks of something else than what is shown."""

from pathlib import Path
from typing import Any

import pytest

from tests.stages.report.page import made
from tests.support.browser import Browser
from tests.support.page import write

CERTIFICATE: dict[str, Any] = {
    "format": 1,
    "verdict": "equal",
    "seed": 4,
    "steps": 20,
    "compared_every": 1,
    "changes": {"article.add": 9, "param": 11},
    "changes_refused": 0,
    "kills": {"at an instant": 1, "before a step on the disk": 2},
    "partitions": {"computed": 31, "reused": 1402, "pruned": 2},
    "comparisons": 21,
    "files_compared": 1890,
    "bytes_compared": 5_432_100,
    "corpus": {"files": 31, "sample": None, "seeds": "s" * 32, "params": "p" * 32, "tables": ""},
    "code": "c" * 32,
    "digest": "d" * 32,
    "code_here": "c" * 32,
}

OTHER_TABLES, OTHER_CODE, SAMPLE = "It speaks of other tables", "It speaks of other code", "It is of a sample of 100"
CORPUS = CERTIFICATE["corpus"]


@pytest.mark.parametrize(
    ("told", "shown", "not_shown"),
    [
        (None, ["No certificate is here", "khabar verify"], []),
        ({"broken": True}, ["was changed by hand"], []),
        (
            CERTIFICATE,
            ["After 20 random changes", "3 builds", "21 times", "param 11", "31 computed", "5,432,100 bytes", "d" * 32],
            [OTHER_TABLES, OTHER_CODE, SAMPLE],
        ),
        (CERTIFICATE | {"code_here": "e" * 32}, [OTHER_CODE], [OTHER_TABLES]),
        (CERTIFICATE | {"corpus": CORPUS | {"tables": "t"}}, [OTHER_TABLES], [OTHER_CODE]),
        (CERTIFICATE | {"corpus": CORPUS | {"sample": 100}}, [SAMPLE], []),
        (
            CERTIFICATE | {"verdict": "in_place", "fault": {"step": 7}},
            ["At change 7", "a file was written in place"],
            ["After 20"],
        ),
    ],
    ids=["none", "broken", "equal", "code", "tables", "sample", "fault"],
)
def test_it_is_shown(
    browser: Browser, tmp_path: Path, told: dict[str, Any] | None, shown: list[str], not_shown: list[str]
) -> None:
    folder = write(tmp_path, made.partitions(), told).parent
    with browser.open(folder) as seen:
        page = seen.go("#/quality")
        text = page.locator(".card", has_text="Proof that increments are right").inner_text()
        assert [words for words in shown if words not in text] == []
        assert [words for words in not_shown if words in text] == []
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1]
        assert seen.trouble == []
