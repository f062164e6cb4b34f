"""The same texts through other tools. Runs alone, in the environment of ``rivals.txt``; `dedupe.py` makes that.

``python rivals.py TOOL TEXTS`` reads one text per line (JSON) and prints one JSON object: for each text which one is
kept for it, and the CPU seconds of this process and its children from texts in memory to clusters in memory. Imports
are not counted; whatever a tool starts by itself is. One thread, so that no tool is charged for waiting.

Where a tool names clusters and not the one that it keeps, that is the first of the cluster.
"""

import json
import os
import re
import struct
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

os.environ["RAYON_NUM_THREADS"] = "1"

#: Shingles, permutations and threshold of the two libraries that leave these to their caller.
WIDTH, PERMUTATIONS, THRESHOLD = 3, 128, 0.5

_WORD = re.compile(r"\w+")

Work = Callable[[list[str]], list[int]]


def shingles_of(text: str) -> list[str]:
    """Return the distinct shingles of lower-cased words, in the order of the text."""
    words = _WORD.findall(text.lower())
    return list(dict.fromkeys(" ".join(words[at : at + WIDTH]) for at in range(max(len(words) - WIDTH + 1, 1))))


def first_of_each(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Return for each text the first one that is connected with it."""
    parent = list(range(count))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return [root(place) for place in range(count)]


def datasketch() -> Work:
    """MinHashLSH with its own choice of bands; texts that share a bucket are connected."""
    from datasketch import MinHash, MinHashLSH

    def work(texts: list[str]) -> list[int]:
        index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        sets = ([shingle.encode() for shingle in shingles_of(text)] for text in texts)
        pairs = []
        for place, sketch in enumerate(MinHash.generator(sets, num_perm=PERMUTATIONS)):
            pairs += [(place, other) for other in index.query(sketch)]
            index.insert(place, sketch)
        return first_of_each(len(texts), pairs)

    return work


def rensa() -> Work:
    """RMinHashDeduplicator with 32 bands of 4: it verifies by its sketches, and keeps the first of those alike."""
    from rensa import RMinHash, RMinHashDeduplicator

    def work(texts: list[str]) -> list[int]:
        sketches = RMinHash.from_token_sets([shingles_of(text) for text in texts], PERMUTATIONS, 42)
        index = RMinHashDeduplicator(THRESHOLD, PERMUTATIONS, use_lsh=True, num_bands=32)
        keeps = index.add_pairs([(str(place), sketch) for place, sketch in enumerate(sketches)])
        return [
            place if keep else min((int(key) for key in index.get_duplicates(sketch)), default=place)
            for place, (keep, sketch) in enumerate(zip(keeps, sketches, strict=True))
        ]

    return work


def datatrove(n_grams: int) -> Work:
    """Signatures, buckets and clusters of datatrove with its own defaults, one task after another in this process."""
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from loguru import logger

    logger.remove()
    config = MinhashConfig(n_grams=n_grams)

    def work(texts: list[str]) -> list[int]:
        with tempfile.TemporaryDirectory() as name:
            documents = [Document(text=text, id=str(place)) for place, text in enumerate(texts)]
            steps = [
                (MinhashDedupSignature(f"{name}/signatures", config), [documents], 1),
                (MinhashDedupBuckets(f"{name}/signatures", f"{name}/buckets", config=config), [], config.num_buckets),
                (MinhashDedupCluster(f"{name}/buckets", f"{name}/clusters", config, save_cluster_id=True), [], 1),
            ]
            for number, (step, before, tasks) in enumerate(steps):
                LocalPipelineExecutor(
                    [*before, step], tasks=tasks, workers=1, logging_dir=f"{name}/logs{number}", skip_completed=False
                ).run()
            found = Path(name, "clusters", "000000.clusters")
            data = found.read_bytes() if found.exists() else b""
        firsts: dict[int, int] = {}
        kept = list(range(len(texts)))
        for place, cluster in sorted(struct.iter_unpack("<2I", data)):
            kept[place] = firsts.setdefault(cluster, place)
        return kept

    return work


TOOLS: dict[str, Callable[[], Work]] = {
    "datasketch": datasketch,
    "rensa": rensa,
    "datatrove": lambda: datatrove(5),
    "datatrove_3": lambda: datatrove(3),
}


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of the children that it has waited for."""
    return sum(os.times()[:4])


def main() -> None:
    """Do what the arguments say."""
    tool, path = sys.argv[1:]
    texts = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    work = TOOLS[tool]()
    work([f"{text} warm up" for text in texts[:50]])
    began = cpu_seconds()
    kept = work(texts)
    json.dump({"kept": kept, "cpu_seconds": cpu_seconds() - began}, sys.stdout)


if __name__ == "__main__":
    main()
