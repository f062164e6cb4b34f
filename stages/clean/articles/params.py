"""The knobs of the step."""

from typing import Annotated

from msgspec import Meta, Struct


class ArticlesParams(Struct, frozen=True, forbid_unknown_fields=True):
    """What is evidence enough that a line is the outlet's and not the article's.

    A line has to pass all of them. In doubt it stays: a sentence that is wrongly removed is worse than residue left.

    The counts were chosen on 19,040 stories of a wire without residue, cut by subject, place, city, day and first word
    of the title into 644 outlets, each a corpus of its own. What recurs there at an edge and is no residue stands so
    in at most 5 stories, or 4 of a hundred articles (1.7 with the test of the subject), after what the rules keep.

    Attributes:
        edge_lines: lines at each end of a text that are looked at. A longer block of residue is cut by this many lines
            only; the signature of an article grows by eight bytes for each line and end.
        longest_line: characters. A longer paragraph is never residue, and nothing behind it is. Higher finds longer
            disclaimers, and puts paragraphs of background at risk.
        least_articles: articles of different stories in which the line must stand at the edge, with nothing but
            residue outside of it. Lower learns from smaller outlets, and takes for residue what a weekly report or a
            reporter of one week ends with.
        least_share: of the outlet's articles, those in which the line stands so. Lower finds the residue of one
            section or one author, and takes the closing phrases of a wire for residue. The signatures carry the text
            of what reaches it inside a partition, so that they grow when it is lowered.
        most_on_topic: of the articles that have the line at an edge, those with which it shares a word of five letters
            or more (title and beginning of the longest paragraph). Above it the line speaks of what the articles speak
            of: general residue does so in up to 6 of a hundred, sentences of the article itself in 67 and more. Higher
            finds residue that names the subject of its section, and takes the running background of a long story for
            residue.
    """

    edge_lines: Annotated[int, Meta(ge=1, le=16)] = 4
    longest_line: Annotated[int, Meta(ge=1, le=2000)] = 240
    least_articles: Annotated[int, Meta(ge=2, le=1_000_000)] = 12
    least_share: Annotated[float, Meta(gt=0.0, le=1.0)] = 0.05
    most_on_topic: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.1
