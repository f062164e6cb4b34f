"""The knobs of the clean stage, with what each costs."""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class ReadParams(Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as an article, how much of anything is read, and how the corpus is cut into partitions.

    Attributes:
        least_letters: letters that an article must have after cleaning. At 20 only tables of bare figures and broken
            records fall under it; from 30 on the shortest flashes and headlines do (0.1 percent of a wire), from 60 on
            news of one sentence.
        decompressed_limit_mib: MiB that a compressed file may grow to; above it the rest is not read. Bounds memory:
            a worker holds one such file at a time. Lower rejects large batches, higher lets bombs grow.
        article_limit_mib: MiB of one article: a loose file, or a line of a batch. Above it the article is rejected
            unread. A year's newspaper is 20 MiB, a novel 1.
        wrap_widest: characters of the longest line that a text whose lines were broken to fit a width may have. Higher
            joins the lines of wide mail, and of lists and tables that merely look broken; 0 never joins lines.
        title_longest: characters of the longest first line that can be a headline. Higher takes standfirsts and short
            first paragraphs for titles, lower misses long headlines.
        html_fallback: whether trafilatura compares its answer with those of two other algorithms. False is about twice
            as fast and loses text on one page of twenty.
        html_focus: "precision" leaves out more of what may not be article, "recall" keeps more of what may be.
        html_tables: whether the cells of tables are part of the text of a page.
        partition_least: articles that a partition holds at least. Smaller partitions cost less for one new article,
            and more files and longer listings for everything.
        partition_mean: articles after which a partition is cut on average, once it holds the least number.
        partition_greatest: articles at which a partition is cut whatever the keys say.
    """

    least_letters: Annotated[int, Meta(ge=1, le=10_000)] = 20
    decompressed_limit_mib: Annotated[int, Meta(ge=1, le=16_384)] = 1024
    article_limit_mib: Annotated[int, Meta(ge=1, le=1024)] = 16
    wrap_widest: Annotated[int, Meta(ge=0, le=1000)] = 100
    title_longest: Annotated[int, Meta(ge=0, le=1000)] = 160
    html_fallback: bool = True
    html_focus: Literal["precision", "balanced", "recall"] = "balanced"
    html_tables: bool = True
    partition_least: Annotated[int, Meta(ge=1, le=1_000_000)] = 128
    partition_mean: Annotated[int, Meta(ge=1, le=1_000_000)] = 512
    partition_greatest: Annotated[int, Meta(ge=1, le=1_000_000)] = 1024

    def __post_init__(self) -> None:
        """Check the order of the three sizes of a partition.

        Raises:
            ValueError: they are not ascending.
        """
        if not self.partition_least <= self.partition_mean <= self.partition_greatest:
            raise ValueError("partition_least, partition_mean and partition_greatest must be ascending")
