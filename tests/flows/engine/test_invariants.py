"""What makes the engine right, one invariant a test, on the two stages that cost least: after a change the artifacts
are those of a build from nothing. The mutants of `tests/flows/verify` break each of these.
"""

import tempfile
from pathlib import Path
from typing import Any

import pytest

import stages
from flows import params
from flows.engine import fingerprints, ledger
from flows.engine.runners import InProcess
from flows.engine.stage import Place, Summary, run
from flows.progress import Quiet
from flows.verify import damage
from flows.verify.store import digests_of
from tests.support.stopping import Stopping

SIZES = {"partition_least": 1, "partition_mean": 1, "partition_greatest": 1}
STORY = "The fund signed contract {0} for towers in the valleys of the far north, and will sign number {0} again."
COPY = "Three firms have begun to put phones together in Lahore, their association said, and duties will be paid back."


@pytest.fixture
def place(tmp_path: Path) -> Place:
    for at in range(4):
        put(tmp_path / "seeds", f"{at}.txt", STORY.format(at))
    return Place(tmp_path / "seeds", tmp_path / "artifacts")


def put(seeds: Path, name: str, text: str) -> None:
    seeds.mkdir(exist_ok=True)
    (seeds / name).write_text(text)


def build(
    place: Place, settings: dict[str, Any] | None = None, names: tuple[str, ...] = ("clean", "dedupe")
) -> Summary:
    """Run the stages, and return what the last one did."""
    given = {"clean": {"read": SIZES}, **(settings or {})}
    for name in names:
        stage = stages.load(name)
        summary = run(stage, place, params.of_stage(stage, given), InProcess(), Quiet())
    return summary


def equals_a_build_from_nothing(place: Place, settings: dict[str, Any] | None = None) -> bool:
    fresh = Place(place.seeds, Path(tempfile.mkdtemp(dir=place.artifacts.parent)))
    build(fresh, settings)
    return digests_of(place.artifacts) == digests_of(fresh.artifacts)


def test_an_edit_reaches_what_reads_it(place: Place) -> None:
    build(place)
    put(place.seeds, "0.txt", STORY.format(7))  # of the same length, and in the first partition
    build(place)
    assert equals_a_build_from_nothing(place)


def test_an_edited_record_of_the_same_length_is_read_again(place: Place) -> None:
    line = '{{"id": "a", "text": "' + STORY + '"}}\n'
    put(place.seeds, "batch.jsonl", line.format(3))
    build(place)
    put(place.seeds, "batch.jsonl", line.format(4))
    build(place)
    assert equals_a_build_from_nothing(place)


def test_decisions_do_not_hang_on_the_order_in_which_partitions_were_made(place: Place) -> None:
    build(place)
    first = min((place.artifacts / "clean" / "read").iterdir())
    (name,) = (name for name in ("0.txt", "1.txt", "2.txt", "3.txt") if first.stem == stages_key(name))
    put(place.seeds, name, STORY.format(8))
    build(place)
    assert equals_a_build_from_nothing(place)


def stages_key(name: str) -> str:
    from stages import keys

    return keys.doc_id(keys.file_key(name))


def test_a_param_is_part_of_what_made_a_table(place: Place) -> None:
    build(place)
    settings = {"clean": {"read": SIZES | {"least_letters": 80}}}
    assert build(place, settings, ("clean",)).computed == 4
    build(place, settings)
    assert equals_a_build_from_nothing(place, settings)


def test_a_library_is_part_of_what_made_a_table(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    build(place, names=("clean",))
    monkeypatch.setattr(fingerprints, "_version", lambda name: f"another {name}")
    assert build(place, names=("clean",)).computed == 4
    books = ledger.require(place.artifacts / "clean")
    assert all(step.made_by.libraries["pyarrow"] == "another pyarrow" for step in books.steps.values())


@pytest.mark.parametrize("how", sorted(damage.WAYS))
def test_what_was_damaged_is_made_again(place: Place, how: str) -> None:
    build(place, names=("clean",))
    whole = digests_of(place.artifacts)
    damage.spoil(min((place.artifacts / "clean" / "articles").iterdir()), how)
    assert build(place, names=("clean",)).computed == 1
    assert digests_of(place.artifacts) == whole


def test_what_a_stopped_run_left_is_looked_at(place: Place) -> None:
    stage = stages.load("clean")
    with pytest.raises(InterruptedError):
        run(stage, place, params.of_stage(stage, {"clean": {"read": SIZES}}), Stopping(2, InterruptedError), Quiet())
    damage.spoil(min((place.artifacts / "clean" / "read").iterdir()), "flip")
    build(place)
    assert equals_a_build_from_nothing(place)


def test_a_table_beside_the_articles_is_read_again(place: Place) -> None:
    for at in range(2):
        (place.seeds / "indus").mkdir(exist_ok=True)
        put(place.seeds / "indus", f"{at}.txt", STORY.format(at + 20))
    build(place)
    put(place.seeds, "outlets.csv", "name,also,country,date_order\nThe Indus,indus,PK,DMY\n")
    assert build(place, names=("clean",)).decided
    build(place)
    assert equals_a_build_from_nothing(place)


def test_what_is_remembered_is_forgotten_with_the_param_it_was_learned_by(place: Place) -> None:
    put(place.seeds, "copy-0.txt", COPY)
    put(place.seeds, "copy-1.txt", COPY.replace("Lahore", "Multan").replace("duties", "taxes"))
    build(place, {"dedupe": {"shingle_words": 4}})
    build(place)
    assert equals_a_build_from_nothing(place)
    build(place, {"dedupe": {"shingle_words": 4}})
    assert equals_a_build_from_nothing(place, {"dedupe": {"shingle_words": 4}})


def test_who_loses_an_article_to_copy_is_decided_again(place: Place) -> None:
    put(place.seeds, "copy-0.txt", COPY)
    put(place.seeds, "copy-1.txt", COPY)
    build(place)
    (place.seeds / "copy-0.txt").unlink()
    build(place)
    assert equals_a_build_from_nothing(place)
