"""`khabar cite`: how rows are named, and what a reference says."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.citing import bibtex, csl, text
from flows.citing.bibtex import escaped
from flows.citing.passages import Passage
from flows.citing.rows import Row, piped
from flows.cli import main
from flows.errors import UsageError
from tests.support.asked import STORY, URDU, export_asked
from tests.support.samples import name_of

DOC, URDU_DOC = name_of(0), name_of(1)
START = STORY.index("$2 billion")
SPAN = f"{DOC}:{START}-{START + 10}"
OPEN, CLOSE = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_asked(tmp_path_factory.mktemp("cited"))


def cite(artifacts: Path, *arguments: str, piped: str | None = None) -> Result:
    return CliRunner().invoke(main, ["cite", *arguments, "--artifacts", str(artifacts)], input=piped)


def out(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


# -- the names of rows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("6b91", Row("6b91")),
        ("6b91:146-160", Row("6b91", (146, 160))),
        ("figures/6b91:146-160", Row("6b91", (146, 160), "figures")),
        ("duplicates/6b91", Row("6b91", None, "duplicates")),
        ("paper/a:b.txt", Row("paper/a:b.txt")),
        ("paper/batch.jsonl#7:1-2", Row("paper/batch.jsonl#7", (1, 2))),
        ("figures/story.txt:1-2", Row("figures/story.txt", (1, 2))),
        ("other/6b91", Row("other/6b91")),
    ],
)
def test_names(name: str, expected: Row) -> None:
    assert Row.of(name) == expected


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageError, match="ends where it begins"):
        Row.of("6b91:5-5")


@pytest.mark.parametrize(
    "text",
    [
        "6b91a0:1-2\n\n6b91a1\n",
        '[{"cite": "6b91a0:1-2", "doc_id": "ffff"}, {"doc_id": "6b91a1"}]',
        '{"doc_id": "6b91a0", "start": 1, "end": 2}\n{"doc_id": "6b91a1", "start": null, "end": null}\n',
        'doc_id,start,end,text\n6b91a0,1,2,"a, b"\n6b91a1,,,\n',
        "title,cite\nx,6b91a0:1-2\ny,6b91a1:\n",
    ],
    ids=["names", "json", "json lines", "csv", "csv with names"],
)
def test_rows_that_are_piped_in(text: str) -> None:
    if text.startswith("title"):
        with pytest.raises(UsageError, match="names no article"):
            piped(text)
        return
    assert piped(text) == [Row("6b91a0", (1, 2)), Row("6b91a1")]


@pytest.mark.parametrize(
    ("text", "match"), [("[{", "no JSON"), ("[1]", "names no article"), ('[{"a": 1}]', "columns are a")]
)
def test_what_names_no_row_is_refused(text: str, match: str) -> None:
    with pytest.raises(UsageError, match=match):
        piped(text)


# -- the references --------------------------------------------------------------------------------------------------


def test_text(artifacts: Path) -> None:
    assert out(cite(artifacts, SPAN)) == (
        f"{OPEN}Exports of software rose to $2 billion.{CLOSE} Zara Khan. "
        f"Software & more: 100% up. The Paper, 2 March 2021. https://paper.example/a_b?c=1 [{SPAN}]\n"
    )


def test_an_article_that_says_little_is_named_by_its_source(artifacts: Path) -> None:
    assert out(cite(artifacts, f"{URDU_DOC}:0-3")) == (
        f"{OPEN}{URDU}{CLOSE} no date. urdu/batch.jsonl#7. [{URDU_DOC}:0-3]\n"
    )


def test_bibtex(artifacts: Path) -> None:
    assert out(cite(artifacts, SPAN, SPAN, "--format", "bibtex")) == (
        f"@article{{khabar-{DOC}-{START}-{START + 10},\n"
        "  title = {{Software \\& more: 100\\% up}},\n"
        "  author = {{Zara Khan}},\n"
        "  journal = {The Paper},\n"
        "  year = {2021},\n"
        "  month = mar,\n"
        "  day = {2},\n"
        "  url = {https://paper.example/a_b?c=1},\n"
        "  note = {Exports of software rose to \\$2 billion.},\n"
        "}\n"
    )


def test_what_tex_acts_on_is_escaped() -> None:
    assert escaped("\\input{x}\n50% ~_^#&$ \x1b \u06a9") == (
        r"\textbackslash{}input\{x\} 50\% \textasciitilde{}\_\textasciicircum{}\#\&\$ \textbackslash{}x1b ک"
    )


def test_csl(artifacts: Path) -> None:
    first, second = json.loads(out(cite(artifacts, SPAN, URDU_DOC, "--format", "csl")))
    assert first == {
        "id": SPAN,
        "type": "article-newspaper",
        "title": "Software & more: 100% up",
        "container-title": "The Paper",
        "author": [{"literal": "Zara Khan"}],
        "issued": {"date-parts": [[2021, 3, 2]]},
        "URL": "https://paper.example/a_b?c=1",
        "note": "Exports of software rose to $2 billion.",
        "language": "en",
    }
    assert second == {"id": URDU_DOC, "type": "article-newspaper", "language": "ur"}


def test_what_sql_prints_can_be_cited(artifacts: Path) -> None:
    for form in ("csv", "json"):
        query = "from figures_of('IT exports') where kind = 'target'"
        rows = CliRunner().invoke(main, ["sql", query, "--format", form, "--artifacts", str(artifacts)]).stdout
        assert out(cite(artifacts, "-", piped=rows)) == out(cite(artifacts, SPAN))


@pytest.mark.parametrize("name", ["paper/story.txt", "urdu/batch.jsonl#7", "urdu/batch.jsonl"])
def test_an_article_may_be_named_by_its_source(artifacts: Path, name: str) -> None:
    assert len(json.loads(out(cite(artifacts, name, "--format", "csl")))) == 1


def test_a_row_of_a_table_must_be_there(artifacts: Path) -> None:
    assert out(cite(artifacts, f"figures/{SPAN}")) == out(cite(artifacts, SPAN))
    assert out(cite(artifacts, f"documents/{DOC}")) == out(cite(artifacts, DOC))


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("ffff", "No article"),
        ("0000", "articles fit"),
        ("", "No article"),
        (f"{DOC}:0-99999", "ends at"),
        (f"timexes/{SPAN}", "timexes has no row"),
        (f"entities/{SPAN}", "no passage"),
        (f"documents/{SPAN}", "no passage"),
    ],
)
def test_what_cannot_be_cited_is_said(artifacts: Path, name: str, what: str) -> None:
    result = cite(artifacts, name)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert what in result.stderr
    assert "Traceback" not in result.stderr


def test_what_is_piped_in_may_hold_whole_articles_and_is_refused_where_it_is_too_deep() -> None:
    assert piped(f'doc_id,text\nab,"{"a" * 200_000}"\n') == [Row("ab")]
    with pytest.raises(UsageError, match="no JSON"):
        piped("[" * 100_000)


def test_no_script_of_references_acts_on_a_terminal() -> None:
    passage = Passage(
        "ab", "a.txt", "Paper", "Up\x1b[31m\x9b\u202e", None, None, "https://a.org/\x9b{", None, (1, 2), "x"
    )
    for form in (text, bibtex, csl):
        written = form.write([passage])
        assert not {"\x1b", "\x9b", "\u202e"} & set(written)
    (item,) = json.loads(csl.write([passage]))
    assert item["title"] == passage.title
