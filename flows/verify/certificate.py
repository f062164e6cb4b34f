"""The certificate: what was replayed on which corpus by which code, and what came of it, signed by its own digest.

It is no input of any stage. It lies in the report's folder as ``verify.json``, and beside it ``verify.js``, by which
the page shows it: that also says by which code the tables beside it are made *now*, so that an old certificate is seen
to be one. There is no clock, host or path in it: the same corpus, code and seed give the same bytes.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from flows.engine import digests, files
from flows.verify import code
from stages.report.shards.script import call

NAME = "verify.json"
SCRIPT = "verify.js"

_FORMAT = 1

#: Where the digest of all the rest stands.
_SEAL = "digest"


def sealed(told: dict[str, Any]) -> dict[str, Any]:
    """Return a certificate of what is told, with the digest of all of it."""
    told = {"format": _FORMAT, **told}
    return {**told, _SEAL: _digest(told)}


def _digest(told: dict[str, Any]) -> str:
    return digests.of_fields("certificate", [msgspec.json.encode(told, order="sorted")])


def encode(certificate: dict[str, Any]) -> bytes:
    """Return the bytes of a certificate."""
    return msgspec.json.format(msgspec.json.encode(certificate), indent=2) + b"\n"


def parse(data: bytes) -> dict[str, Any] | None:
    """Return the certificate that these bytes are; None where they were changed, or are of another format."""
    try:
        found = msgspec.json.decode(data, type=dict[str, Any])
        rest = {name: value for name, value in found.items() if name != _SEAL}
        return found if found.get(_SEAL) == _digest(rest) and found.get("format") == _FORMAT else None
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return None


def write(artifacts: Path, certificate: dict[str, Any]) -> Path:
    """Put a certificate beside the page, and return where; the caller holds the lock on the folder."""
    path = artifacts / "report" / NAME
    _put(path, encode(certificate))
    refresh(artifacts)
    return path


def refresh(artifacts: Path) -> None:
    """Bring what the page reads of the certificate up to date, in one step.

    Every build does so, since it may be another code that it built with.
    """
    folder = artifacts / "report"
    if not (folder / "index.html").is_file():
        return
    told: dict[str, Any] | None = None
    try:
        data = (folder / NAME).read_bytes()
    except OSError:
        data = None
    if data is not None:
        found = parse(data)
        told = {"broken": True} if found is None else {**found, "code_here": code.digest()}
    script = call("certificate", told)
    path = folder / SCRIPT
    if not path.is_file() or path.read_bytes() != script:
        _put(path, script)


def _put(path: Path, data: bytes) -> None:
    scratch = path.parent / files.SCRATCH
    files.write(path, data, scratch)
    with suppress(OSError):  # a run that was killed has left something there: the next run takes it away
        scratch.rmdir()
