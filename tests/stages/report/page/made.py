"""Articles of our own making with everything that can be found in one, and with everything that can be wrong in one."""

from tests.support.page import Row, Story, day, rows_of

FIRST, SECOND = "a" * 20, "b" * 20

EXPORTS = "IT exports"

REPORT = Story(
    "a" * 19 + "1",
    "ISLAMABAD: IT exports rose to $2.6 billion in 2021-22. The goal had been $3.5 billion.\n"
    "“We will reach five billion,” said Minister Zoya Tariq. She expects $4 to 5 billion by 2024.\n"
    "The Lakeside Software Board did not comment 🙂 on 12 June.",
    {
        "title": "Exports short of the goal",
        "outlet": "Morning Lamp",
        "published": day("2022-07-22"),
        "url": "https://lamp.example/exports",
        "cluster_id": "a" * 19 + "1",
        "duplicates": 1,
        "outlets": 2,
    },
)
REPORT.mark(
    "timexes",
    "2021-22",
    type="DATE",
    value="2021-07-01/2022-06-30",
    begin=day("2021-07-01"),
    finish=day("2022-06-30"),
    fiscal="PK FY2021-22",
)
REPORT.mark("timexes", "2024", type="DATE", value="2024", begin=day("2024-01-01"), finish=day("2024-12-31"))
REPORT.mark("timexes", "12 June", type="DATE", value="XXXX-06-12")
REPORT.mark("amounts", "$2.6 billion", kind="money", value_low=2_600_000_000, value_high=2_600_000_000, currency="USD")
REPORT.mark(
    "amounts", "$4 to 5 billion", kind="money", value_low=4_000_000_000, value_high=5_000_000_000, currency="USD"
)
REPORT.mark("mentions", "Zoya Tariq", type="PERSON", entity_id="p1")
REPORT.mark("mentions", "Lakeside Software Board", type="ORG")
REPORT.mark(
    "quotes",
    "“We will reach five billion,”",
    kind="direct",
    speaker_text="Minister Zoya Tariq",
    speaker_id="p1",
    cue="said",
)
for words, kind, low, high, begin, finish in (
    ("$2.6 billion", "actual", 2.6, 2.6, "2021-07-01", "2022-06-30"),
    ("$3.5 billion", "target", 3.5, 3.5, "2021-07-01", "2022-06-30"),
    ("$4 to 5 billion", "potential", 4, 5, "2024-01-01", "2024-12-31"),
):
    REPORT.mark(
        "figures",
        words,
        indicator=EXPORTS,
        kind=kind,
        unit="USD",
        begin=day(begin),
        finish=day(finish),
        value_low=int(low * 10**9),
        value_high=int(high * 10**9),
    )
REPORT.marks["removed"] = [
    {"doc_id": REPORT.doc_id, "raw_start": 0, "raw_end": 9, "reason": "date_prefix", "text": "July 22:"},
    {"doc_id": REPORT.doc_id, "raw_start": 900, "raw_end": 960, "reason": "leave_a_reply", "text": "Leave a Reply"},
]

URDU = Story(
    "a" * 19 + "2",
    "اسلام آباد: آئی ٹی برآمدات 2 ارب ڈالر تک پہنچ گئیں۔ وزیر نے کہا کہ ہدف 2024 تک پورا ہوگا۔",
    {"title": "برآمدات میں اضافہ", "outlet": "روزنامہ چراغ", "language": "ur", "published": day("2022-07-23")},
).mark("timexes", "2024", type="DATE", value="2024", begin=day("2024-01-01"), finish=day("2024-12-31"))

UNDATED = Story("b" * 19 + "1", "Untitled words about nothing in particular.\nA second line of them.")

#: What must never become more than text: markup, script, links that run, and signs that turn text around.
MARKUP = "<script>window.hit=1</script><img src=x onerror=window.hit=2>\"'><svg onload=window.hit=3></textarea>{{7*7}}"
TURNED = "pay \u202e0001 DSU\u202c to \u2066\u2067abc, \u0000\u0007 and <b>go"
HOSTILE = Story(
    "b" * 19 + "2",
    f"{MARKUP}\n{TURNED}\n</script><script src=https://evil.example/x.js></script> on 3 May -->",
    {
        "title": f"{MARKUP} {TURNED}",
        "outlet": f"Out<b>let \u202e{MARKUP}",
        "author": MARKUP,
        "url": "javascript:window.hit=4",
        "source": f"x/{MARKUP}",
        "record": MARKUP,
        "published": day("2022-08-01"),
        "published_text": MARKUP,
        "published_conflict": MARKUP,
        "language": "en",
    },
)
HOSTILE.mark("timexes", "3 May", type="DATE", value=MARKUP, begin=day("2022-05-03"), finish=day("2022-05-03"))
HOSTILE.mark("mentions", "<script>window.hit=1</script>", type="PERSON")
HOSTILE.mark("mentions", "abc", type="ORG", entity_id="__proto__")
HOSTILE.mark("quotes", MARKUP, kind="direct", speaker_text=MARKUP, cue=MARKUP)
HOSTILE.mark(
    "figures",
    "0001 DSU",
    indicator=MARKUP,
    kind="actual",
    value_low=1,
    value_high=1,
    unit=MARKUP,
    begin=day("2022-05-03"),
    finish=day("2022-05-03"),
)
HOSTILE.marks["removed"] = [{"doc_id": HOSTILE.doc_id, "raw_start": 0, "raw_end": 5, "reason": MARKUP, "text": MARKUP}]

COPY: Row = {
    "doc_id": "c" * 20,
    "source": "made/copy.txt",
    "title": MARKUP,
    "outlet": "Evening Lamp",
    "cluster_id": REPORT.doc_id,
    "duplicate_of": REPORT.doc_id,
    "kind": "near",
    "similarity": 0.81,
    "containment": 0.9,
    "changed": 2,
    "rule": "earliest",
    "published": day("2022-07-23"),
}
REJECT: Row = {"doc_id": "d" * 20, "source": f"x/{MARKUP}", "code": "empty", "message": MARKUP}
ENTITY: Row = {
    "entity_id": "p1",
    "type": "PERSON",
    "name": "Zoya Tariq",
    "aliases": ["Zoya Tariq"],
    "documents": 1,
    "mentions": 1,
}


def partitions() -> dict[str, dict[str, list[Row]]]:
    """Return the rows of two partitions."""
    return {
        FIRST: rows_of(REPORT, URDU, entities=[ENTITY]),
        SECOND: rows_of(UNDATED, HOSTILE, duplicates=[COPY], rejects=[REJECT]),
    }
