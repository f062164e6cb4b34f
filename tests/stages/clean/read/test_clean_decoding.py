"""Bytes to text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.read.decoding import MARKS, decode, to_text
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
