"""A corpus in which every kind of article stands that can be taken down, each with a word of its own."""

import gzip
import json
import os
import random
import signal
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows import build
from flows.engine.stage import Place
from flows.erase import Options, cutting, erase, run
from stages import NAMES

#: Many small files are synced: in memory, where the system has such a folder, that takes no time.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - folders of our own are made in it

#: Partitions small enough that a handful of articles makes several.
SETTINGS = {"clean": {"read": {"partition_least": 2, "partition_mean": 3, "partition_greatest": 6}}}
PARAMS = "clean: {read: {partition_least: 2, partition_mean: 3, partition_greatest: 6}}\n"

_WORDS = [
    first + last
    for first in ("bar", "tol", "mir", "sen", "kal", "dor", "wev", "lun", "pas", "rik", "gam", "fel", "hon", "jut")
    for last in ("a", "en", "ic", "ol", "une", "art", "ish", "ock", "umb", "ant", "ely", "orm")
]


def mark(name: str) -> str:
    """Return the word that nothing but the article of this name has."""
    return f"mark{name}mark"


def story(name: str, words: int = 60) -> str:
    """Return a text that is like no other."""
    drawn = random.Random(name)  # noqa: S311 - the same text for the same name is what is wanted
    told = drawn.choices(_WORDS, k=words)
    told[words // 2] = mark(name)
    sentences = [" ".join(told[start : start + 10]).capitalize() + "." for start in range(0, words, 10)]
    return (
        " ".join(sentences) + f" It cost Rs {drawn.randrange(100, 999)} crore on {drawn.randrange(1, 28)} May 2021.\n"
    )


def record(name: str, text: str | None = None) -> dict[str, str]:
    """Return an article as a record of a batch."""
    title = f"Title of {mark(name)} {' '.join(random.Random(name + 't').choices(_WORDS, k=4))}"  # noqa: S311 - likewise
    url = f"https://coast.example/{name}/{mark(name)}.html"
    return {"id": name, "title": title, "url": url, "text": text or story(name), "outlet": "Coast"}


def lines(*names: str) -> bytes:
    """Return articles as JSON lines."""
    return "".join(json.dumps(record(name)) + "\n" for name in names).encode()


def page(name: str) -> bytes:
    """Return an article as a record of a web archive, with the request that brought it."""
    given = record(name)
    body = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>{given['title']}</title>"
        f"</head><body><article><p>{given['text']}</p></article></body></html>"
    )
    found = b""
    for kind, number, content in (("request", f"q-{name}", "GET / HTTP/1.1\r\n\r\n"), ("response", name, body)):
        data = content.encode()
        head = [
            "WARC/1.0",
            f"WARC-Type: {kind}",
            f"WARC-Record-ID: <urn:uuid:{number}>",
            f"WARC-Target-URI: {given['url']}",
            "WARC-Date: 2021-05-04T10:00:00Z",
            f"Content-Type: application/http; msgtype={kind}",
            f"Content-Length: {len(data)}",
        ]
        found += gzip.compress("\r\n".join([*head, "", ""]).encode() + data + b"\r\n\r\n")
    return found


def make(seeds: Path) -> None:
    """Write the corpus."""
    copied = story("copied")
    files = {
        **{f"coast/{name}.txt": story(name).encode() for name in ("anchor", "buoy", "chart", "dock", "eel", "foam")},
        # One story, three times: word for word, and with other words here and there.
        "hills/copied.txt": copied.encode(),
        "plains/copied.txt": copied.upper().encode(),
        "wire/near.txt": copied.replace("It cost", "It has cost").encode(),
        "hills/short.txt": b"Hail fell on Zarm.",
        "wire/day.jsonl": lines("one", "two", "three", "four"),
        "wire/packed.jsonl.gz": gzip.compress(lines("five", "six", "seven")),
        "wire/table.csv": "".join(
            f'{name},"{text}"\n'
            for name, text in [("id", "text"), *((name, story(name).strip()) for name in ("eight", "nine"))]
        ).encode(),
        "web/crawl.warc.gz": b"".join(map(page, ("ten", "eleven", "twelve"))),
    }
    for name, data in files.items():
        path = seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    rows = pa.Table.from_pylist([record(name) for name in ("thirteen", "fourteen", "fifteen")])
    pq.write_table(rows, seeds / "wire" / "rows.parquet")


def construct(place: Place) -> None:
    """Build the corpus here."""
    build.run(NAMES, place, SETTINGS, workers=1)


def holders(folder: Path, *signs: str) -> list[str]:
    """Return the files below a folder that hold any of some signs, found without any code of the search."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        data = path.read_bytes()
        if data.startswith(b"PAR1"):
            content = str(pq.read_table(path).to_pylist())
        elif path.suffix == ".gz":
            content = gzip.decompress(data).decode("utf-8", "replace")
        else:
            content = data.decode("utf-8", "replace")
        if any(sign.lower() in (path.name + content + data.decode("latin-1")).lower() for sign in signs):
            found.append(path.relative_to(folder).as_posix())
    return found


def die_on_the_way(root: Path, targets: Sequence[str], when: str) -> None:
    """Erase, and be killed: before or between the sources, before the build, before the proof, or at its end."""
    write = run.Journal.write

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def die_at_the_end(journal: run.Journal, notes: run.Notes) -> None:
        if not notes.entries:
            die()
        write(journal, notes)

    spots: dict[str, tuple[object, str, object]] = {
        "noted": (cutting.Cut, "carry_out", die),
        "half": (cutting.files, "sync_folder", die),
        "cut": (run._Erase, "rebuild", die),
        "built": (run._Erase, "after", die),
        "proven": (run.Journal, "write", die_at_the_end),
    }
    owner, name, deed = spots[when]
    setattr(owner, name, deed)
    erase(targets, Place(root / "seeds", root / "artifacts"), SETTINGS, Options(workers=1))
