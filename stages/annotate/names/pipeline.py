"""A trained spaCy pipeline that somebody has installed, in the place of the rules that find names.

It is named with all that its answers depend on, since the params are part of what a result is known by:
``en_core_web_sm==3.8.0 spacy==3.8.18``. What is installed must be just that.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from typing import Any

from stages.annotate.names.candidates import Candidate
from stages.annotate.names.gazetteer import ORG, PLACE, Names
from stages.annotate.names.reader import PERSON, SURE, Segment
from stages.annotate.names.readings import Reading
from stages.contract import InputError

#: What the labels of OntoNotes and of CoNLL are here; others are no names of ours.
TYPES = {"PERSON": PERSON, "PER": PERSON, "ORG": ORG, "GPE": PLACE, "LOC": PLACE, "FAC": PLACE, "PLACE": PLACE}

#: Components that names do not need; taggers and parsers are most of a pipeline's time.
_NOT_NEEDED = [
    "tagger",
    "morphologizer",
    "parser",
    "attribute_ruler",
    "lemmatizer",
    "senter",
    "textcat",
    "entity_linker",
]

#: Code points that are given to the pipeline at a time, at most: its memory grows with them.
_AT_ONCE = 50_000

_IDENTITY = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)==(\S+) spacy==(\S+)")

_WHERE = "params.yaml: annotate.names.pipeline"


def pipeline_candidates(text: str, identity: str, names: Names) -> list[Candidate]:
    """Return the names that a pipeline finds in ``text``, in order and apart.

    Args:
        text: the clean text.
        identity: the pipeline, as the params name it.
        names: what is known.

    Raises:
        InputError: it is not installed, or in another version.
    """
    pipeline = loaded(identity)
    found: list[Candidate] = []
    for start, piece in _pieces(text):
        for entity in pipeline(piece).ents:
            type_ = TYPES.get(entity.label_)
            surface = entity.text.strip()
            if type_ and surface and "\n" not in surface:
                begin = start + entity.start_char + entity.text.index(surface)
                segment = Segment(0, len(surface), type_, SURE, None, "pipeline")
                found.append(Candidate(begin, Reading(surface, segment, names), False, False))
    return found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text with where they begin; very long ones in several pieces."""
    start = 0
    for line in text.split("\n"):
        for at in range(0, len(line), _AT_ONCE):
            yield start + at, line[at : at + _AT_ONCE]
        start += len(line) + 1


@cache
def loaded(identity: str) -> Any:
    """Return the pipeline that the params name, loaded once.

    Raises:
        InputError: it is not named in full, not installed, or in another version.
    """
    match = _IDENTITY.fullmatch(identity)
    if not match:
        raise InputError(f"{_WHERE} is {identity!r}", "Name it with its version and spaCy's: NAME==1.2.3 spacy==3.8.18")
    name, *wanted = match.groups()
    found = [_version(name), _version("spacy")]
    if found != wanted:
        there = " ".join(f"{each}=={version}" for each, version in zip((name, "spacy"), found, strict=True) if version)
        raise InputError(
            f"{_WHERE} is {identity!r}, and installed is {there or 'neither'}",
            'Install them (pip install "khabar[spacy]", and the pipeline), or set it to what is installed.',
        )
    import spacy

    return spacy.load(name, exclude=_NOT_NEEDED)


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
