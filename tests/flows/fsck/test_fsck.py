"""What fsck finds in a plain folder of artifacts, that looking changes nothing, and that a repair and the next build
give the bytes of a build from nothing."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from flows.engine import digests, files, ledger, lock, tables
from flows.engine.ledger import Entry
from tests.support.builder import ROOT, Builder, tree

SMALL = "clean: {read: {partition_least: 2, partition_mean: 3, partition_greatest: 5}}\n"
STORY = (
    " date 2021-03-02 Exports of software rose to ${}.5 billion in nine months, the central bank said on Monday. "
    "Asma Qureshi of the ministry numbered {} called the figure a record, and spoke of {} percent more next year.\n"
)


@dataclass(frozen=True)
class Built:
    """A corpus that is up to date, and what builds it again."""

    home: Path
    builder: Builder
    clean: dict[str, str]

    @property
    def artifacts(self) -> Path:
        return self.home / "artifacts"

    def build(self) -> dict[str, str]:
        self.builder.build(self.home / "seeds", self.artifacts, self.home / "params.yaml")
        return tree(self.artifacts)

    def first(self, pattern: str) -> Path:
        return min(path for path in self.artifacts.glob(pattern) if path.stem != "schema")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    home = tmp_path_factory.mktemp("fsck") / "home"
    for at in range(9):
        path = home / "seeds" / f"outlet-{at % 2}" / f"{at}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STORY.format(at, "abcdefghij"[at] * 9, at))
    (home / "seeds" / "outlet-0" / "copy.txt").write_text(STORY.format(4, "e" * 9, 4))
    (home / "seeds" / "outlet-1" / "none.txt").write_text("?")
    lines = [json.dumps({"id": at, "text": STORY.format(at + 50, "klmno"[at] * 9, at)}) + "\n" for at in range(5)]
    (home / "seeds" / "wire.jsonl").write_text("".join(lines))
    (home / "params.yaml").write_text(SMALL)
    builder = Builder(home.parent / "zygote")
    builder.build(home / "seeds", home / "artifacts", home / "params.yaml")
    yield Built(home, builder, tree(home / "artifacts"))
    builder.close()


@pytest.fixture
def built(whole: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Built:
    home = Path(shutil.copytree(whole.home, tmp_path / "home"))
    monkeypatch.chdir(home)
    return Built(home, whole.builder, whole.clean)


def fsck(*options: str, code: int) -> dict[str, Any]:
    result: Result = CliRunner().invoke(main, ["fsck", "--json", *options])
    assert result.exit_code == code, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rewrite(built: Built, stage: str, step: str, path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    """Change a table as a fault of Khabar would: the ledger knows the new bytes."""
    table = change(pq.read_table(path))
    data = tables.encode(table)
    path.write_bytes(data)
    folder = built.artifacts / stage
    found = ledger.require(folder)
    name = path.relative_to(folder).as_posix()
    for entries in found.steps[step].parts.values():
        for partition, entry in entries.items():
            if name in entry.files:
                files = entry.files | {name: digests.of_bytes(data)}
                entries[partition] = Entry(entry.job, files, entry.rows | {name: table.num_rows}, entry.rejected)
    ledger.write(folder, found)
    shutil.rmtree(folder / ".tmp", ignore_errors=True)


def test_nothing_is_wrong_after_a_build(built: Built) -> None:
    before = everything(built.home)
    told = fsck(code=0)
    assert told["sound"]
    assert told["findings"] == []
    assert told["next"] is None
    assert told["counts"]["ledgers"] == 6
    assert told["counts"]["files"] >= len(
        [path for path in built.clean if not path.endswith(("ledger.json", "verify.js"))]
    )
    assert told["counts"]["rows"] > 100
    assert everything(built.home) == before
    assert fsck("--repair", code=0)["repaired"] == []
    assert everything(built.home) == before


def _flip(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])


def _spoil_ledger(built: Built) -> Path:
    path = built.artifacts / "annotate" / "ledger.json"
    path.write_bytes(path.read_bytes().replace(b'"rows"', b'"raws"', 1))
    return path


def _lose_ledger(built: Built) -> Path:
    path = built.artifacts / "dedupe" / "ledger.json"
    path.unlink()
    return path


def _change(built: Built) -> Path:
    path = built.first("annotate/quotes/*.parquet")
    _flip(path)
    return path


def _lose(built: Built) -> Path:
    path = built.first("dedupe/decisions.decide/*.parquet")
    path.unlink()
    return path


def _lose_constant(built: Built) -> Path:
    path = built.artifacts / "export" / "topics" / "schema.parquet"
    path.unlink()
    return path


def _change_constant(built: Built) -> Path:
    path = built.artifacts / "report" / "metrics.json"
    path.write_text(path.read_text().replace("1", "2"))
    return path


def _add(built: Built) -> Path:
    path = built.artifacts / "clean" / "read" / f"{'a' * 20}.parquet"
    path.write_bytes(b"PAR1")
    return path


def _half_write(built: Built) -> Path:
    path = built.artifacts / "export" / ".tmp" / "x.parquet.0123"
    path.parent.mkdir()
    path.write_bytes(b"PA")
    return path.parent


def _stop_at_once(built: Built) -> Path:
    path = built.artifacts / "export" / "ledger.journal"
    path.write_bytes(b"")
    return path


def _wrong_rows(built: Built) -> Path:
    path = built.first("date_normalize/dates/*.parquet")
    rewrite(built, "date_normalize", "dates", path, lambda table: table)
    folder = built.artifacts / "date_normalize"
    found = ledger.require(folder)
    entry = found.steps["dates"].parts["run"][path.stem]
    entry.rows[f"dates/{path.name}"] += 1
    ledger.write(folder, found)
    shutil.rmtree(folder / ".tmp", ignore_errors=True)
    return path


def _wrong_columns(built: Built) -> Path:
    path = built.first("export/amounts/*.parquet")
    rewrite(built, "export", "tables", path, lambda table: table.drop_columns(["mod"]))
    return path


def _no_parquet(built: Built) -> Path:
    path = built.first("clean/outlets/*.parquet")
    folder = built.artifacts / "clean"
    found = ledger.require(folder)
    entry = found.steps["outlets"].parts["apply"][path.stem]
    path.write_bytes(b"PAR1 and no more")
    entry.files[f"outlets/{path.name}"] = digests.of_file(path)
    ledger.write(folder, found)
    shutil.rmtree(folder / ".tmp", ignore_errors=True)
    return path


#: What is spoilt, and the kind of finding; all of a group at once.
REPAIRED: dict[str, list[tuple[str, Callable[[Built], Path]]]] = {
    "tables": [
        ("changed", _change),
        ("missing", _lose),
        ("missing", _lose_constant),
        ("unknown", _add),
        ("journal", _stop_at_once),
        ("table", _wrong_rows),
        ("table", _wrong_columns),
        ("table", _no_parquet),
        ("scratch", _half_write),
    ],
    "ledgers": [("ledger", _spoil_ledger), ("ledger", _lose_ledger), ("changed", _change_constant)],
}


@pytest.mark.parametrize("group", REPAIRED)
def test_what_is_wrong_is_found_and_repaired(built: Built, group: str) -> None:
    wanted = sorted((kind, os.path.relpath(spoil(built))) for kind, spoil in REPAIRED[group])
    before = everything(built.home)
    told = fsck(code=1)
    wrong = [finding for finding in told["findings"] if finding["wrong"]]
    assert sorted((finding["kind"], finding["where"]) for finding in wrong) == wanted
    assert all(finding["what"] and finding["then"] and finding["repairable"] for finding in wrong)
    assert told["next"] == "khabar build --seeds seeds --artifacts artifacts --params params.yaml"
    assert everything(built.home) == before
    told = fsck("--repair", code=0)
    assert sorted((finding["kind"], finding["where"]) for finding in told["repaired"]) == wanted
    assert told["next"] == "khabar build --seeds seeds --artifacts artifacts --params params.yaml"
    assert built.build() == built.clean
    assert fsck(code=0)["findings"] == []


def _lose_a_row(built: Built) -> Path:
    path = built.first("export/documents/*.parquet")
    rewrite(built, "export", "tables", path, lambda table: table.slice(1))
    return path


def _exchange_a_row(built: Built) -> Path:
    path = built.first("export/rejects/*.parquet")
    other = pa.array(["0" * 20])
    rewrite(built, "export", "tables", path, lambda table: table.set_column(0, table.schema.field(0), other))
    return path


@pytest.mark.parametrize(
    ("spoil", "said"), [(_lose_a_row, "source records, but"), (_exchange_a_row, "are not in exactly one of documents")]
)
def test_an_article_that_is_lost_is_told(built: Built, spoil: Callable[[Built], Path], said: str) -> None:
    spoil(built)
    told = fsck(code=1)
    assert said in next(each["what"] for each in told["findings"] if each["kind"] == "conservation")
    # It agrees with itself: no repair can know what is missing.
    assert fsck("--repair", code=1)["repaired"] == []


def test_a_key_and_a_reference_that_do_not_hold_are_told(built: Built) -> None:
    path = built.first("export/mentions/*.parquet")

    def twice(table: pa.Table) -> pa.Table:
        return pa.concat_tables([table, table.slice(0, 1)])

    rewrite(built, "export", "tables", path, twice)
    told = fsck(code=1)
    assert [(each["kind"], each["what"]) for each in told["findings"] if each["wrong"]] == [
        ("key", "mentions: two rows share a key (1 times)")
    ]


def test_a_stage_that_has_not_followed_is_no_fault(built: Built) -> None:
    (built.home / "seeds" / "outlet-0" / "4.txt").write_text(STORY.format(78, "edited", 78))
    assert CliRunner().invoke(main, ["run", "clean", "--workers", "1"]).exit_code == 0
    told = fsck(code=0)
    behind = {Path(each["where"]).name for each in told["findings"]}
    assert behind == {"dedupe", "date_normalize", "annotate", "export"}
    assert all(each["kind"] == "behind" and "of its jobs" in each["what"] for each in told["findings"])
    built.build()
    (built.home / "params.yaml").write_text(SMALL + "dedupe: {threshold: 0.7}\n")
    (finding,) = fsck(code=0)["findings"]
    assert finding["what"] == "It was made before a change of params: threshold: 0.5 -> 0.7"


def test_a_run_killed_before_it_had_noted_anything_is_no_fault(built: Built) -> None:
    shutil.rmtree(built.artifacts / "report")
    (built.artifacts / "report").mkdir()
    assert {finding["kind"] for finding in fsck(code=0)["findings"]} == {"stopped"}
    (built.artifacts / "report" / files.SCRATCH).mkdir()
    (built.artifacts / "report" / files.SCRATCH / "half.json").write_text("{")
    told = fsck(code=1)
    assert {finding["kind"] for finding in told["findings"] if finding["wrong"]} == {"scratch"}
    assert "stopped" in {finding["kind"] for finding in told["findings"]}
    assert built.build() == built.clean


def test_what_is_not_ours_is_left_alone(built: Built) -> None:
    path = built.artifacts / "clean" / "notes.txt"
    path.write_text("mine")
    for options in ((), ("--repair",)):
        (finding,) = fsck(*options, code=1)["findings"]
        assert (finding["kind"], finding["where"]) == ("foreign", "artifacts/clean/notes.txt")
        assert not finding["repairable"]
    assert path.read_text() == "mine"


def test_the_claim_of_a_dead_process_is_found_and_that_of_a_living_one_respected(built: Built) -> None:
    code = (
        "import sys; from pathlib import Path; from flows.engine import lock\n"
        "with lock.held(Path('artifacts'), 'a nightly run'): print('held', flush=True); sys.stdin.read()"
    )
    env = {name: value for name, value in os.environ.items() if name != lock.VARIABLE} | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    ) as process:
        assert process.stdout
        process.stdout.readline()
        for options in ((), ("--repair",)):
            result = CliRunner().invoke(main, ["fsck", *options])
            assert result.exit_code == 1
            assert "is held by a nightly run" in result.stderr
        process.kill()
    (finding,) = fsck(code=1)["findings"]
    assert finding["kind"] == "claim"
    assert "a nightly run" in finding["what"]
    assert [each["kind"] for each in fsck("--repair", code=0)["repaired"]] == ["claim"]
    assert not (built.artifacts / lock.NAME).exists()
    assert fsck(code=0)["findings"] == []


def test_a_person_reads_what_is_wrong_and_the_next_command(built: Built) -> None:
    path = os.path.relpath(_change(built))
    result = CliRunner().invoke(main, ["fsck"])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == f"Wrong, {path}: Its bytes are not those that the ledger knows."
    assert lines[-2].startswith("1 thing is wrong. Looked at 6 ledgers, ")
    assert lines[-1] == "Next: khabar build --seeds seeds --artifacts artifacts --params params.yaml"
    result = CliRunner().invoke(main, ["fsck", "--repair"])
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Repaired, {path}: ")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["fsck"])
    assert result.exit_code == 2
    assert "artifacts is not a folder" in result.stderr
