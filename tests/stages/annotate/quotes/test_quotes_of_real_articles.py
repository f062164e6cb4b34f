"""The five real articles, where they are at hand: everything said that a reader finds, by whom, and no other.

Of each quote stand here its kind, the surname or office of the speaker and the cue, in the order of the article.
"""

from pathlib import Path

import pyarrow as pa
import pytest

from stages.annotate.names.names import run as name
from stages.annotate.names.params import NamesParams
from stages.annotate.quotes.params import QuotesParams
from stages.annotate.quotes.quotes import run
from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import run as split
from stages.clean.read.articles import Article, read_article
from stages.clean.read.params import ReadParams

SEEDS = Path(__file__).parents[5] / "shared" / "seeds"

#: d is direct, i indirect. The speaker is by the last word of the fullest name, or of the noun phrase.
SAID = {
    "000": "i Haque said | i Haque said | i Haque said | i Haque claimed | i Haque adding | i Haque said | "
    "i Haque said | i Haque adding | i Haque said | i Haque added | i Haque said | i Haque adding | i Haque note | "
    "i Haque said | i Haque adding | i Haque said | i Haque claimed | i Haque said | i Haque lauded | i Haque urged",
    "001": "i Haque announced | i Haque mentioned | i Haque informed | d Haque said | d Haque - | i Haque noted | "
    "i Haque highlighted | d Haque told | d Haque - | i Haque underlined | i Haque added",
    # Missing: that he sought help.
    "002": "i officials According to | i Haq said | i Haq said | i Haq said | i Haq said | i Haq said | i Haq urged | "
    "i Haq said | i Haq said | i Sangpyo said | i Sangpyo lauded",
    "003": "i Haq confirmed | i Haq unveiled | i Haq shared | i Haq highlighting | i Haq revealed | "
    "i Haq emphasizing | i Haq stressed | i Haq confirmed | i Haq reiterated",
    "004": "d Haque said | d Haque - | d Haque - | i Haque told | d Haque - | d Haque said | i Haque adding | "
    "i Haque stressed | d Haque - | d Yongtu commented | d Yongtu -",
}


@pytest.mark.parametrize("number", SAID)
def test_quotes_of_a_real_article(number: str) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the real articles are not at hand")
    (path,) = SEEDS.glob(f"{number}_*.txt")
    article = read_article("txt", path.read_bytes(), ReadParams())
    assert isinstance(article, Article)
    table = pa.table(
        {
            "doc_id": [number],
            "reject_code": pa.nulls(1, pa.string()),
            "text": pa.array([article.text], pa.large_string()),
            "title": pa.array([article.title], pa.string()),
        }
    )
    sentences = split(table, SentencesParams())
    names = name(table, sentences, NamesParams())
    mentions = names["mentions"].to_pylist()[0]
    (row,) = run(table, sentences, names, QuotesParams()).to_pylist()
    found = []
    for quote in row["quotes"]:
        mention = quote["speaker_mention"]
        speaker = quote["speaker_text"] if mention is None else mentions[mention]["name"]
        found.append(f"{quote['kind'][0]} {speaker.split()[-1]} {quote['cue'] or '-'}")
    assert SAID[number].split(" | ") == found
    headline = row["headline"]
    assert (headline and headline["speaker_text"].split()[-1]) == ("Haque" if number == "004" else None)
