"""The five real articles, where they are at hand: one minister in all his spellings, his namesake apart."""

from pathlib import Path

import pytest

from tests.stages.annotate.entities.articles import decided, things

SEEDS = Path(__file__).parents[5] / "shared" / "seeds"


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, set[str]]]:
    """Return the spellings of each thing of the five articles, by type and canonical name."""
    if not SEEDS.is_dir():
        pytest.skip("the real articles are not at hand")
    corpus = {"p": {path.stem: path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))}}
    told: dict[str, dict[str, set[str]]] = {}
    for each in things(decided(corpus)):
        told.setdefault(each["type"], {})[each["name"]] = set(each["aliases"])
    return told


def test_persons(found: dict[str, dict[str, set[str]]]) -> None:
    assert sorted(map(sorted, found["PERSON"].values())) == [
        [
            "Aminul Haq",
            "Haque",
            "Syed Amin Ul Haq",
            "Syed Amin Ul Haque",
            "Syed Amin ul Haque",
            "Syed Aminul Haq",
            "Syed Aminul Haque",
        ],
        ["Federico Rah"],
        ["Imran Khan"],
        ["Long Yongtu"],
        ["Moin ul Haque"],
        ["Suh Sangpyo"],
        ["Wu Kai"],
        ["Zhou Chenghu"],
    ]


def test_organisations(found: dict[str, dict[str, set[str]]]) -> None:
    spellings = found["ORG"]
    assert spellings["Pakistan Telecommunication Authority"] == {"Pakistan Telecommunication Authority", "PTA"}
    assert spellings["Ministry of IT and Telecommunication"] >= {"Ministry of IT", "Ministry of Information Technology"}
    assert {"MQM", "Muthidha Quami Movement"} in spellings.values()
    assert spellings.keys() >= {
        "Airwallex",
        "Apple",
        "China Association for Trade in Services",
        "China Council for the Promotion of International Trade",
        "China Service Trade Association",
        "Economic Coordination Committee",
        "Ministry of Information and Broadcasting",
        "Nokia",
        "Samsung",
        "Senate",
        "Universal Service Fund",
        "Uruguayan Embassy",
    }
