"""Bytes to text."""

import codecs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stages.clean.read.decoding import MARKS, as_utf8, decode, to_text
from stages.clean.rejects import Reject

RUSSIAN = "Министр сказал в среду, что завод начнёт работать до конца года."


@given(st.text())
def test_utf_8_is_itself(text: str) -> None:
    encoded = text.encode("utf-8", "surrogatepass")
    if "\ufeff" not in text[:1]:
        try:
            expected = encoded.decode()
        except UnicodeDecodeError:
            return
        assert to_text(encoded) == expected


@given(st.binary())
def test_any_bytes_have_one_answer(data: bytes) -> None:
    assert to_text(data) == to_text(data)
    assert isinstance(decode(data), str | Reject)
    to_text(data).encode()


@pytest.mark.parametrize(("mark", "encoding"), MARKS)
def test_byte_order_marks_are_no_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + RUSSIAN.encode(encoding)) == RUSSIAN


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r"])
def test_other_scripts(encoding: str) -> None:
    assert decode((RUSSIAN * 3).encode(encoding)) == RUSSIAN * 3


def test_a_page_declares_its_encoding() -> None:
    page = '<html><meta charset="{}"><p>Rząd ogłosił w środę, że szkoły będą otwarte.</p>'
    polish = page.format("iso-8859-2")
    assert decode(polish.encode("iso8859-2"), html=True) == polish
    assert "Rząd" not in str(decode(polish.encode("iso8859-2"), html=False))


@pytest.mark.parametrize("declared", ["hex", "nonsense", "utf-7", "iso-8859-1", "punycode"])
def test_declarations_that_are_not_followed(declared: str) -> None:
    page = f'<html><meta charset="{declared}"><p>Café “one”</p>'
    assert decode(page.encode("cp1252"), html=True) == page


def test_valid_utf_8_beats_a_declaration() -> None:
    page = '<html><meta charset="windows-1252"><p>Café</p>'
    assert decode(page.encode(), html=True) == page


def test_what_is_said_of_other_files() -> None:
    for start, kind in ((b"%PDF-1.4 etc", "PDF"), (b"PK\x03\x04 etc", "ZIP"), (b"\x1f\x8b\x08 etc", "gzip")):
        result = decode(start)
        assert isinstance(result, Reject)
        assert kind in result.message


def test_utf_16_without_a_mark_is_not_guessed() -> None:
    result = decode(codecs.encode("The mill crushed cane.", "utf-16-le"))
    assert isinstance(result, Reject)
    assert result.code == "not_text"


def test_what_the_sender_declares_counts_before_the_page() -> None:
    page = '<html><meta charset="windows-1250"><p>Łódź, środa</p>'
    assert decode(page.encode("iso8859-2"), html=True, declared="ISO-8859-2") == page
    assert decode(page.encode("cp1250"), html=True, declared="nonsense\0") == page
    assert decode(page.encode(), html=True, declared="iso-8859-2") == page


@given(st.text(), st.sampled_from(MARKS))
def test_marked_content_in_utf_8(text: str, mark: tuple[bytes, str]) -> None:
    data = mark[0] + text.encode(mark[1], "replace")
    assume(not data.startswith(b"\xff\xfe\0\0") or mark[1] == "utf-32-le")  # the same bytes mark UTF-32
    if mark[1] == "utf-8":
        assert as_utf8(data) is data
    else:
        assert as_utf8(data).decode() == data[len(mark[0]) :].decode(mark[1])
    assert as_utf8(text.encode("utf-8", "replace") + b"x") == text.encode("utf-8", "replace") + b"x"


def test_utf_16_that_is_cut_off() -> None:
    assert as_utf8("\ufeffabc".encode("utf-16-le")[:-1]) == b"ab\xef\xbf\xbd"
