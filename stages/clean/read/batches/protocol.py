"""What a form of batch file must offer, and what it is given. Only declarations may live here."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Protocol

from stages.clean.read.params import ReadParams
from stages.clean.rejects import Reject

#: Our name of a field -> its name in the batch, for those that differ (`stages.clean.read.fields`).
Names = Mapping[str, str]

#: Gives the record at an offset with a length, as one JSON object; None where it does not stand there (any more).
Locate = Callable[[int, int], bytes | None]


class Found(NamedTuple):
    """A record, or what stands where one should be.

    Attributes:
        offset: where it stands: bytes of the decompressed file, or a number of the form's own.
        length: how much of that it takes.
        content: the record as one JSON object; with a problem, bytes by which it is told from others.
        problem: why it is no record.
        id: its id where the content does not tell it, since there is a problem.
    """

    offset: int
    length: int
    content: bytes | memoryview
    problem: Reject | None = None
    id: str | None = None


class BatchError(Exception):
    """The file as a whole is at fault; what was found before it was raised stands."""

    def __init__(self, problem: Reject) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Bytes(Protocol):
    """The content of a batch file, wherever it is held: `bytes` are one, and so is a file on disk."""

    def __len__(self) -> int:
        """Return how many bytes there are."""
        ...

    def __getitem__(self, where: slice, /) -> bytes:
        """Return a stretch of them."""
        ...


class Form(Protocol):
    """The two functions of a form's module."""

    def records(self, data: bytes, params: ReadParams, names: Names) -> Iterator[Found]:
        """Yield every record of the file, in its order; time is linear, and memory bounded by the params.

        Raises:
            BatchError: nothing (more) can be read from the file.
        """
        ...

    def locate(self, data: Bytes, params: ReadParams, names: Names) -> Locate:
        """Return what gives the records that `records` found in the same data."""
        ...
