"""The knobs of the sentence splitter, and nothing else."""

import msgspec


class SentencesParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as the end of a sentence beyond a stop with white space behind it.

    Attributes:
        split_glued: whether a full stop glued between a small and a capital letter ends a sentence ("on the spot.The
            police"), as it stands where a feed lost its line breaks. False: such sentences run into one. True: a name
            or address written that way is cut, unless the rules list what stands before its stop. Costs no time.
    """

    split_glued: bool = True
