"""The five real articles, where they are at hand: every person and organisation that a reader finds."""

from pathlib import Path

import pytest

from stages.annotate.names.article import Mention, mentions
from stages.annotate.names.params import NamesParams
from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import split

SEEDS = Path(__file__).parents[5] / "shared" / "seeds"

#: The persons of each article, by their fullest names: the spellings of their mentions.
PERSONS = {
    "000": {"Syed Amin Ul Haque": {"Syed Amin Ul Haque", "Syed Amin ul Haque"}, "Imran Khan": {"Imran Khan"}},
    "001": {"Syed Aminul Haque": {"Syed Aminul Haque"}},
    "002": {"Syed Amin Ul Haq": {"Syed Amin Ul Haq", "Syed Aminul Haque", "Haque"}, "Suh Sangpyo": {"Suh Sangpyo"}},
    "003": {"Syed Aminul Haq": {"Syed Aminul Haq", "Aminul Haq"}},
    "004": {
        "Moin ul Haque": {"Moin ul Haque"},
        "Federico Rah": {"Federico Rah"},
        "Zhou Chenghu": {"Zhou Chenghu"},
        "Wu Kai": {"Wu Kai"},
        "Long Yongtu": {"Long Yongtu"},
    },
}


def found_in(number: str) -> list[Mention]:
    if not SEEDS.is_dir():
        pytest.skip("the real articles are not at hand")
    (path,) = SEEDS.glob(f"{number}_*.txt")
    text = path.read_text(encoding="utf-8")
    return mentions(text, [start for start, _ in split(text, SentencesParams())], NamesParams())


@pytest.mark.parametrize("number", PERSONS)
def test_persons_of_a_real_article(number: str) -> None:
    spellings: dict[str, set[str]] = {}
    for mention in found_in(number):
        if mention.type == "PERSON":
            spellings.setdefault(mention.name, set()).add(mention.text)
    assert PERSONS[number] == spellings
