"""Whether all that is stored agrees, as ``fsck`` asks it of a file system: ledgers, files, tables, DVC's lock.

A build heals what it meets; this says what it would meet, and finds what no build looks at. `run` asks all questions in
their order and repairs: of one stage's folder (`folder`), of the bytes of its tables (`content`), of what each stage
read (`chain`), of the exported tables (`keys`, `records`), of DVC (`workspace`), and of what killed runs left.
"""

from flows.fsck.finding import Finding, Report
from flows.fsck.run import look, repair

__all__ = ["Finding", "Report", "look", "repair"]
