"""What a file imports is told from its text as the parser tells it, however the statement is written."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine import imports

ROOT = Path(__file__).parents[3]

WRITTEN = [
    "import stages.a",
    "import stages.a as b, stages.c  # d",
    "from stages import a",
    "from stages.a import*",
    "from stages.a import(b)",
    "from stages.a import b as c  # e; f",
    "from stages.a import (\n    b,  # import c\n    d,\n)",
    "from stages.a import b; import stages.c",
    "x = 1;import stages.a",
    "x = 1; \\\nimport stages.a",
    "import \\\n stages.a",
    "from\\\n stages.a import b",
    "from stages.a \\\n import b",
    "from stages.a import b, \\\n c",
    "if 1:import stages.a",
    "class A: from stages.a import b",
    "try: from stages import a\nexcept ImportError: pass",
    "\x0cimport stages.a",
    "x = 1\rimport stages.a",
    "def f():\n\tfrom stages.a import b",
    "from stages.ü import ä",
    "'''\n'''; from stages.a import b",
    "'''from stages.z import y'''\nimport stages.a",
    "'''\n# ' '''\nimport stages.a",
    "x = '''\nfrom stages.z \\\n'''\nimport stages.a",
    "from . import a\nfrom .b import c\nimport stages.a",
]


@pytest.mark.parametrize("code", WRITTEN)
def test_no_form_of_a_statement_is_missed(code: str) -> None:
    assert imports.of(code.encode()) >= imports.parsed(code.encode())
    assert imports.parsed(code.encode())


def test_of_our_own_code_it_is_the_same_and_little_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [path.read_bytes() for name in ("stages", "flows") for path in sorted((ROOT / name).rglob("*.py"))]
    parsed = imports.parsed
    asked = []
    monkeypatch.setattr(imports, "parsed", lambda code: asked.append(code) or parsed(code))
    imports.of.cache_clear()
    for code in files[::3]:
        assert {name for name in imports.of(code) if name.startswith("stages")} == {
            name for name in parsed(code) if name.startswith("stages")
        }
    assert len(asked) <= len(files) / 60


PIECES = [
    "import",
    "from",
    " ",
    "\n",
    "\\\n",
    "\n    ",
    "stages.a",
    ";",
    ":",
    "(",
    ")",
    ",",
    "as",
    "#",
    "'''",
    '"',
    "x",
    "*",
]
PIECES += ["if 1", "import stages.d", "from stages.b import c"]


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_whatever_is_put_together_nothing_is_missed(pieces: list[str]) -> None:
    code = "".join(pieces).encode()
    try:
        expected = imports.parsed(code)
    except (SyntaxError, ValueError):
        return
    assert imports.of(code) >= expected


def test_every_pair_of_statements() -> None:
    for first, second in product(WRITTEN, WRITTEN):
        code = f"{first}\n{second}\n".encode()
        assert imports.of(code) >= imports.parsed(code), code
