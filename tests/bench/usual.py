"""A line of well-known libraries that does a part of what the project does, as most people would write it.

Runs alone, in the environment of ``rivals.txt``; `stack.py` makes that. ``python usual.py RECORDS TABLE [--dates]``
reads JSON lines with a ``text``, mends it (ftfy), drops lines of residue and finds amounts and dates (`re`), tells the
language (langdetect), folds copies (datasketch), looks, if asked, for dates (dateparser), and writes a Parquet table.
It prints one JSON object: records, rows written, what was found, CPU seconds without imports, and the peak of memory in
MiB.

It names no people, organisations or speakers and reads no statistical claims, keeps no map to the source, and does
everything again for one more article.
"""

import json
import os
import re
import resource
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from datasketch import MinHash, MinHashLSH
from dateparser.search import search_dates
from ftfy import fix_text
from langdetect import DetectorFactory, LangDetectException, detect_langs

WIDTH, PERMUTATIONS, THRESHOLD = 3, 128, 0.5

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
SCALE = r"(?:\s?(?:thousand|lakh|million|mln|crore|billion|bln|trillion))?"
NUMBER = rf"\d[\d,]*(?:\.\d+)?{SCALE}"

RESIDUE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s*copyright\b.*",
        r"\s*©.*",
        r"\s*all rights reserved.*",
        r"\s*(?:read more|also read|see also)\s*:.*",
        r"\s*(?:follow|like) us on\b.*",
        r"\s*(?:leave a (?:reply|comment)|comments?)\s*",
        r"\s*published in .{1,60}, \w+ \d{1,2}(?:st|nd|rd|th)?, \d{4}.*",
        r"\s*(?:facebook|twitter|whatsapp|email|print|share)\s*",
    )
]
AMOUNTS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:Rs\.?|PKR|US\$|USD|\$|£|€|¥)\s?{NUMBER}",
        rf"{NUMBER}\s(?:rupees|dollars|dlrs|pounds|marks|yen|francs|euros)\b",
        rf"{NUMBER}\s?(?:%|percent\b|per cent\b|pct\b)",
    )
]
DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:{MONTHS})(?:,?\s\d{{4}})?\b",
        rf"\b(?:{MONTHS})\s\d{{4}}\b",
        rf"\b(?:last|next|this|on)\s(?:{DAYS}|week|month|year|quarter)\b",
        r"\b(?:today|yesterday|tomorrow)\b",
        r"\b(?:19|20)\d{2}(?:-\d{2,4})?\b",
        r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
        r"\b(?:first|second|third|fourth)\squarter\b",
    )
]
WORD = re.compile(r"\w+")


def shingles_of(text: str) -> list[bytes]:
    """Return the distinct shingles of lower-cased words."""
    words = WORD.findall(text.lower())
    return [
        each.encode() for each in {" ".join(words[at : at + WIDTH]) for at in range(max(len(words) - WIDTH + 1, 1))}
    ]


def cleaned(text: str) -> str:
    """Return the text mended, without lines of residue."""
    lines = fix_text(text).split("\n")
    return "\n".join(line for line in lines if not any(rule.fullmatch(line) for rule in RESIDUE))


def language_of(text: str) -> tuple[str, float]:
    """Return what langdetect says, and how sure it is."""
    try:
        best = detect_langs(text)[0]
    except LangDetectException:
        return "und", 0.0
    return best.lang, best.prob


def spans(rules: list[re.Pattern[str]], text: str) -> list[str]:
    """Return what the rules match."""
    return [found[0] for rule in rules for found in rule.finditer(text)]


def work(path: Path, table: Path, *, dates: bool) -> dict[str, int]:
    """Do all of it; return how many records there were, rows written, amounts and dates found."""
    DetectorFactory.seed = 0
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    rows: list[dict[str, Any]] = []
    count = 0
    with path.open(encoding="utf-8") as lines:
        for count, line in enumerate(lines, 1):
            text = cleaned(json.loads(line)["text"] or "")
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch(shingles_of(text))
            if index.query(sketch):
                continue
            index.insert(str(count), sketch)
            language, score = language_of(text)
            searched = search_dates(text, languages=["en"]) if dates else None
            rows.append(
                {
                    "id": count,
                    "text": text,
                    "language": language,
                    "language_score": score,
                    "amounts": spans(AMOUNTS, text),
                    "dates": [surface for surface, _ in searched or ()] if dates else spans(DATES, text),
                }
            )
    pq.write_table(pa.Table.from_pylist(rows), table, compression="zstd")
    found = {name: sum(len(row[name]) for row in rows) for name in ("amounts", "dates")}
    return {"records": count, "rows": len(rows), **found}


def main() -> None:
    """Do what the arguments say."""
    path, table, *rest = sys.argv[1:]
    language_of("Warm up the profiles of languages, which are read once.")
    began = sum(os.times()[:4])
    done = work(Path(path), Path(table), dates="--dates" in rest)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({**done, "cpu_seconds": sum(os.times()[:4]) - began, "peak_mib": peak}, sys.stdout)


if __name__ == "__main__":
    main()
