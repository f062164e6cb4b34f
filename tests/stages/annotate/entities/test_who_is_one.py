"""Which names become one person, organisation or place, and which never do."""

import pytest

from stages.annotate.entities.persons import compatible, same_name, shortens
from tests.stages.annotate.entities.articles import decided, persons, things

MINISTER = [
    "Federal Minister for Information Technology Syed Amin Ul Haque met the Pakistan Telecommunication Authority.",
    "IT Minister Syed Aminul Haq spoke. Haq said the Pakistan Telecommunication Authority (PTA) would act.",
    "Minister for IT Aminul Haque told the PTA to hurry.",
    "Minister Amin ul Haq was late.",
]
AMBASSADOR = "Pakistan's ambassador to China Moin ul Haque spoke in Beijing. Haque was calm."


def test_all_spellings_of_one_minister_are_one_person_and_his_namesake_is_another() -> None:
    other, one = persons([*MINISTER, AMBASSADOR])
    assert one == {"Syed Amin Ul Haque", "Syed Aminul Haq", "Haq", "Aminul Haque", "Amin ul Haq"}
    assert other == {"Moin ul Haque", "Haque"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Syed Amin Ul Haque", "Aminul Haq"),
        ("Mohammad Rizwan", "Muhammad Rizwan"),
        ("Shehbaz Sharif", "Shahbaz Shareef"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskiy"),
        ("Omar Ayub", "Umar Ayoub"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moin ul Haque", "Amin ul Haque"),
        ("Jamal Khan", "Jamil Khan"),
        ("Asim Malik", "Azim Malik"),
        ("Ahsan Iqbal", "Hassan Iqbal"),
        ("Nawaz Sharif", "Shehbaz Sharif"),
        ("George Bush", "Barbara Bush"),
    ],
)
def test_names_that_contradict_each_other(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not compatible(one, other)


def test_a_shorter_name_keeps_the_first_name_and_the_order() -> None:
    assert shortens("Murad Shah", "Syed Murad Ali Shah")
    assert shortens("Maryam Nawaz", "Maryam Nawaz Sharif")
    assert not shortens("Shah Murad", "Syed Murad Ali Shah")
    assert not shortens("Ali Shah", "Syed Murad Ali Shah")


def test_contradicting_offices_keep_two_persons_of_nearly_one_name_apart() -> None:
    found = persons(["Cricket coach Mohammad Ashraf Gondal spoke.", "Justice minister Muhammad Ashraf Gondal left."])
    assert found == [{"Mohammad Ashraf Gondal"}, {"Muhammad Ashraf Gondal"}]


def test_a_name_that_two_people_may_be_short_for_is_led_to_neither() -> None:
    found = persons(["Tariq Mehmood Bajwa sang.", "Tariq Mehmood Kasuri danced.", "Tariq Mehmood slept."])
    assert len(found) == 3


def test_a_family_name_alone_is_the_president_whom_it_always_means() -> None:
    texts = [
        *["President Ilmari Toivonen met the Bank of Finland in Helsinki."] * 3,
        "President Toivonen left the Bank of Finland.",
    ]
    assert persons(texts) == [{"Ilmari Toivonen", "Toivonen"}]


def organisations(*texts: str) -> list[tuple[str, set[str]]]:
    found = things(decided({"p": {f"a{at:03}": text for at, text in enumerate(texts)}}))
    return [(each["name"], set(each["aliases"])) for each in found if each["type"] == "ORG"]


def test_an_acronym_means_elsewhere_what_it_is_said_to_stand_for() -> None:
    found = organisations("The Tribal Roads Authority (TRA) met.", "Officials of the TRA left.")
    assert found == [("Tribal Roads Authority", {"Tribal Roads Authority", "TRA"})]


def test_an_acronym_of_two_organisations_is_led_to_neither() -> None:
    found = organisations(
        "The Tribal Roads Authority (TRA) met.", "The Teachers Rights Association (TRA) met.", "The TRA left."
    )
    assert sorted(name for name, _ in found) == ["TRA", "Teachers Rights Association", "Tribal Roads Authority"]


def test_kinds_of_company_are_left_out_but_not_exchanged() -> None:
    assert [
        name
        for name, _ in organisations("Kestrel Mining Ltd rose.", "Kestrel Mining fell.", "Kestrel Mining Limited sank.")
    ] == ["Kestrel Mining Ltd"]
    assert len(organisations("Arden Habib Limited rose.", "Arden Habib Corporation fell.")) == 2


def test_a_ministry_is_named_by_the_beginning_of_its_name_where_one_only_begins_so() -> None:
    found = organisations(
        "The Ministry of Information Technology met.",
        "The Ministry of IT and Telecom left.",
        "The Ministry of IT sang.",
    )
    assert [len(spellings) for _, spellings in found] == [3]
    assert (
        len(
            organisations(
                "The Light Rail Authority of Leeds met.",
                "The Light Rail Authority of York left.",
                "The Light Rail Authority sang.",
            )
        )
        == 3
    )


def test_places_have_other_names() -> None:
    found = things(decided({"p": {"a": "He left the U.S. for Britain.", "b": "From the United States to the UK."}}))
    assert [(each["type"], set(each["aliases"])) for each in found] == [
        ("PLACE", {"Britain", "UK"}),
        ("PLACE", {"U.S.", "United States"}),
    ]


def test_every_merge_is_explained() -> None:
    for each in things(decided({"p": {f"a{at}": text for at, text in enumerate([*MINISTER, AMBASSADOR])}})):
        names = {merge[side] for merge in each["merges"] for side in ("name", "into")}
        assert all(merge["rule"] and merge["evidence"] for merge in each["merges"])
        assert not names or each["name"] in names
