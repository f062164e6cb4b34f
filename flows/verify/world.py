"""What changes can be made to: a copy of a corpus with its params, its rules and its artifacts, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.verify.code import Tree
from flows.verify.corpus import Corpus
from flows.verify.store import Store


@dataclass(frozen=True)
class State:
    """What the tables are made of at one step, and the digests of what was made of it."""

    files: dict[str, str]
    settings: dict[str, Any]
    tree: tuple[dict[str, bytes], dict[str, str]] | None
    artifacts: dict[str, str]


@dataclass
class World:
    """All that changes.

    Attributes:
        corpus: the articles.
        settings: the mappings of the params file.
        artifacts: the folder that is brought up to date.
        store: where earlier bytes are.
        tree: gives the copy of the code; it is made when a change first asks for it.
        past: the states of earlier steps, the oldest first.
        number: counts what is added, so that no name comes twice.
        only: how the name must begin of what is changed; nothing for anything.
    """

    corpus: Corpus
    settings: dict[str, Any]
    artifacts: Path
    store: Store
    tree: Callable[[], Tree]
    made_tree: Tree | None = None
    past: list[State] = field(default_factory=list)
    number: int = 0
    only: str = ""

    def articles(self) -> list[str]:
        """Return the articles that may be changed."""
        return [name for name in self.corpus.articles() if name.startswith(self.only)]

    def code(self) -> Tree:
        """Return the copy of the code."""
        if self.made_tree is None:
            self.made_tree = self.tree()
        return self.made_tree

    def state(self, artifacts: dict[str, str] | None = None) -> State:
        """Return what is now, for a later `revert`."""
        tree = self.made_tree.snapshot() if self.made_tree else None
        return State(dict(self.corpus.files), self.settings, tree, artifacts or {})

    def restore(self, state: State) -> None:
        """Make articles, params, rules and libraries what they were."""
        self.corpus.restore(state.files)
        self.settings = state.settings
        if self.made_tree is not None:
            self.made_tree.restore(state.tree or ({}, self.made_tree.installed))
