"""What differs between two versions is told to the row, with its cause."""

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from flows import build, diff
from flows.diff import Difference
from flows.engine import fingerprints, jobs, ledger
from flows.engine.stage import Place
from flows.errors import CorruptError, UsageError
from flows.versions import Workspace
from stages import keys
from tests.support.builder import Builder, copy_of_stages
from tests.support.editions import Editions, building, params, story

#: In memory, where the system has such a folder: thousands of small files are synced.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - folders of our own are made in it

NAMES = [f"{'ravi' if at % 3 else 'indus'}/{at:02}.txt" for at in range(12)]
BASE = {name: story(at) for at, name in enumerate(NAMES)}
COPIES = "copies came, went or were edited"

Why = dict[tuple[str, str, str], int]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="khabar-", dir=MEMORY))
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def editions(home: Path) -> Iterator[Editions]:
    with building(home / "builder") as builder:
        yield Editions(home, builder)


@pytest.fixture(scope="module")
def base(editions: Editions) -> Workspace:
    return editions.build(BASE, name="base")


@pytest.fixture(scope="module")
def other_rules(home: Path) -> Iterator[Builder]:
    """Give a builder whose rule for weekdays has another name."""
    stages = copy_of_stages(home / "rules")
    rewrite(stages / "stages/date_normalize/rules/days.toml", '\nname = "weekday"', '\nname = "day_of_week"')
    with building(home / "rules-builder", stages) as builder:
        yield builder


@pytest.fixture(scope="module")
def other_schema(home: Path) -> Iterator[Builder]:
    """Give a builder whose documents have a column less, and one of another type."""
    stages = copy_of_stages(home / "schema")
    schema = stages / "stages/export/schema.py"
    rewrite(schema, '_column("words", pa.int32(),', '_column("words", pa.int64(),')
    rewrite(schema, '    _column("section", pa.string(), "Section as stated by metadata.", null=True),\n', "")
    with building(home / "schema-builder", stages) as builder:
        yield builder


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} says something else now"
    path.write_text(text.replace(old, new), encoding="utf-8")


@dataclass
class Watched(Workspace):
    """Notes what is read."""

    seen: list[str] = field(default_factory=list)

    def read(self, path: str) -> bytes:
        self.seen.append(path)
        return super().read(path)


def why(found: Difference, *tables: str) -> Why:
    """Return the rows that differ by table, change and cause."""
    return {
        (name, rows.change, "; ".join(": ".join(filter(None, reason)) for reason in rows.cause)): rows.count
        for name, table in found.tables.items()
        for rows in table.rows
        if not tables or name in tables
    }


def doc(name: str) -> str:
    return keys.doc_id(keys.file_key(name))


# -- articles ----------------------------------------------------------------------------------------------------------


def test_no_difference_is_told_from_the_ledgers_alone(base: Workspace) -> None:
    old, new = Watched(base.root, "old"), Watched(base.root, "new")
    found = diff.between(old, new)
    assert not found
    assert found.articles.counts == {"added": 0, "edited": 0, "deleted": 0, "renamed": 0, "unchanged": 12}
    assert found.sentence() == "no article changed; documents 12, duplicates 0, rejects 0"
    assert not found.record()["differs"]
    assert {Path(path).name for path in old.seen + new.seen} == {ledger.NAME}
    assert len(old.seen) == len(new.seen) == 5


def test_an_article_added(editions: Editions, base: Workspace) -> None:
    new = editions.build({**BASE, "ravi/new.txt": story(50)})
    old, watched = Watched(base.root, "base"), Watched(new.root, "new")
    found = diff.between(old, watched, examples=9)
    assert found.sentence() == "1 article added; documents 12 -> 13, duplicates 0, rejects 0"
    assert {key[1:] for key in why(found)} == {("added", "added")}
    assert why(found, "documents", "amounts", "timexes") == {
        ("documents", "added", "added"): 1,
        ("amounts", "added", "added"): 1,
        ("timexes", "added", "added"): 2,
    }
    (row,) = found.tables["documents"].rows[0].examples
    assert row.old is None
    assert row.new is not None
    assert (row.new["source"], row.new["published"].isoformat()) == ("ravi/new.txt", "2021-03-24")
    assert found.listed("added") == [{"doc_id": doc("ravi/new.txt"), "name": "ravi/new.txt"}]
    # Nothing but what differs was opened.
    for side, other in ((old, watched), (watched, old)):
        opened = [path for path in side.seen if not path.endswith(ledger.NAME)]
        assert opened
        for path in opened:
            twin = other.root / path
            assert not twin.exists() or twin.read_bytes() != (side.root / path).read_bytes(), path


def test_an_article_edited(editions: Editions, base: Workspace) -> None:
    found = diff.between(base, editions.build({**BASE, NAMES[4]: BASE[NAMES[4]].replace("$4.5", "$4.75")}), examples=9)
    assert found.sentence() == "1 article edited; documents 12, duplicates 0, rejects 0"
    assert {cause for _, _, cause in why(found)} == {"edited"}
    assert why(found, "documents", "amounts") == {
        ("documents", "changed", "edited"): 1,
        ("amounts", "removed", "edited"): 1,
        ("amounts", "added", "edited"): 1,
    }
    (row,) = found.tables["documents"].rows[0].examples
    assert row.columns == ("text", "raw_sha256")
    assert row.old
    assert row.new
    assert ("$4.5 b" in row.old["text"], "$4.75 b" in row.new["text"]) == (True, True)
    assert found.tables["documents"].columns == {"raw_sha256": 1, "text": 1}


def test_an_article_deleted(editions: Editions, base: Workspace) -> None:
    left = {name: text for name, text in BASE.items() if name != NAMES[4]}
    found = diff.between(base, editions.build(left))
    assert found.sentence() == "1 article deleted; documents 12 -> 11, duplicates 0, rejects 0"
    assert {key[1:] for key in why(found)} == {("removed", "deleted")}
    assert found.articles.unchanged == 11


def test_an_article_renamed_is_known_by_its_bytes(editions: Editions, base: Workspace) -> None:
    moved = {name: text for name, text in BASE.items() if name != NAMES[4]} | {"ravi/moved.txt": BASE[NAMES[4]]}
    found = diff.between(base, editions.build(moved), examples=1)
    assert found.articles.counts == {"added": 0, "edited": 0, "deleted": 0, "renamed": 1, "unchanged": 11}
    assert found.listed("renamed") == [{"doc_id": doc("ravi/moved.txt"), "name": "ravi/moved.txt", "before": NAMES[4]}]
    assert found.sentence() == "1 article renamed; documents 12, duplicates 0, rejects 0"
    assert why(found, "documents") == {
        ("documents", "added", "renamed"): 1,
        ("documents", "removed", "renamed"): 1,
    }


def test_one_name_of_several_that_have_the_same_bytes(editions: Editions) -> None:
    old = editions.build({"ravi/a.txt": story(1), "ravi/b.txt": story(1), "ravi/c.txt": story(2)})
    new = editions.build({"ravi/d.txt": story(1), "ravi/c.txt": story(2)})
    found = diff.between(old, new)
    assert [(each.before, each.name) for each in found.articles.listed("renamed")] == [("ravi/a.txt", "ravi/d.txt")]
    assert [each.name for each in found.articles.listed("deleted")] == ["ravi/b.txt"]


def test_rejects_and_records_of_a_batch_are_articles_too(editions: Editions) -> None:
    def batch(*numbers: int) -> str:
        return "".join(json.dumps({"id": str(at), "text": story(at)}) + "\n" for at in numbers)

    old = editions.build({"wire/1.jsonl": batch(1, 2, 3), "ravi/short.txt": "Too short"})
    new = editions.build({"wire/1.jsonl": batch(1, 3, 4), "ravi/short.txt": "Still too short"})
    found = diff.between(old, new, examples=1)
    assert found.articles.counts == {"added": 1, "edited": 1, "deleted": 1, "renamed": 0, "unchanged": 2}
    assert found.listed("added")[0]["name"] == "wire/1.jsonl#4"
    assert why(found, "rejects") == {("rejects", "changed", "edited"): 1}
    assert found.sentence() == "1 article added, 1 edited, 1 deleted; documents 3, duplicates 0, rejects 1"


def test_a_row_is_followed_into_another_partition(editions: Editions, base: Workspace) -> None:
    def partitions(version: Workspace) -> dict[str, str]:
        folder = version.root / "artifacts/clean/read"
        return {
            doc_id: path.stem
            for path in folder.glob("*.parquet")
            for doc_id in pq.read_table(path)["doc_id"].to_pylist()
        }

    before = partitions(base)
    for at in range(60, 100):
        new = editions.build({**BASE, f"ravi/{at}.txt": story(at), f"ravi/0{at}.txt": story(at + 100)})
        after = partitions(new)
        if any(after[doc_id] != partition for doc_id, partition in before.items()):
            break
    else:
        pytest.fail("no article of forty split a partition of three")
    found = diff.between(base, new)
    assert {key[1:] for key in why(found)} == {("added", "added")}
    assert why(found, "documents") == {("documents", "added", "added"): 2}


# -- other causes ------------------------------------------------------------------------------------------------------


def test_a_copy_that_arrives_changes_another_article(editions: Editions, base: Workspace) -> None:
    earlier = BASE[NAMES[4]].replace("2021-03-05", "2021-03-01")
    found = diff.between(base, editions.build({**BASE, "indus/first.txt": earlier}), examples=1)
    # It was published first: the one that was there is folded into it.
    assert found.sentence() == "1 article added; documents 12, duplicates 0 -> 1, rejects 0"
    assert why(found, "documents", "duplicates") == {
        ("documents", "added", "added"): 1,
        ("documents", "removed", f"corpus: {COPIES}"): 1,
        ("duplicates", "added", f"corpus: {COPIES}"): 1,
    }
    assert why(found, "amounts")[("amounts", "removed", f"corpus: {COPIES}")] == 1
    # ... and it goes again.
    back = diff.between(editions.build({**BASE, "indus/first.txt": earlier}), base)
    assert why(back, "documents") == {
        ("documents", "removed", "deleted"): 1,
        ("documents", "added", f"corpus: {COPIES}"): 1,
    }


def test_a_rule_that_changed_is_named_with_its_file(editions: Editions, base: Workspace, other_rules: Builder) -> None:
    found = diff.between(base, editions.build(BASE, builder=other_rules), examples=1)
    file = "stages/date_normalize/rules/days.toml"
    assert why(found) == {("timexes", "changed", f"code: {file}"): 12}
    assert found.tables["timexes"].columns == {"rule": 12}
    assert found.sentence() == (
        f"no article changed; documents 12, duplicates 0, rejects 0; rules, params and libraries: {file}"
    )
    (row,) = found.tables["timexes"].rows[0].examples
    assert row.old
    assert row.new
    assert (row.old["rule"], row.new["rule"], row.columns) == ("weekday", "day_of_week", ("rule",))


def test_a_rule_is_no_cause_of_what_it_does_not_make(editions: Editions, base: Workspace, other_rules: Builder) -> None:
    new = {**BASE, "ravi/copy.txt": BASE[NAMES[4]].replace("2021-03-05", "2021-03-06")}
    found = diff.between(base, editions.build(new, builder=other_rules))
    assert why(found, "documents", "duplicates", "amounts") == {
        ("documents", "changed", f"corpus: {COPIES}"): 1,
        ("duplicates", "added", "added"): 1,
    }
    assert why(found, "timexes") == {("timexes", "changed", "code: stages/date_normalize/rules/days.toml"): 12}
    assert set(found.tables["documents"].columns) == {"cluster_id", "duplicates"}


def test_a_param_is_named_as_in_the_params_file(editions: Editions, base: Workspace) -> None:
    other = params(annotate={"amounts": {"dollar": "CAD"}}, dedupe={"update_days": 8})
    found = diff.between(base, editions.build(BASE, other))
    # The other param is no cause of anything, and is told of the whole.
    assert why(found) == {("amounts", "changed", "params: annotate.amounts.dollar: USD -> CAD"): 12}
    assert {reason.detail for reason in found.made_by} == {
        "annotate.amounts.dollar: USD -> CAD",
        "dedupe.update_days: 7 -> 8",
    }


def test_a_param_of_partitions_changes_no_row(editions: Editions, base: Workspace) -> None:
    found = diff.between(base, editions.build(BASE, params(clean={"read": {"partition_greatest": 12}})))
    assert why(found) == {}
    assert found.articles.unchanged == 12
    assert [reason.detail for reason in found.made_by] == ["clean.read.partition_greatest: 6 -> 12"]


def test_params_of_a_decision_and_a_copy_are_both_causes(editions: Editions, base: Workspace) -> None:
    copied = {**BASE, "ravi/copy.txt": BASE[NAMES[4]]}
    found = diff.between(base, editions.build(copied, params(dedupe={"update_days": 8})))
    assert why(found, "documents") == {
        ("documents", "changed", f"corpus: {COPIES}; params: dedupe.update_days: 7 -> 8"): 1
    }


def test_a_param_that_reaches_an_article_through_its_copy(editions: Editions) -> None:
    long = story(1)
    part = "".join(long.partition("The ")[1:])[:250]
    articles = {"ravi/long.txt": long, "ravi/part.txt": part, "ravi/else.txt": story(2)}
    more = params(clean={"read": {"least_letters": 250}})
    found = diff.between(editions.build(articles), editions.build(articles, more))
    cause = "params: clean.read.least_letters: 20 -> 250"
    assert why(found, "documents", "duplicates", "rejects") == {
        ("documents", "changed", cause): 1,
        ("duplicates", "removed", cause): 1,
        ("rejects", "added", cause): 1,
    }
    assert found.sentence().startswith("no article changed; documents 2, duplicates 1 -> 0, rejects 0 -> 1; ")


def test_a_library_is_named_with_its_versions(
    editions: Editions, base: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stages.annotate.language import detect

    version, run = fingerprints._version, detect.run
    monkeypatch.setattr(fingerprints, "_version", lambda name: "9.9" if name == "langdetect" else version(name))

    def surer(articles: pa.Table, outlets: pa.Table, settings: Any) -> pa.Table:
        found = run(articles, outlets, settings)
        scores = pa.array([0.5] * len(found), pa.float64())
        return found.set_column(found.schema.get_field_index("language_score"), "language_score", scores)

    monkeypatch.setattr(detect, "run", surer)
    jobs.resolve.cache_clear()
    new = editions.copy(base)
    place = Place(new.root / "seeds", new.root / "artifacts")
    build.run(("annotate", "export"), place, params(), workers=1)
    jobs.resolve.cache_clear()
    found = diff.between(base, new)
    cause = f"library: langdetect: {version('langdetect')} -> 9.9"
    assert why(found) == {("documents", "changed", cause): 12}
    assert found.tables["documents"].columns == {"language_score": 12}


def test_tables_beside_the_articles_are_named(editions: Editions) -> None:
    line = json.dumps({"id": "1", "text": story(1), "body": story(2), "url": "https://a.example/1"})
    articles = {**BASE, "wire/1.jsonl": line + "\n"}
    old = editions.build(articles)
    outlets = {"outlets.csv": "name,also,country\nThe Indus,indus,PK\n"}
    found = diff.between(old, editions.build({**articles, **outlets}))
    assert why(found) == {("documents", "changed", "reference: outlets.csv"): 4}
    assert found.tables["documents"].columns == {"outlet": 4, "outlet_country": 4}
    found = diff.between(old, editions.build({**articles, "fields.csv": "folder,field,name\nwire,text,body\n"}))
    # The record is a copy of another article now, and the two that it is, or was, a copy of have one more and one less.
    assert why(found) == {
        ("duplicates", "changed", "reference: fields.csv"): 1,
        ("documents", "changed", "reference: fields.csv"): 2,
    }
    assert found.articles.changes == {}


def test_lines_that_are_learned_are_a_decision_over_all(editions: Editions) -> None:
    learning = params(clean={"articles": {"least_articles": 2, "most_on_topic": 0.9}})
    tail = "\nLetters to this desk are answered on weekdays."
    one = {"ravi/1.txt": story(1, tail), "ravi/2.txt": story(2), "ravi/3.txt": story(3)}
    found = diff.between(editions.build(one, learning), editions.build({**one, "ravi/4.txt": story(4, tail)}, learning))
    cause = "corpus: lines learned to be residue"
    assert why(found, "documents", "removed")[("documents", "changed", cause)] == 1
    assert why(found, "removed")[("removed", "added", cause)] == 1


# -- what cannot be compared, or not as a whole ------------------------------------------------------------------------


def test_another_schema_is_told_and_the_common_columns_are_compared(
    editions: Editions, base: Workspace, other_schema: Builder
) -> None:
    edited = {**BASE, NAMES[4]: BASE[NAMES[4]].replace("$4.5", "$4.75")}
    new = editions.build(edited, builder=other_schema)
    found = diff.between(base, new)
    assert found.tables["documents"].schema.removed == ["section: string"]
    assert found.tables["documents"].schema.retyped == ["words: int32 not null -> int64 not null"]
    assert why(found, "documents") == {("documents", "changed", "edited"): 1}
    assert not found.tables["timexes"].schema
    back = diff.between(new, base)
    assert back.tables["documents"].schema.added == ["section: string"]
    assert back.record()["tables"]["documents"]["schema"]["removed"] == []


def test_one_table_alone(editions: Editions, base: Workspace) -> None:
    found = diff.between(base, editions.build({**BASE, "ravi/new.txt": story(50)}), tables=["amounts"])
    assert why(found) == {("amounts", "added", "added"): 1}
    assert found.sentence() == "1 article added; documents 12 -> 13, duplicates 0, rejects 0"
    with pytest.raises(UsageError, match="no table amount") as error:
        diff.between(base, base, tables=["amount"])
    assert "amounts, sentences" in error.value.then


def test_bytes_that_are_not_there_or_not_those(editions: Editions, base: Workspace) -> None:
    changed = {**BASE, NAMES[4]: story(51)}
    damaged, gone, older = (editions.build(changed) for _ in range(3))
    for path in (damaged.root / "artifacts/export/documents").glob("*.parquet"):
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CorruptError, match="is not what its ledger says"):
        diff.between(base, damaged)
    shutil.rmtree(gone.root / "artifacts/export/documents")
    with pytest.raises(CorruptError, match="cannot be read"):
        diff.between(base, gone)
    path = older.root / "artifacts/dedupe/ledger.json"
    path.write_bytes(path.read_bytes().replace(b'{"format": 1', b'{"format": 0'))
    with pytest.raises(UsageError, match="of another version of Khabar"):
        diff.between(base, older)
    path.unlink()
    with pytest.raises(CorruptError, match=r"dedupe/ledger\.json cannot be read"):
        diff.between(base, older)


# -- everything at once ------------------------------------------------------------------------------------------------

#: Few stories, so that copies are common; one is too short to be an article.
TEXTS = [story(1), story(1, " More was said."), story(2), story(2, "\nLeave a Reply\n"), story(3), "Short"]
CORPORA = st.dictionaries(
    st.builds("{}/{}.txt".format, st.sampled_from(["indus", "ravi"]), st.integers(0, 9)),
    st.sampled_from(TEXTS),
    max_size=12,
)
SETTINGS = st.sampled_from([params(), params(annotate={"amounts": {"dollar": "CAD"}}, dedupe={"threshold": 0.97})])


def rows_of(version: Workspace, table: str) -> Counter[str]:
    files = (version.root / "artifacts/export" / table).glob("*.parquet")
    return Counter(repr(sorted(row.items())) for path in files for row in pq.read_table(path).to_pylist())


def applied(before: Counter[str], table: diff.TableDifference) -> Counter[str]:
    """Return the rows of a table with a difference applied: what went must be there, what came is added."""
    after = Counter(before)
    for rows in table.rows:
        assert rows.count == len(rows.examples)
        for example in rows.examples:
            assert (example.old is None, example.new is None) == (rows.change == "added", rows.change == "removed")
            if example.old is not None:
                row = repr(sorted(example.old.items()))
                assert after[row] > 0
                after[row] -= 1
            if example.new is not None:
                after[repr(sorted(example.new.items()))] += 1
                changed = tuple(name for name in example.new if example.old and example.old[name] != example.new[name])
                assert example.columns == changed
    return +after


def test_a_difference_applied_to_the_old_tables_gives_the_new_ones(editions: Editions) -> None:
    @settings(
        max_examples=10,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(old=CORPORA, new=CORPORA, common=CORPORA, sides=st.tuples(SETTINGS, SETTINGS))
    def check(
        old: dict[str, str], new: dict[str, str], common: dict[str, str], sides: tuple[dict[str, Any], dict[str, Any]]
    ) -> None:
        old, new = {**old, **common}, {**new, **common}
        one, other = editions.build(old, sides[0]), editions.build(new, sides[1])
        found = diff.between(one, other, examples=None)
        for name, table in found.tables.items():
            assert applied(rows_of(one, name), table) == rows_of(other, name), name
        counts = found.articles.counts
        assert counts["edited"] == sum(old[name] != new[name] for name in old.keys() & new.keys())
        assert counts["added"] + counts["renamed"] == len(new.keys() - old.keys())
        assert counts["deleted"] + counts["renamed"] == len(old.keys() - new.keys())
        assert sum(counts.values()) - counts["deleted"] == len(new)
        for table in found.tables.values():
            for rows in table.rows:
                kinds = {reason.kind for reason in rows.cause}
                assert kinds
                assert kinds <= {"added", "edited", "deleted", "renamed", "corpus", "params"}
                for example in rows.examples:
                    article = (example.new or example.old or {})["doc_id"]
                    known = found.articles.changes.get(article)
                    # What became of an article is the cause of its rows, and of no other's.
                    assert kinds == {known.kind} if known else kinds <= {"corpus", "params"}
                    assert "params" not in kinds or sides[0] != sides[1]

    check()
