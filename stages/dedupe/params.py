"""The knobs of the stage."""

from typing import Annotated

from msgspec import Meta, Struct


class DedupeParams(Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as near, and how hard near copies are looked for.

    Every candidate pair is verified by its true Jaccard similarity, so no knob but ``threshold`` and
    ``shingle_words`` can make a wrong pair: the others trade missed pairs against time and space.

    The chance that a pair of similarity ``s`` becomes a candidate is ``1 - (1 - s ** rows) ** bands``
    (`stages.dedupe.minhash.candidate_probability`). With the defaults:

    ==========  =======  =======  =======  =======  =======  =========  =========
    similarity  0.1      0.2      0.3      0.5      0.7      0.8        0.9
    candidate   0.00024  0.00765  0.05672  0.53325  0.98792  0.999927   > 1 - 1e-9
    ==========  =======  =======  =======  =======  =======  =========  =========

    So a pair that is exactly at the default threshold is missed once in 13,700 times, and the price is that half of
    the pairs at 0.5 are verified in vain. That is cheap: 24,807 news stories make 560 candidates for 122 near pairs.
    18 bands of 4 rows have the same recall and make 1,010 candidates, 31 bands of 6 make 430; all three take the same
    time to sign. In a larger corpus it is the many pairs of little similarity that count: at 0.1, 4 rows make seven
    times as many candidates as 5.

    Attributes:
        shingle_words: words per shingle. Fewer find more edited copies, and take texts with the same phrases for
            copies (false positives: templates); more break at every edit (false negatives).
        near_words: words. A text of fewer (or of no more than one shingle) has exact copies only: in a short text a
            word changed in the middle takes the similarity below the threshold anyway, and what is left to be near is
            notices of one form that differ in their first or last word, the name or the day. Lower finds headlines
            with a word more or less, and folds such notices (of the 19 such pairs in Reuters 18 are of two companies).
        bands: bands per signature. More miss fewer pairs; time to sign, size of the signatures and candidates grow in
            proportion.
        rows: MinHash values per band. More make fewer candidates, and miss more pairs unless ``bands`` grows too.
        threshold: least Jaccard similarity (shared shingles over all shingles of the two) of a near copy. Lower folds
            more real rewrites, and more templates that differ in their figures alone.
        bucket_limit: articles. In a bucket of more than this many distinct texts an article is compared only with
            this many of them, those first in the order of survivors: time stays linear in the bucket, and a pair is
            missed if the better one stands behind the limit in all the buckets that the two share.
    """

    shingle_words: Annotated[int, Meta(ge=1, le=32)] = 5
    near_words: Annotated[int, Meta(ge=0, le=1000)] = 20
    bands: Annotated[int, Meta(ge=1, le=256)] = 24
    rows: Annotated[int, Meta(ge=1, le=32)] = 5
    threshold: Annotated[float, Meta(gt=0.0, le=1.0)] = 0.8
    bucket_limit: Annotated[int, Meta(ge=1, le=100_000)] = 128
