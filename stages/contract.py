"""How a stage declares itself: a few steps, each of one of two kinds.

A step names its functions as ``package.module:function``, so that reading a declaration imports no text library: a
stage with nothing to do must cost next to nothing.

All steps share one set of partitions. A table that a step reads or makes holds the rows of one partition, ordered by
the key of the article; ``source`` names the table of raw records that ``clean`` starts from.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:  # a declaration must cost next to nothing to read
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

A = TypeVar("A")
P = TypeVar("P")

#: The name under which a step asks for the raw records instead of another step's table.
SOURCE = "source"

#: Input -> the columns of it that are read. A file is verified whole, and only these are decoded.
Columns = Mapping[str, tuple[str, ...]]


class InputError(ValueError):
    """A reference table that people keep beside the articles is wrong: the message says which, where and what to do.

    Args:
        what: what is wrong, with the line, as a sentence without a full stop.
        then: what to do next.
    """

    def __init__(self, what: str, then: str = "Mend that line of the table.") -> None:
        super().__init__(what, then)
        self.what = what
        self.then = then


@dataclass(frozen=True)
class Map:
    """One partition in, one partition out.

    Attributes:
        name: the step, and the folder of its table below ``artifacts/<stage>/``.
        function: called as ``function(*tables, params)`` with one Arrow table per input; returns an Arrow table, or a
            mapping from table name to Arrow table when ``tables`` is given. An input that it returns as it is costs
            no encoding.
        inputs: ``"source"`` or ``"<stage>.<step>"``, the tables of the same partition; ``"<stage>.<step>:<table>"`` for
            one table of a step that makes several.
        params: the frozen ``msgspec.Struct`` that holds the step's knobs.
        libraries: distributions whose version can change the output. pyarrow is always counted.
        columns: by the name of an input, the columns that the function reads of it; all of them where none are named.
        tables: for a step that makes several tables: a callable ``package.module:function`` that returns their
            schemas by name. Their folders stand directly below ``artifacts/<stage>/``.
        shards: for a step that makes no table but what a page loads: the kinds of script that it makes. It returns the
            bytes of each by its kind, and leaves out those that would be empty; they stand as
            ``<kind>/<partition>.js`` directly below ``artifacts/<stage>/``, and no step reads them.
        epoch: raise by one to recompute everything when nothing else says so.
    """

    name: str
    function: str
    inputs: tuple[str, ...]
    params: str
    libraries: tuple[str, ...] = ()
    columns: Columns = field(default_factory=dict, compare=False)
    without: Columns = field(default_factory=dict, compare=False)
    tables: str | None = None
    shards: tuple[str, ...] = ()
    epoch: int = 1


class Signed(NamedTuple):
    """What can be told of a partition's signatures without reading them: two that are equal hold the same rows.

    Attributes:
        partition: its name.
        digest: of the signatures' bytes.
        rows: how many.
    """

    partition: str
    digest: str
    rows: int


class Rows(Protocol):
    """The signatures of all partitions, as one long table that need not fit into memory.

    The number of a row is its place when the partitions stand one after another in the order of their names. It says
    where to find the row and must never enter a decision.
    """

    def __len__(self) -> int:
        """Return the number of rows."""
        ...

    def partitions(self) -> "Sequence[Signed]":
        """Return the partitions in the order of their names: what a call remembers of one holds while it is equal."""
        ...

    def read(self, columns: Sequence[str]) -> "pa.Table":
        """Return these columns of all rows; ``partition`` is one of them, a dictionary of the partitions' names."""
        ...

    def take(self, rows: "NDArray[np.int64]", columns: Sequence[str]) -> "pa.Table":
        """Return these columns of some rows, whose numbers ascend without repetition."""
        ...

    def map(
        self, function: "Callable[[Rows, A, P], pa.Table]", arguments: Iterable[A], params: P
    ) -> "Iterator[pa.Table]":
        """Yield ``function(self, argument, params)`` for each argument, in any order.

        The calls may run in other processes or on other machines, so the function is one of a module, arguments are
        small, and memory is that of one call per worker.
        """
        ...


@dataclass(frozen=True)
class Decided:
    """What a `Corpus` step with ``memory`` returns from ``decide``.

    Attributes:
        decisions: as any other step's, without the rows of the partitions that are the same.
        memory: what the next call may be spared, a function of the signatures (and of the reference table) alone:
            whoever has it must come to the same decisions and the same memory as whoever has not.
        same: partitions on which the call whose memory was given has decided just the same: what it decided on them
            is kept, neither made nor written again. None where no memory was given, so that whoever finds that those
            decisions are damaged can have all of them.
    """

    decisions: "pa.Table"
    memory: "pa.Table"
    same: "frozenset[str]" = frozenset()


@dataclass(frozen=True)
class Corpus:
    """A step that sees the whole corpus, in three pure parts, so that only the middle one is ever run on everything.

    Attributes:
        name: the step, and the folder of its table below ``artifacts/<stage>/``.
        sign: ``sign(*tables, params)``, per partition: what ``decide`` needs to know of it, and nothing more.
        decide: ``decide(signatures, params)`` over all partitions at once. The table that it gets is the partitions'
            signatures one after another, with a first column ``partition`` (string). It returns the decisions, one or
            more rows for each row that they concern, with the same column ``partition``. What it decides must depend
            on the set of rows alone, never on their order. Rows whose partition is null concern none: they explain
            the others to people, and may change without any partition being made again.
        apply: ``apply(*tables, slice, params)``, per partition, given the decisions on that partition's rows
            (without the column ``partition``); returns the step's table. None when the decisions are the result.
        inputs, params, libraries, epoch: as for `Map`.
        columns, apply_columns: by the name of an input, the columns that ``sign`` and ``apply`` read of it; all of them
            where none are named.
        reference: the name of a table that people keep beside the articles, directly below the folder of all of them;
            ``decide(signatures, reference, params)`` gets its bytes, none where there is no such file, and raises
            `InputError` where they are wrong. So a changed row reaches those partitions whose slice it changes.
        outlines: whether ``sign`` asks what the tables are like and not what they hold: it gets of each, in place of
            the rows, a table with a row per column: its name (``column``), its ``type``, how many ``rows`` there are,
            and how many of them are null (``nulls``); of a nested column the outermost values count.
        memory: whether ``decide`` works in bounded memory and remembers: it is called as
            ``decide(rows, memory, params)`` with a `Rows` and with the memory of the last call, None where there is
            none or where the step's fingerprint has changed since, and returns a `Decided`. The bytes of ``reference``
            stand before the params; the last call may have had others.
    """

    name: str
    sign: str
    decide: str
    apply: str | None
    inputs: tuple[str, ...]
    params: str
    libraries: tuple[str, ...] = ()
    columns: Columns = field(default_factory=dict, compare=False)
    apply_columns: Columns = field(default_factory=dict, compare=False)
    epoch: int = 1
    reference: str | None = None
    outlines: bool = False
    memory: bool = False


Step = Map | Corpus


@dataclass(frozen=True)
class Stage:
    """A node of the DVC graph: steps that run one after another and leave one ledger.

    Attributes:
        name: one of `stages.NAMES`.
        steps: in an order in which every input stands before the step that reads it.
        description: one sentence for people.
        render: ``render(decisions_by_step)`` -> ``{file name: bytes}``: loose files for the whole corpus, made from
            the decisions of the stage's `Corpus` steps (a page, a metrics file). None for most stages.
        rendered: the names of these files.
        stamped: whether ``render`` is also given one digest of all tables that the stage reads, as ``made_of``.
        guests: names of files that a command of its own leaves in the stage's folder: no stage makes them, reads them
            or takes them away.
    """

    name: str
    steps: tuple[Step, ...]
    description: str
    render: str | None = None
    rendered: tuple[str, ...] = ()
    stamped: bool = False
    guests: tuple[str, ...] = ()

    def params_of(self, step: Step, params: dict[str, object]) -> object:
        """Return the part of this stage's mapping in params.yaml that belongs to ``step``.

        A stage of one step has its knobs directly below its name; a stage of several has one mapping per step.
        """
        return params if len(self.steps) == 1 else params.get(step.name, {})
