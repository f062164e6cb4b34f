"""Who builds with which state of the code: a process for what is brought up to date, another for what is made anew.

The two differ in all that must not count: the seed of Python's hashes, the time zone and the locale.
"""

from pathlib import Path
from typing import Protocol

from flows.verify.building import Order, Outcome
from flows.verify.serving import Server

#: What is set for each of the two.
_KEPT = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
_FRESH = {"PYTHONHASHSEED": "2", "TZ": "Asia/Karachi", "LC_ALL": "C"}


class Builders(Protocol):
    """Builds with the code of a folder in the state that a name stands for."""

    def build(self, order: Order, tree: Path, state: str, *, fresh: bool) -> Outcome:
        """Build.

        Args:
            order: what.
            tree: the folder that holds the code.
            state: what tells one state of the code in that folder from another.
            fresh: whether it is a build from nothing.
        """
        ...

    def close(self) -> None:
        """End all processes."""
        ...


class Servers:
    """Keeps the processes of the code as it is, and those of one changed state.

    Args:
        home: the folder of the code as it is.
        scratch: a folder for what processes need.
    """

    def __init__(self, home: Path, scratch: Path) -> None:
        self._home, self._scratch = home, scratch
        self._servers: dict[tuple[Path, str, bool], Server] = {}

    def build(self, order: Order, tree: Path, state: str, *, fresh: bool) -> Outcome:
        """Build; see `Builders`."""
        key = (tree, state, fresh)
        if key not in self._servers:
            for old in [old for old in self._servers if old[0] != self._home and old[:2] != key[:2]]:
                self._servers.pop(old).close()
            self._servers[key] = Server(tree, self._scratch, _FRESH if fresh else _KEPT)
        try:
            return self._servers[key].build(order)
        except BaseException:
            self._servers.pop(key).close()
            raise

    def close(self) -> None:
        """End all processes."""
        for server in self._servers.values():
            server.close()
        self._servers.clear()
