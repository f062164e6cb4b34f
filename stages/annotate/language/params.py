"""The knobs of language detection, and nothing else."""

from typing import Annotated

import msgspec

_Letters = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
_Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class LanguageParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When an answer of langdetect is believed, and where paragraphs are looked at one by one.

    Attributes:
        min_letters: letters, capitals not counted, below which langdetect is not believed: it skips words in capitals,
            and on a short line it answers with great confidence and is often wrong ("Polish 0.86" for a headline on
            Karachi stocks). Lower: more headlines get a language, more of them a wrong one (at 20 letters about one in
            four). Higher: more briefs stay `und`. Costs no time.
        min_script_letters: letters of a script from which on the script, letters that one language alone has, or the
            outlet's language decide. Lower: a single foreign name is enough. Higher: headlines stay `und`.
        min_score: probability from 0 to 1. An answer below it is not believed; its score is kept. langdetect averages
            seven random trials, so its scores sit near multiples of one seventh: 0.75 asks six of seven to agree.
            Higher: texts in two languages become `und`; lower: tables and lists of names get a language by chance.
        short_letters: letters below which a text is short: the outlet's language wins a tie with langdetect's. Higher:
            a foreign brief of an outlet is called its own.
        mixed_share: share, from 0 to 1, of the letters of an article that must be of another script for its paragraphs
            to be looked at one by one. Lower: articles that quote a line are looked at too, which costs as much as
            detecting them twice.
    """

    min_letters: _Letters = 40
    min_script_letters: _Letters = 10
    min_score: _Share = 0.75
    short_letters: _Letters = 100
    mixed_share: _Share = 0.02
