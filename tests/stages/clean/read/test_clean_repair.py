"""Characters: what ftfy would answer, what nobody sees, and where it stood."""

import unicodedata
from itertools import pairwise

import ftfy
import ftfy.badness
import ftfy.chardata
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stages.clean.read import repair
from stages.clean.read.alignment import align
from stages.offsets import apply_edits, to_raw

CONFIG = ftfy.TextFixerConfig(**repair.FTFY_OPTIONS)

#: Where mojibake, entities and everything else that ftfy changes is made of.
STRANGE = (
    "aZz0 .,\"'-\n\t<&;#x27ampltquo"
    "éÃÂâ€œ™šžŸŒœ£¢°²½®«»§¶µ¬¿¡ØÙÐÎ×ÓÔÅà€‚ƒ„…†‡ˆ‰‹‘’“”•–—˜›"
    "\u0085\u0081\u0097\u00a0\u00ad\u200b\u200d\u2028\ufeff\ufffd\u206a\ufffc\x00\x0b\x1b\x7f"
    "\ufb01\u01c6\uff21\uff76\u3000ВГРСвЂβ€Ξā€√≈╔░ďţěخبر中文ק🙂e\u0301\u0653\u0627"
)
TEXTS = st.one_of(
    st.text(STRANGE, max_size=40),
    st.text(max_size=30),
    st.text("Caféñ—“ü ‘’", max_size=20).map(lambda text: text.encode().decode("latin-1")),
    st.text("Café £5 — “ün” خبر", max_size=20).map(lambda text: text.encode().decode("cp1252", "replace")),
    st.sampled_from(
        ["&amp;amp;lt;", "P&EACUTE;REZ", "&#39;", "\x1b[31mred\x1b[0m", "Ã la", "Ã ", "a Â b", "Œ.", "ÃƒÂ©"]
    ),
)


@settings(max_examples=800, deadline=None)
@given(st.lists(TEXTS, max_size=4).map("".join))
@example("a < b\n&amp;")
@example("&amp;\na < b\n&amp;")
@example("Â\u0085 ÃƒÂ¢Ã¢â€šÂ¬Ã…â€œ")
def test_the_gate_keeps_the_answer_of_ftfy(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert repair.mend(text) == ftfy.fix_text(text, CONFIG)


SENTENCES = [
    "The minister’s “package” of £5 — or €6 – won’t do…",
    "Café Müller, naïve façade, señor, São Paulo, Ångström",
    "Sabancı Üniversitesi İstanbul’da açıldı, şimdi değil",
    "Příliš žluťoučký kůň, łódź, őrült, ţară",
    "Η Αθήνα και ο Πειραιάς",
    "Москва не верит слезам",
    "ملتان میں آم کی فصل کم رہی۔",
    "दिल्ली में बारिश",
    "ok 👍🏽 she said 🙂",
    "Rs 5\u00a0crore, 12°C, ½ m², ©2021 à la carte",
    'plain words, with "straight" quotes only',
]

#: What a page's bytes are taken for by mistake: the encodings that ftfy tries, and others that it does not.
MISTAKEN = [*ftfy.chardata.CHARMAP_ENCODINGS, "cp437", "cp1256", "mac-cyrillic", "iso-8859-9", "koi8-r"]


def damaged(sentence: str, encoding: str) -> list[str]:
    """Return a sentence as it looks after one, two and three such mistakes, whole and in part."""
    found = []
    text = sentence
    for _ in range(3):
        text = text.encode(errors="replace").decode(encoding, "replace")
        found += text, text.replace("\u00a0", " "), f"He said: {text}"
        found += text[len(text) // 3 :], text[: len(text) // 2] + sentence
    return [*found, sentence.encode(encoding, "ignore").decode("utf-8", "replace")]


@pytest.mark.parametrize("encoding", MISTAKEN)
def test_the_gate_keeps_the_answer_of_ftfy_on_mojibake(encoding: str) -> None:
    lines = [line for sentence in SENTENCES for line in damaged(sentence, encoding)]
    assert [line for line in lines if repair.mend(line) != ftfy.fix_text(line, CONFIG)] == []
    text = "\n".join(lines)
    assert repair.mend(text) == ftfy.fix_text(text, CONFIG)


PIECES = st.tuples(
    st.sampled_from(SENTENCES), st.sampled_from(MISTAKEN), st.integers(0, 15), st.integers(0, 40), st.integers(0, 60)
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(PIECES, min_size=1, max_size=4),
    st.sampled_from(
        ["", " ", "\n", "<b>", "&amp;", "&eacute;", "\u00ad", "\ufb01", "\uff21", "\x00", "\u202b", "\r\n"]
    ),
)
def test_the_gate_keeps_the_answer_of_ftfy_on_parts(parts: list[tuple[str, str, int, int, int]], between: str) -> None:
    pieces = []
    for sentence, encoding, which, start, length in parts:
        found = damaged(sentence, encoding)
        pieces.append(found[which % len(found)][start : start + length])
    text = between.join(pieces).encode("utf-8", "replace").decode()
    assert repair.mend(text) == ftfy.fix_text(text, CONFIG)


def test_the_gate_opens_for_mojibake_and_not_for_letters() -> None:
    opened = {sentence: repair._patterns()["gate"].search(sentence) is not None for sentence in SENTENCES}
    assert not any(opened.values())
    asked = [sentence for sentence in SENTENCES if ftfy.badness.is_bad(sentence)]
    assert asked == []
    assert repair.mend(SENTENCES[0].encode().decode("sloppy-windows-1252")) == SENTENCES[0]


def characters(kind: str) -> list[str]:
    """Return the characters of one kind of rule in characters.toml."""
    patterns = repair._patterns()
    return [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000 and patterns[kind].search(chr(code))]


@pytest.mark.parametrize("kind", ["gate", "invisible"])
def test_every_character_that_is_repaired_has_its_place(kind: str) -> None:
    for character in characters(kind):
        raw = f"before mid{character}dle after"
        text, segments = repair.repair(raw)
        assert segments is not None or text == raw == unicodedata.normalize("NFC", raw), hex(ord(character))
        if segments is None:
            continue
        assert character not in text or unicodedata.category(character) == "Lo", hex(ord(character))
        assert sum(segment[2] for segment in segments) == len(text)
        extent = to_raw(segments, text.index("mid"), text.index("dle") + 3)
        assert extent is not None
        assert raw[slice(*extent)] == f"mid{character}dle", hex(ord(character))
        assert to_raw(segments, text.index("after"), len(text)) == (raw.index("after"), len(raw))


def test_ligatures_and_widths_are_what_unicode_says() -> None:
    for code, plain in ftfy.chardata.LIGATURES.items():
        assert repair.repair(f"a{chr(code)}b")[0] == f"a{plain}b"
    for code in range(0xFF01, 0xFF5F):
        assert repair.repair(f"a{chr(code)}b")[0] == "a" + unicodedata.normalize("NFKC", chr(code)) + "b"


def test_bidi_controls_and_soft_hyphens_are_dropped() -> None:
    for code in [0xAD, 0x61C, 0x200B, 0x200E, 0x200F, 0x2060, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]:
        assert repair.repair(f"Lah{chr(code)}ore")[0] == "Lahore", hex(code)
    for code in [*range(9), 0xB, *range(0xE, 0x1B), *range(0x1C, 0x20), 0x7F]:
        assert repair.repair(f"Lah{chr(code)}ore")[0] == "Lahore", hex(code)


def test_the_gate_knows_every_character_that_ftfy_always_changes() -> None:
    changed = [*ftfy.chardata.LIGATURES, *ftfy.chardata.WIDTH_MAP, *ftfy.chardata.CONTROL_CHARS, *range(0x80, 0xA0)]
    gate = repair._patterns()["gate"]
    assert [hex(code) for code in changed if not gate.search(chr(code))] == []


def test_no_rule_of_ftfy_calls_a_line_bad_that_is_not_doubted() -> None:
    patterns = repair._patterns()
    around = [("", ""), ("a", "b"), ("a ", " b"), ("A", "."), ("1", "("), (" ", '"'), (".", " "), ("\n", "\n")]
    for code in range(0x80, 0x3000):
        for before, after in around:
            line = before + chr(code) + after
            if ftfy.badness.is_bad(line):
                assert patterns["gate"].search(line) or patterns["doubt"].search(line), hex(code)


@pytest.mark.parametrize("depth", [9, 100, 20_000])
def test_a_tower_of_entities_is_left_alone(depth: int) -> None:
    line = "&" + "amp;" * depth + "lt;"
    assert repair.mend(line) == line


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("ex\u00adplora\u00adtion", "exploration"),
        ("\u202bخبر\u202c", "خبر"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🌾", "👩\u200d🌾"),
        ("Lahore\u200d Fort\u200c", "Lahore Fort"),
        ("e\u200b\u0301", "é"),
        ("\u0627\u0653", "\u0622"),
        ("1\u20604", "14"),
        ("“don’t”", "“don’t”"),
        ("line\r\nends\u2028stay\x0c", "line\r\nends\u2028stay\x0c"),
    ],
)
def test_what_nobody_sees(raw: str, text: str) -> None:
    assert repair.repair(raw)[0] == text


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=4).map("".join))
def test_the_map_covers_the_text(raw: str) -> None:
    raw = raw.encode("utf-8", "replace").decode()
    text, segments = repair.repair(raw)
    lines = [repair.visible(line) for line in repair.mend(raw).split("\n")]
    assert text == "\n".join(lines)
    assert unicodedata.is_normalized("NFC", text)
    if segments is None:
        assert text == raw
        return
    assert text != raw
    assert sum(segment[2] for segment in segments) == len(text)


def test_fields_are_one_line() -> None:
    assert repair.repair_line(" A\n title\u00a0with\u200b cafÃ© ") == "A title with café"
    assert repair.repair_line(" \u200b\n") is None
    assert repair.repair_line(None) is None


@settings(max_examples=300)
@given(st.text("ab \u00a0\u200b\u3000.", max_size=25), st.text("ab \u00a0xy.", max_size=25), st.integers(0, 5))
def test_edits_replay(before: str, after: str, offset: int) -> None:
    edits = list(align(before, after, offset))
    for edit in edits:
        assert edit.start < edit.end
    assert [edit.start for edit in edits] == sorted({edit.start for edit in edits})
    assert all(one.end <= other.start for one, other in pairwise(edits))
    if before:
        assert apply_edits("#" * offset + before, edits)[0] == "#" * offset + after


def test_edits_are_small() -> None:
    before = "The cafÃ© said 中\uff21文\uff22字 of\ufb01ce\u3000ex\u00adplora\u00adtion"
    after = "The café said 中A文B字 office exploration"
    assert [(before[edit.start : edit.end], edit.new) for edit in align(before, after)] == [
        ("Ã©", "é"),
        ("\uff21文\uff22", "A文B"),
        ("\ufb01", "fi"),
        ("\u3000", " "),
        ("\u00adplora\u00ad", "plora"),
    ]


@pytest.mark.parametrize(
    "line", ["a" + "\u0315" * 40 + "\u0300" * 40, "\u05b0\u0591\u05c1" * 40, "e\u0301 " + "\u0300" * 40]
)
def test_towers_of_marks_stay_as_they_are(line: str) -> None:
    # To put them in order takes time in the square of their number.
    assert repair.visible(repair.mend_line(line, unescape=True)) == line


@pytest.mark.parametrize("reference", ["#0000000038;", "#x000000000026;", "amp;", "#38;"])
def test_towers_of_references_stay_as_they_are(reference: str) -> None:
    line = "Ali &" + reference * 9 + " sons"
    assert repair.mend_line(line, unescape=True) == line
