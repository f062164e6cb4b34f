"""entities.csv: what people state goes before the evidence, and what is wrong in it is said."""

import msgspec
import pytest

from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.table import Stated, read_entities
from stages.contract import InputError
from tests.stages.annotate.entities.articles import persons

HEAD = "relation,type,name,other\n"
TWO = ["Minister Hina Rafiq Butt spoke.", "Ms. Tahira Noor Bano sang."]


def test_no_table_states_nothing() -> None:
    assert read_entities(b"") == read_entities(HEAD.encode()) == Stated(frozenset(), frozenset())


def test_names_are_pinned_whatever_contradicts() -> None:
    assert len(persons(TWO)) == 2
    assert len(persons(TWO, f"{HEAD}same,PERSON,hina rafiq butt,Tahira  Noor Bano\n")) == 1


def test_names_are_kept_apart_whatever_the_evidence() -> None:
    texts = ["Minister Syed Aminul Haq spoke.", "Minister Syed Amin ul Haque spoke."]
    assert len(persons(texts)) == 1
    assert len(persons(texts, f"{HEAD}different,PERSON,Syed Amin ul Haque,Syed Aminul Haq\n")) == 2


def test_a_name_that_no_article_has_does_no_harm() -> None:
    assert len(persons(TWO, f"{HEAD}same,PERSON,Nobody Atall,Tahira Noor Bano\n")) == 2


def test_notes_comments_and_empty_lines_are_passed_over() -> None:
    text = "note,other,name,type,relation\n# a comment\n\nwhy,B C,A B,ORG,same\n"
    assert read_entities(text.encode()).same == {(("ORG", "a b"), ("ORG", "b c"))}


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("relation,type,name\n", 'line 1 has no column "other"'),
        ("relation,type,name,other,name\n", 'line 1 has more than one column "name"'),
        (f"{HEAD}same,PERSON,A B\n", "line 2 has 3 cells where the first line has 4"),
        (f"{HEAD}equal,PERSON,A B,B C\n", "line 2 has the relation 'equal'"),
        (f"{HEAD}same,MAN,A B,B C\n", "line 2 has the type 'MAN'"),
        (f"{HEAD}same,ORG,A B,\n", "line 2 names only one of the two"),
        (f"{HEAD}same,ORG,A B,a  b\n", "line 2 names the same name twice"),
        (f'{HEAD}same,ORG,"A B,B C\n', "line 2 is not CSV"),
        (f"{HEAD}same,ORG,A B,B C\ndifferent,ORG,b c,a b\n", "line 3 and line 2 say"),
        (
            f"{HEAD}same,ORG,A B,B C\nsame,ORG,C D,D E\ndifferent,ORG,C D,A B\nsame,ORG,D E,B C\n",
            "line 4 says that .*a b.* and .*c d.* are different, .*line 3 is one of them",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(table: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as error:
        read_entities(table.encode())
    assert error.value.what.startswith("entities.csv")
    assert error.value.then


def test_a_table_in_another_encoding_is_refused() -> None:
    with pytest.raises(InputError, match="not UTF-8"):
        read_entities(HEAD.encode() + b"\xff\xfe\xfa")
    assert read_entities(f"{HEAD}same,ORG,A,B\n".encode("utf-16")).same


def test_what_is_said_of_one_type_contradicts_nothing_of_another() -> None:
    text = f"{HEAD}same,ORG,A B,B C\nsame,ORG,B C,C D\ndifferent,PERSON,A B,C D\ndifferent,ORG,A B,D E\n"
    assert len(read_entities(text.encode()).different) == 2


def test_a_long_chain_is_followed_in_linear_time() -> None:
    rows = "".join(f"same,ORG,Body {at},Body {at + 1}\n" for at in range(20_000))
    with pytest.raises(InputError, match="line 20002 says"):
        read_entities(f"{HEAD}{rows}different,ORG,Body 0,Body 20000\n".encode())


@pytest.mark.parametrize("knobs", [{"dominance": 9}, {"dominance": float("nan")}, {"compared": -1}])
def test_knobs_out_of_their_bounds_are_refused(knobs: dict[str, float]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(knobs, EntitiesParams)
