"""What a person sees when something is wrong.

::

    KhabarError            what is wrong, where, and what to do next; shown without a traceback
    ├── UsageError         the call or a param cannot be used as it is
    ├── BusyError          another run holds the same artifacts folder; it says which
    ├── ChangedError       an input changed while it was being read; nothing is lost, run again
    ├── CorruptError       stored bytes are not what the ledger says
    ├── GitError           git refused: what it was asked, and its own words
    ├── GateError          what was built may not be published; the published version stays
    ├── DataError          DVC cannot store, find or bring back the bytes of a version
    ├── ServiceError       a server that Khabar started did not start, or ended; its log is quoted
    ├── StoreError         an inbox or a quarantine cannot be read or written; it says whether that may pass
    ├── StageError         a stage's code raised: the partition and the step are named
    └── ConservationError  a record is in none or in two of documents, duplicates and rejects
"""


class KhabarError(Exception):
    """Something a person can act on.

    Args:
        what: what is wrong, and where, as a sentence without a full stop.
        then: what to do next.
    """

    def __init__(self, what: str, then: str) -> None:
        super().__init__(what, then)
        self.what = what
        self.then = then

    def __str__(self) -> str:
        return f"{self.what}.\n{self.then}"


class UsageError(KhabarError):
    """The call or a param cannot be used as it is."""


class BusyError(KhabarError):
    """Another run works in the same artifacts folder."""


class ChangedError(KhabarError):
    """An input changed while it was being read."""


class CorruptError(KhabarError):
    """Stored bytes are not what the ledger says."""


class GitError(KhabarError):
    """A git command failed."""


class GateError(KhabarError):
    """What was built may not be published."""


class DataError(KhabarError):
    """DVC cannot store, find or bring back the bytes of a version."""


class ServiceError(KhabarError):
    """A server that Khabar started did not start, or ended by itself."""


class StoreError(KhabarError):
    """An inbox or a quarantine cannot be read or written.

    Args:
        what: what is wrong, and where, as a sentence without a full stop.
        then: what to do next.
        passing: whether it may pass by itself, so that it is worth asking again.
    """

    def __init__(self, what: str, then: str, *, passing: bool = False) -> None:
        super().__init__(what, then)
        self.passing = passing


class StageError(KhabarError):
    """A stage's code raised."""


class ConservationError(KhabarError):
    """A record is in none or in two of documents, duplicates and rejects."""
