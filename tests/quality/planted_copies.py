"""What dedupe finds of copies that are made on purpose, and that it takes nothing else for a copy."""

import gzip
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows import build
from flows.engine.stage import Place
from stages.dedupe.params import DedupeParams
from tests.bench import ours, planted

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
PARAMS = DedupeParams()


@cache
def score(articles: str) -> dict[str, float]:
    """Return the shares that ``floors.toml`` names.

    Args:
        articles: ``seeds`` are our own, with a round for each kind and draw, since the seeds are few and each is to be
            used; ``corpora`` every tenth article of two real corpora.
    """
    if articles == "corpora":
        return answers(corpora(), [dict.fromkeys(planted.COUNTS, 100)])
    with tempfile.TemporaryDirectory() as folder:
        return answers(seeds(Path(folder)), [{kind: 40} for _ in range(2) for kind in planted.COUNTS])


def seeds(folder: Path) -> list[dict[str, Any]]:
    build.run(["clean"], Place(ROOT / "seeds", folder), {}, workers=1)
    table = pq.read_table(folder / "clean" / "articles")
    return table.filter(pc.is_null(table["reject_code"])).select(ours.ARTICLES.names).to_pylist()


def corpora() -> list[dict[str, Any]]:
    rows = []
    for name in ("the-news-express-tribune-2025", "reuters21578"):
        lines = gzip.decompress((CORPORA / f"{name}.jsonl.gz").read_bytes()).splitlines()
        records = map(json.loads, lines[::10])
        rows += [
            {"doc_id": each["id"], "source": name, "record": each["id"], "outlet": each["outlet"], "text": each["text"]}
            for each in records
            if planted.words_in(each["text"]) >= planted.LEAST_TEMPLATE_WORDS
        ]
    return rows


def answers(rows: Sequence[Mapping[str, Any]], rounds: Iterable[Mapping[str, int]]) -> dict[str, float]:
    """Return the measures over some rounds of planting, each decided on its own."""
    found, over, wrong, said = dict.fromkeys(planted.COUNTS, 0.0), dict.fromkeys(planted.COUNTS, 0), [0, 0], [0, 0]
    known = ours.words_and_numbers(ours.sign(ours.tables_of(rows), PARAMS))
    for seed, counts in enumerate(rounds):
        plants, hosts = planted.plant([row["text"] for row in rows], *known, counts, seed)
        all_rows, pairs = planted.among(rows, plants, hosts)
        tables = ours.tables_of(all_rows)
        signed = ours.sign(tables, PARAMS)
        applied = ours.apply(tables, ours.decide(signed, PARAMS), PARAMS)
        truth = planted.Truth(ours.words_by_hand(tables, signed), PARAMS.shingle_words)
        kept = ours.kept_of(applied)
        score = planted.score(kept, pairs, truth, PARAMS.threshold, PARAMS.contained, ours.announced(applied, PARAMS))
        for kind in score.recall:
            edited = kind in planted.EDITED
            count = score.pairs_over[kind] if edited else score.pairs[kind]
            over[kind] += count
            found[kind] += count * (score.over[kind] if edited else score.recall[kind])
        wrong = [wrong[0] + score.unlike, wrong[1] + score.folded]
        off = ours.misstated(applied, kept, truth.similarity, truth.containment)
        said = [said[0] + sum(off), said[1] + len(off)]
    shares = {kind: found[kind] / over[kind] for kind in found if over[kind]}
    shares[planted.TEMPLATE] = 1 - shares[planted.TEMPLATE]
    return {**shares, "precision": 1 - wrong[0] / wrong[1], "stated": 1 - said[0] / said[1]}
