"""What a verification is asked for, and the command that asks for it again."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.engine.stage import Place, Watch
from flows.progress import Quiet
from flows.verify import code
from flows.verify.changes import KILL, KINDS

#: Every kind of change that may be asked for.
ALL_KINDS = (*KINDS, KILL)


@dataclass(frozen=True)
class Options:
    """How a corpus is verified.

    Attributes:
        place: the corpus; nothing of it is touched but the certificate.
        settings: the mappings of its params file.
        params_path: where these come from, for messages.
        steps: changes that are replayed.
        seed: what they are drawn by.
        every: steps from one comparison with a build from nothing to the next; the last step has one always.
        first: whether the corpus is compared as it came, before any change.
        kinds: kinds of change that are drawn; ``param=dedupe.threshold`` is that of what begins so alone,
            ``kill=disk``, ``kill=torn`` and ``kill=clock`` are kills of one sort.
        sample: articles and records that are taken of the corpus; None for all.
        workers: processes of a build. Changes neither a byte nor the certificate.
        scratch: the folder in which the copy is made; None for the system's.
        code: the folder that holds ``stages`` and ``flows``.
        watch: is told how far it is.
    """

    place: Place
    settings: Mapping[str, Any] = field(default_factory=dict)
    params_path: Path | None = None
    steps: int = 20
    seed: int = 0
    every: int = 1
    first: bool = True
    kinds: tuple[str, ...] = ALL_KINDS
    sample: int | None = None
    workers: int = 1
    scratch: Path | None = None
    code: Path = field(default_factory=code.home)
    watch: Watch = field(default_factory=Quiet)

    def command(self, steps: int) -> str:
        """Return the command that comes to the same step in the same way."""
        told = ["khabar", "verify", "--seed", str(self.seed), "--steps", str(steps)]
        if self.every != 1:
            told += ["--every", str(self.every)]
        if self.sample is not None:
            told += ["--sample", str(self.sample)]
        if self.kinds != ALL_KINDS:
            told += [word for kind in self.kinds for word in ("--kind", kind)]
        if self.place.seeds != Path("seeds"):
            told += ["--seeds", str(self.place.seeds)]
        if self.place.artifacts != Path("artifacts"):
            told += ["--artifacts", str(self.place.artifacts)]
        if self.params_path not in (None, Path("params.yaml")):
            told += ["--params", str(self.params_path)]
        return shlex.join(told)
