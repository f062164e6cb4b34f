"""What can happen to a file on a disk, and how it is done to one."""

from collections.abc import Callable
from pathlib import Path

#: By name: what is left of the bytes of a file; None where the file goes.
WAYS: dict[str, Callable[[bytes], bytes | None]] = {
    "delete": lambda _: None,
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    # Near the end, where the other bytes are in place: only the digest tells.
    "flip": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:] if len(data) > 8 else b"?" * len(data),
}


def spoil(path: Path, how: str) -> None:
    """Damage one file; never in place, since it may be a link to bytes that others read."""
    data = WAYS[how](path.read_bytes())
    path.unlink()
    if data is not None:
        path.write_bytes(data)
