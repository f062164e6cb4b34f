"""The knobs of the stage."""

from typing import Annotated

from msgspec import Meta, Struct


class DedupeParams(Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as near, and how hard near copies are looked for.

    Every candidate pair is verified on its words, so that the knobs of sketches and buckets can make no wrong pair:
    they trade missed pairs against time and space.

    The chance that a pair of similarity ``s`` becomes a candidate is ``1 - (1 - s ** rows) ** bands``
    (`stages.dedupe.minhash.candidate_probability`). With the defaults:

    ==========  =======  =======  =======  =======  =======  =======  =======  =========
    similarity  0.1      0.2      0.3      0.4      0.5      0.55     0.6      0.7
    candidate   0.00638  0.09741  0.40578  0.80981  0.98392  0.99785  0.99986  > 1 - 1e-7
    ==========  =======  =======  =======  =======  =======  =======  =======  =========

    So a pair that is exactly at the default threshold is missed once in 62 times, one at 0.6 once in 7,200 times; the
    price is that many pairs at 0.4 are verified in vain.

    Attributes:
        shingle_words: words per shingle. Fewer find more edited copies, and take texts with the same phrases for
            copies (false positives: templates); more break at every edit (false negatives).
        near_words: words. A text of fewer (or of no more than one shingle) has exact copies only: a word changed in the
            middle takes three of its shingles. Lower finds headlines with a word more or less, and leaves more notices
            of one form to the rule for templates.
        bands: bands per signature, a multiple of 8 (the slices in which candidates are found). More miss fewer pairs;
            time to sign, size of the signatures and candidates grow in proportion.
        rows: MinHash values per band. More make fewer candidates, and miss more pairs unless ``bands`` grows too.
        print_words: words per shingle of a fingerprint, by which contained stories are found. Fewer make fingerprints
            of common phrases, and so more candidates; more break at every edit.
        print_window: shingles of which the least is a fingerprint: any run of ``print_window + print_words - 1`` words
            that two texts share gives them one in common. Less finds shorter passages; size of the signatures and
            candidates grow as ``2 / (print_window + 1)``.
        threshold: least Jaccard similarity (shared shingles over all shingles of the two) of a near copy. Lower folds
            more real rewrites, and more templates that differ in their figures alone.
        bucket_limit: articles. In a bucket of more than this many distinct texts an article is compared only with
            this many of them, whichever have the least digest: time stays linear in the bucket. As many survivors of
            all that hang together are compared with each other one all the same; what is missed are pairs beyond.
        article_limit: articles, likewise of all its buckets together.
        print_limit: articles of one fingerprint, likewise. Lower misses stories that stand inside many others, higher
            compares more articles that have a phrase in common.
        shared_prints: fingerprints, of at most one for each slice and article, that a pair must share to be compared.
            One compares whatever has a phrase in common; more misses short stories inside longer ones.
        update_days: days within which an outlet's later version of a story revises the earlier one. Higher takes the
            yearly report for a correction of last year's, where the facts let it.
        corrected: least share of the shingles of the shorter of two texts that stand in the other, for the one to be a
            correction of the other that says so of itself, in one outlet and under a title of the same subject. Lower
            takes an update about the same company for one of the same story.
        column_issues: different days on which an outlet prints a title, numbers in it aside, from which that is the
            heading of a column or a form: of what stands under it only equal texts are folded, or those of one day.
            Where no day is known, different stories count instead. Lower keeps apart the versions of a story that was
            told under one title on several days.
        contained: least share of the shingles of a text that stand in a longer one, for it to stand inside that. Lower
            folds a trimmed story that was rewritten as well, and a story into one that only quotes it at length.
        notice_words: words. In a text of fewer, as far as the two are aligned, any number or name replaced by another
            makes it another notice; one outlet's texts of up to twice as many are not folded more than a day apart.
            Higher keeps apart longer notices that differ in one figure, and with them the corrected copies of short
            stories: 50 instead of 40 keeps apart a third of the templates that the guard misses in Reuters, and loses
            three in a thousand copies in which every twentieth word was replaced.
        template_facts: share of the numbers of a text that are replaced by others in a template; two of them at the
            least, or one together with this share of the names. Lower keeps apart templates most of whose figures stay,
            and stories told again with new figures.
        template_words: share of the replaced words that are numbers or names in a template. Lower keeps apart
            templates whose wording changes with their figures (rose, fell), and rewritten copies of stories with few
            figures.
    """

    shingle_words: Annotated[int, Meta(ge=1, le=32)] = 3
    near_words: Annotated[int, Meta(ge=0, le=1000)] = 8
    bands: Annotated[int, Meta(ge=8, le=256, multiple_of=8)] = 64
    rows: Annotated[int, Meta(ge=2, le=32)] = 4
    print_words: Annotated[int, Meta(ge=1, le=32)] = 5
    print_window: Annotated[int, Meta(ge=1, le=1000)] = 12
    threshold: Annotated[float, Meta(gt=0.0, le=1.0)] = 0.5
    bucket_limit: Annotated[int, Meta(ge=1, le=100_000)] = 16
    article_limit: Annotated[int, Meta(ge=1, le=100_000)] = 32
    print_limit: Annotated[int, Meta(ge=1, le=100_000)] = 16
    shared_prints: Annotated[int, Meta(ge=1, le=8)] = 2
    update_days: Annotated[int, Meta(ge=0, le=36_500)] = 7
    corrected: Annotated[float, Meta(gt=0.0, le=1.0)] = 0.35
    column_issues: Annotated[int, Meta(ge=2, le=1000)] = 3
    contained: Annotated[float, Meta(gt=0.0, le=1.0)] = 0.8
    notice_words: Annotated[int, Meta(ge=0, le=1000)] = 40
    template_facts: Annotated[float, Meta(gt=0.0, le=1.0)] = 0.2
    template_words: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.4
