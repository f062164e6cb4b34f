"""The knobs of the quotes step, and nothing else."""

from typing import Annotated

import msgspec


class QuotesParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as said where the text leaves it open.

    Attributes:
        sentence_words: words from which what stands in quotation marks was said, where it is a whole sentence without a
            stop of its own and nobody is named beside it. Fewer takes headings and titles of books for speech; more
            loses short answers. Costs no time.
        acts: whether a verb that reports a deed of words counts without a clause (urged Korea to invest, praised the
            package, stressed the importance of research). False: about an eighth of the indirect speech is not found,
            and one false report in four with it. Costs little time.
    """

    sentence_words: Annotated[int, msgspec.Meta(ge=1, le=100)] = 6
    acts: bool = True
