"""Every table and column that analysts read, described once: the source of every other description of them.

A null means that the text does not say, or what the metadata ``null`` of its column says instead. Spans are half-open
and count Unicode code points: ``start`` and ``end`` in ``documents.text``, ``raw_start`` and ``raw_end`` in the source
as decoded (for a record of a batch: in the value of its field ``text`` or ``html``).
The raw ones are null where a passage of a web page could not be aligned with the page's source.

What the metadata of a table and of its columns mean stands in `stages.dictionary.tables`, which reads them.
"""

import pyarrow as pa

#: Money and percentages: exact, 29 digits before the point and 9 after it.
AMOUNT = pa.decimal128(38, 9)
_TIME = pa.timestamp("us", tz="UTC")

#: What a null means in a column of this name, whatever its table; in all others, `_NOT_SAID`.
_WHY_NULL = {
    "record": "The file is one article.",
    "raw_start": "The passage of a web page could not be aligned with its source.",
    "raw_end": "The passage of a web page could not be aligned with its source.",
    "outlet": "Neither outlets.csv nor the record, the page or a folder names it.",
    "outlet_country": "The table outlets.csv does not say it.",
    "url": "Neither the record nor the page states it.",
    "language_score": "There was too little text to ask langdetect.",
    "published": "No source states a whole day; published_rule says which case it is.",
    "published_at": "No source states a time of day together with its zone.",
    "published_precision": "Nothing is known of the day.",
    "published_text": "No source was taken.",
    "published_raw_start": "No source was taken, or it stands in a field of its own or in the url.",
    "published_raw_end": "No source was taken, or it stands in a field of its own or in the url.",
    "published_conflict": "Nothing contradicts the source that was taken.",
    "dateline_place": "There is no dateline, or it names no place.",
    "agency": "There is no dateline, or it names no agency.",
    "country": "No dateline names a place whose country is known.",
    "cluster_id": "No other article tells the story.",
    "raw_sha256": "The file could not be read.",
    "value": "The text leaves open which of the alternatives is meant.",
    "alternatives": "The text has one meaning.",
    "mod": "The text says it without a modifier.",
    "begin": "No first day follows from what the text says.",
    "finish": "No last day follows from what the text says.",
    "fiscal": "It is no fiscal period.",
    "fiscal_source": "It is no fiscal period, or nothing says whose.",
    "anchor": "The value was not counted from another.",
    "currency": "It is no money, or the text leaves open which currency it is.",
    "unit": "It needs none, or the text does not say.",
    "entity_id": "Nothing says which thing is meant.",
    "speaker_id": "Nothing says who is meant.",
}
_NOT_SAID = "The text does not say."

#: What a column of this name refers to, unless it is the key of its own table.
_REFERS = {
    "doc_id": "documents.doc_id",
    "duplicate_of": "documents.doc_id",
    "cluster_id": "documents.doc_id",
    "entity_id": "entities.entity_id",
    "speaker_id": "entities.entity_id",
}


def _column(name: str, kind: pa.DataType, description: str, *, null: bool | str = False) -> pa.Field:
    """Describe a column; ``null`` says whether it may be null, or what that means where its name does not tell."""
    metadata = {"description": description}
    if null:
        metadata["null"] = null if isinstance(null, str) else _WHY_NULL.get(name, _NOT_SAID)
    return pa.field(name, kind, nullable=bool(null), metadata=metadata)


def _table(description: str, sorted_by: str, *columns: pa.Field, key: str | None = None) -> pa.Schema:
    """Describe a table.

    Args:
        description: what one row is.
        sorted_by: the columns by which the rows of a file are sorted.
        columns: all of them.
        key: the columns that no two rows share, where they are not those of the order (of which one that names the
            source does so by its digest, the doc_id).
    """
    key = key or ("doc_id" if sorted_by == "source record" else sorted_by)
    referring = [
        each.with_metadata(each.metadata | {b"references": _REFERS[each.name].encode()})
        if each.name in _REFERS and each.name != key
        else each
        for each in columns
    ]
    return pa.schema(referring, metadata={"description": description, "sorted_by": sorted_by, "key": key})


_DOC = _column("doc_id", pa.string(), "The article: a digest of its path below the seeds, and of its id in a batch.")
_SOURCE = _column("source", pa.string(), "Path of the file below the seeds.")
_RECORD = _column("record", pa.string(), "Id of the record in a batch; null for a file that is one article.", null=True)
_SPAN = (
    _column("start", pa.int32(), "First code point in documents.text."),
    _column("end", pa.int32(), "Code point after the last in documents.text."),
    _column("raw_start", pa.int32(), "First code point in the source as decoded.", null=True),
    _column("raw_end", pa.int32(), "Code point after the last in the source as decoded.", null=True),
    _column("text", pa.string(), "What stands there in documents.text."),
)
_BY_PLACE = "doc_id start end"

_LANGUAGE = (
    _column(
        "language_reason",
        pa.string(),
        "What decided it: detected (langdetect), letters, script, words, outlet, paragraphs; why it is und: "
        "too_few_letters, no_features, low_score, no_words.",
    ),
    _column("language_detected", pa.string(), "What langdetect says.", null="It was not asked."),
    _column("language_score", pa.float64(), "langdetect's probability of that, 0 to 1.", null=True),
)

DOCUMENTS = _table(
    "One row per article kept. Copies of a story are in duplicates.",
    "source record",
    _DOC,
    _SOURCE,
    _RECORD,
    _column(
        "outlet",
        pa.string(),
        "Who published it: its name in outlets.csv; else as the record says, as the page says, or the top folder.",
        null=True,
    ),
    _column("outlet_country", pa.string(), "ISO 3166-1 alpha-2 code of its country, by outlets.csv.", null=True),
    _column("url", pa.string(), "Address of the article as the record or the page states it.", null=True),
    _column("title", pa.string(), "Headline, from metadata or from the text, which then lacks it.", null=True),
    _column("title_said", pa.string(), "What the headline says that somebody said.", null=True),
    _column("title_speaker", pa.string(), "Who says so, as the headline names them.", null=True),
    _column("author", pa.string(), "Author as stated by metadata or by a line of the text.", null=True),
    _column("section", pa.string(), "Section as stated by metadata.", null=True),
    _column("credit", pa.string(), "Who reported, wrote and edited it, as a wire's last lines say.", null=True),
    _column("syndicated_from", pa.string(), "Where it was published first, as the article says.", null=True),
    _column("text", pa.large_string(), "The clean text: paragraphs, one a line."),
    _column(
        "language",
        pa.string(),
        "ISO 639-1 code (zh-cn, zh-tw; ISO 639-3 where there is none), ur-Latn for Urdu in Latin letters; und where "
        "there is too little to go by.",
    ),
    *_LANGUAGE,
    _column(
        "languages",
        pa.list_(pa.string()),
        "Languages of its paragraphs, that with most letters first.",
        null="It is in one language.",
    ),
    _column("published", pa.date32(), "Day of publication where the article states it.", null=True),
    _column("published_at", _TIME, "Moment of publication where a time with its zone is stated.", null=True),
    _column("published_precision", pa.string(), "How exact the statement is: second, minute, day ...", null=True),
    _column(
        "published_rule", pa.string(), "The source that gave the date (or its month or year), or why there is no date."
    ),
    _column("published_text", pa.string(), "What that source says, verbatim.", null=True),
    _column(
        "published_raw_start",
        pa.int32(),
        "First code point of it in the source as decoded; null where it stands in a field of its own or in the url.",
        null=True,
    ),
    _column("published_raw_end", pa.int32(), "Code point after the last of it in the source as decoded.", null=True),
    _column(
        "published_conflict",
        pa.string(),
        "Sources that contradict the one taken, with what they say, and weekdays that are another day's; parted by ;.",
        null=True,
    ),
    _column("dateline_place", pa.string(), "Place named by the dateline.", null=True),
    _column("agency", pa.string(), "Agency named by the dateline.", null=True),
    _column("country", pa.string(), "ISO 3166-1 alpha-2 code of the dateline's place.", null=True),
    _column(
        "cluster_id", pa.string(), "The story: doc_id of the article kept for it; null where it has no copy.", null=True
    ),
    _column("duplicates", pa.int32(), "How many articles are folded into this one."),
    _column(
        "outlets", pa.int32(), "How many different outlets carried the story, its own counted; 0 if none is known."
    ),
    _column("words", pa.int32(), "Words of the text, separated by white space."),
    _column(
        "keywords",
        pa.list_(pa.string()),
        "Words and pairs of words that stand out in it, the one that does most first; empty for most languages.",
    ),
    _column("topics", pa.list_(pa.string()), "What it is about, the most first; see topics."),
    _column("raw_sha256", pa.string(), "SHA-256 of the file, or of the record in its batch.", null=True),
)

DUPLICATES = _table(
    "One row per article folded into another.",
    "source record",
    _DOC,
    _SOURCE,
    _RECORD,
    _column("outlet", pa.string(), "Who published this copy.", null=True),
    _column("title", pa.string(), "Headline of this copy.", null=True),
    _column("published", pa.date32(), "Day of publication of this copy, where it states it.", null=True),
    _column("cluster_id", pa.string(), "The story: doc_id of the article kept for it."),
    _column("duplicate_of", pa.string(), "doc_id of the article kept, which this one was compared with."),
    _column(
        "kind",
        pa.string(),
        "exact, near, contained (it stands in the article kept) or update (the article kept revises it).",
    ),
    _column("similarity", pa.float64(), "Jaccard similarity of the word shingles of the two, 0 to 1."),
    _column(
        "containment", pa.float64(), "Share of this copy's word shingles that stand in the article kept too, 0 to 1."
    ),
    _column("changed", pa.int32(), "Numbers and names that differ where the two stand side by side."),
    _column(
        "rule",
        pa.string(),
        "Why the other one was kept: revision, longer_holds_it, earliest, outlet_rank, longest or first_key.",
    ),
)

TIMEXES = _table(
    "One row per temporal expression (TIMEX3).",
    _BY_PLACE,
    _DOC,
    *_SPAN,
    _column("type", pa.string(), "DATE, TIME, DURATION or SET."),
    _column(
        "value",
        pa.string(),
        "TIMEX3 value; X stands for what the text leaves open; null where the alternatives stand.",
        null=True,
    ),
    _column(
        "alternatives",
        pa.list_(pa.string()),
        "The days that a date in digits may mean (5/6/2021), where nothing says which; else null.",
        null=True,
    ),
    _column("mod", pa.string(), "TIMEX3 modifier.", null=True),
    _column("begin", pa.date32(), "First day meant.", null=True),
    _column("finish", pa.date32(), "Last day meant.", null=True),
    _column(
        "fiscal",
        pa.string(),
        "Country and label of the fiscal period, with its quarter (Q), half (H) or months (M) counted in that year.",
        null=True,
    ),
    _column(
        "fiscal_source",
        pa.string(),
        "What said whose fiscal year is meant: sentence, dateline, outlet or text.",
        null=True,
    ),
    _column("anchor", pa.string(), "TIMEX3 value that the value was counted from.", null=True),
    _column("rule", pa.string(), "The rule that read it."),
)

AMOUNTS = _table(
    "One row per amount: money, percent, count, ratio.",
    _BY_PLACE,
    _DOC,
    *_SPAN,
    _column("kind", pa.string(), "money, percent, count (a number of things) or ratio (one in three, doubled)."),
    _column("value_low", AMOUNT, "The value, or the lower end of a range, in units (not millions)."),
    _column("value_high", AMOUNT, "The value, or the upper end of a range, in units (not millions)."),
    _column("currency", pa.string(), "ISO 4217 code.", null=True),
    _column(
        "unit",
        pa.string(),
        "percent or percentage_point; of a count what is counted, in the singular; of a ratio share, or factor (new "
        "over old).",
        null=True,
    ),
    _column("per", pa.string(), "Of a price or rate, for one of what, in the singular.", null=True),
    _column("numerator", pa.int64(), "Of a ratio, exact.", null=True),
    _column("denominator", pa.int64(), "Of a ratio, exact.", null=True),
    _column(
        "mod",
        pa.string(),
        "about, over, up_to ... as the text says; order where it says an order of magnitude alone (hundreds of), "
        "of which the values are the ends.",
        null=True,
    ),
    _column("rule", pa.string(), "The rule that read it."),
)

SENTENCES = _table(
    "One row per sentence of an article kept.",
    _BY_PLACE,
    _DOC,
    *(field for field in _SPAN if field.name != "text"),
)

PARAGRAPHS = _table(
    "One row per paragraph of an article in several languages.",
    _BY_PLACE,
    _DOC,
    *(field for field in _SPAN if field.name != "text"),
    _column("language", pa.string(), "As in documents."),
    *_LANGUAGE,
)

MENTIONS = _table(
    "One row per name in the text.",
    _BY_PLACE,
    _DOC,
    *_SPAN,
    _column("type", pa.string(), "PERSON, ORG or PLACE."),
    _column("role", pa.string(), "Title or office that the text states with the name of a person.", null=True),
    _column("name", pa.string(), "The fullest name that the article has for it; of an acronym, what it stands for."),
    _column("entity_id", pa.string(), "The thing named, in entities.", null=True),
    _column("rule", pa.string(), "The evidence that decided that it is one, and of what."),
)

ENTITIES = _table(
    "One row per real-world thing that is named, in the partition of the first article that names it.",
    "entity_id",
    _column("entity_id", pa.string(), "The thing: a digest of its type and one of its names."),
    _column("type", pa.string(), "PERSON, ORG or PLACE."),
    _column("name", pa.string(), "Its canonical name: the most complete of those that are no rarities."),
    _column("aliases", pa.list_(pa.string()), "Every spelling found, the most frequent first."),
    _column("alias_mentions", pa.list_(pa.int32()), "How often each of the aliases stands in articles."),
    _column(
        "first_date",
        pa.date32(),
        "First day of publication of an article that names it.",
        null="No article that names it has a day.",
    ),
    _column(
        "last_date",
        pa.date32(),
        "Last day of publication of an article that names it.",
        null="No article that names it has a day.",
    ),
    _column(
        "roles",
        pa.list_(
            pa.struct(
                [
                    pa.field("role", pa.string()),
                    pa.field("first", pa.date32()),
                    pa.field("last", pa.date32()),
                    pa.field("mentions", pa.int32()),
                ]
            )
        ),
        "Titles and offices stated with it, with the first and the last day of publication, in that order.",
    ),
    _column(
        "merges",
        pa.list_(pa.struct([pa.field(name, pa.string()) for name in ("name", "into", "rule", "evidence")])),
        "Why names are one thing's: which was joined with which, the rule and the evidence.",
    ),
    _column("documents", pa.int32(), "Articles that name it; copies count."),
    _column("mentions", pa.int32(), "Times it is named; copies count."),
)

QUOTES = _table(
    "One row per thing said.",
    _BY_PLACE,
    _DOC,
    *_SPAN,
    _column("kind", pa.string(), "direct (in quotation marks) or indirect."),
    _column("speaker_text", pa.string(), "The speaker as the text names them there: a name, an office, he.", null=True),
    _column("speaker_start", pa.int32(), "First code point of that in documents.text.", null=True),
    _column("speaker_end", pa.int32(), "Code point after the last of that in documents.text.", null=True),
    _column("speaker_name", pa.string(), "The fullest name that the article has for the speaker.", null=True),
    _column("speaker_id", pa.string(), "The speaker, in entities.", null=True),
    _column(
        "cue", pa.string(), "The word that reports it.", null="None stands beside it; words farther away report it."
    ),
    _column(
        "rule",
        pa.string(),
        "How speech and speaker were found; after a +, how a pronoun or an office led to a name.",
    ),
)

TOPICS = _table(
    "One row per topic of an article.",
    "doc_id topic",
    _DOC,
    _column("topic", pa.string(), "The topic: a row of the scheme."),
    _column("hits", pa.int32(), "How often its terms stand in title and text; in the title they count twice."),
    _column("density", pa.float64(), "Hits per 100 words."),
    _column("terms", pa.list_(pa.string()), "The terms with how often each stands there, the most frequent first."),
)

FIGURES = _table(
    "One row per statistical claim.",
    _BY_PLACE,
    _DOC,
    *_SPAN,
    _column("sentence_start", pa.int32(), "First code point in documents.text of the sentence that makes the claim."),
    _column("sentence_end", pa.int32(), "Code point after the last of that sentence."),
    _column("indicator", pa.string(), "What the number measures, in the words of the text."),
    _column("indicator_id", pa.string(), "The indicator, the same for all its wordings: the series of the figure."),
    _column("indicator_start", pa.int32(), "First code point in documents.text of the words that name it."),
    _column("indicator_end", pa.int32(), "Code point after the last of these words."),
    _column("kind", pa.string(), "actual, target, plan, potential or forecast."),
    _column("measure", pa.string(), "level of the indicator, or its change."),
    _column("value_low", AMOUNT, "The value, or the lower end of a range; a change is negative where it fell."),
    _column("value_high", AMOUNT, "The value, or the upper end of a range."),
    _column("unit", pa.string(), "Currency code, percent, percentage_point, or what is counted.", null=True),
    _column("mod", pa.string(), "about, over, up_to ... as the text says.", null=True),
    _column("growth", AMOUNT, "By how many percent the indicator is over its base.", null=True),
    _column("base_low", AMOUNT, "What the level is compared with, or its lower end, in the same unit.", null=True),
    _column("base_high", AMOUNT, "What the level is compared with, or its upper end.", null=True),
    _column("base_begin", pa.date32(), "First day of the period of the base.", null=True),
    _column("base_finish", pa.date32(), "Last day of the period of the base.", null=True),
    _column(
        "consistent",
        pa.bool_(),
        "Whether level, base and growth agree as far as they were rounded.",
        null="Not all three are told exactly.",
    ),
    _column("begin", pa.date32(), "First day of the period.", null=True),
    _column("finish", pa.date32(), "Last day of the period.", null=True),
    _column("period", pa.string(), "TIMEX3 value of the period; X stands for what the text leaves open.", null=True),
    _column("fiscal", pa.string(), "Country and label of the period where it is a fiscal one.", null=True),
    _column("speaker_text", pa.string(), "Who claimed it, as the text names them there.", null=True),
    _column("speaker_name", pa.string(), "The fullest name that the article has for who claimed it.", null=True),
    _column("speaker_id", pa.string(), "Who claimed it, in entities.", null=True),
    _column("cue", pa.string(), "The word that says it is no fact.", null="It is an actual figure."),
    _column("rule", pa.string(), "The rule that read it."),
)

REMOVED = _table(
    "One row per passage that was dropped from the text.",
    "doc_id raw_start raw_end",
    _DOC,
    _column("raw_start", pa.int32(), "First code point in the source as decoded."),
    _column("raw_end", pa.int32(), "Code point after the last in the source as decoded."),
    _column("reason", pa.string(), "Name of the rule that dropped it."),
    _column("text", pa.string(), "What stood there: as in the source; where the rule is recurring, cleaned."),
)

REJECTS = _table(
    "One row per source record that is not an article that can be processed.",
    "source record",
    _DOC,
    _SOURCE,
    _RECORD,
    _column("code", pa.string(), "Why, in one word."),
    _column("message", pa.string(), "Why, and what its owner can do."),
    _column("raw_sha256", pa.string(), "SHA-256 of the file, or of the record in its batch.", null=True),
)


def schemas() -> dict[str, pa.Schema]:
    """Return the schema of every table by the name of its folder."""
    return {
        "documents": DOCUMENTS,
        "duplicates": DUPLICATES,
        "timexes": TIMEXES,
        "amounts": AMOUNTS,
        "sentences": SENTENCES,
        "paragraphs": PARAGRAPHS,
        "mentions": MENTIONS,
        "entities": ENTITIES,
        "quotes": QUOTES,
        "topics": TOPICS,
        "figures": FIGURES,
        "removed": REMOVED,
        "rejects": REJECTS,
    }
