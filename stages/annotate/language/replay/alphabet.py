"""What langdetect makes of a character, as tables over code points."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Code points that the tables cover. Profiles hold none from here on, and Unicode has no capitals there.
SIZE = 0x20000

#: Blocks that ``NGram.normalize`` changes character by character.
_BLOCKS = (
    (0x0000, 0x0080),  # Basic Latin: only letters stay
    (0x0080, 0x0100),  # Latin-1 Supplement
    (0x0180, 0x0250),  # Latin Extended-B: Romanian
    (0x0600, 0x0700),  # Arabic: Farsi yeh
    (0x1E00, 0x1F00),  # Latin Extended Additional: Vietnamese
    (0x2000, 0x2070),  # General Punctuation
    (0x3040, 0x3130),  # Hiragana, Katakana, Bopomofo
    (0x31A0, 0x31C0),  # Bopomofo Extended
)

#: The block whose characters all become its first.
_HANGUL = (0xAC00, 0xD7B0)


def normalized() -> NDArray[np.uint32]:
    """Return, by code point, what ``NGram.normalize`` makes of it."""
    from langdetect.utils.ngram import NGram

    table = np.arange(SIZE, dtype=np.uint32)
    for start, end in _BLOCKS:
        table[start:end] = [ord(NGram.normalize(chr(code))) for code in range(start, end)]
    table[slice(*_HANGUL)] = ord(NGram.normalize(chr(_HANGUL[0])))
    kanji: dict[Any, Any] = NGram.CJK_MAP
    table[[ord(each) for each in kanji]] = [ord(each) for each in kanji.values()]
    return table


def capitals(table: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return, by code point, whether what ``table`` makes of it is a capital."""
    characters = np.arange(SIZE, dtype=np.uint32).view("U1")
    found: NDArray[np.bool_] = np.strings.isupper(characters)[table]
    return found
