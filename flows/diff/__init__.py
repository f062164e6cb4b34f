"""What differs between two versions of the corpus: which articles and rows came, went and changed, and why.

============  =========================================================================================================
`version`     one of the two: its ledgers, and its tables as they are asked for
`lineage`     which step makes which column, and what makes two rows the same row
`articles`    which articles came, were edited, went or got another name
`values`      which values of two columns differ
`rows`        the rows of two tables set beside one another
`reasons`     why a row can be another one
`look`        where a difference comes from: a row followed back through the steps
`causes`      why, once all that differs is known
`difference`  the answer, for people and for programs
`compare`     all of it, a few partitions at a time
============  =========================================================================================================
"""

from flows.diff.compare import between
from flows.diff.difference import Difference, TableDifference

__all__ = ["Difference", "TableDifference", "between"]
