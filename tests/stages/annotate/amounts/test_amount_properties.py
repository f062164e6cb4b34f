"""What holds for any text, and what comes back of a number that was written in any supported form."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from stages.annotate.amounts.numerals import DIGITS, PLACES
from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.reading import amounts

PIECES = st.sampled_from(
    [
        *[
            "$",
            "US $",
            "Rs",
            "Rs.",
            "€",
            "USD",
            "PKR ",
            "%",
            " percent",
            " per cent",
            "pc",
            " dollars",
            " rupees",
            " cents",
        ],
        *["5", "1,20,000", "2.5", "1/2", "½", "five", "a", "half", "hundred and", "2020", ".5", "0300", "1,2345"],
        *[" ", "-", " to ", " and ", "\n", ".", ",", "(", "minus ", "—", "\u00a0", "é", "ارب", " a remarkable "],
        *[
            " people",
            " new schools",
            " five-year plans",
            "s",
            "km",
            " workers' rights",
            " of ",
            "several thousand",
            "hundreds of",
        ],
        *[
            "doubled",
            "threefold",
            "two thirds",
            "one in three",
            " times as many",
            "half the ",
            "basis points",
            "dozen ",
        ],
        *[
            " a barrel",
            " per kg",
            " Canadian",
            " Indian",
            " US",
            "/litre",
            " each",
            " 50 cents",
            " from ",
            ", ",
            "one-tenth of ",
            "percentage of ",
            "۵",
            "٫",
        ],
        *[" million", "bn", "m", " crore", " lakh", " billion", "between ", "from ", "over ", "or more", "of "],
    ]
)
# The patterns are compiled before anything is timed.
amounts("5 dogs cost $5", AmountsParams())

TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


@given(TEXTS)
def test_spans_cut_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for amount in amounts(text, AmountsParams()):
        assert end <= amount.start < amount.end <= len(text)
        assert amount.text == text[amount.start : amount.end]
        assert amount.text == amount.text.strip()
        assert "\n" not in amount.text
        end = amount.end


@given(TEXTS)
def test_values_are_in_order_and_fit_the_table(text: str) -> None:
    for amount in amounts(text, AmountsParams()):
        assert -(10**DIGITS) < amount.value_low <= amount.value_high < 10**DIGITS
        assert (amount.kind == "money") == (amount.unit is None)
        assert amount.kind in {"money", "percent", "count", "ratio"}
        assert (amount.kind == "ratio") == (amount.numerator is not None) == (amount.denominator is not None)
        assert amount.currency is None or amount.kind == "money"


@given(TEXTS, TEXTS)
def test_a_line_does_not_depend_on_the_lines_around_it(first: str, second: str) -> None:
    # A line may have been wrapped within an amount, so that less is read before a break, but never more or other.
    apart = [amount for part in (first, second) for amount in amounts(part, AmountsParams())]
    together = amounts(f"{first}\n{second}", AmountsParams())
    assert {amount[2:] for amount in together} <= {amount[2:] for amount in apart}


def western(whole: int) -> str:
    return f"{whole:,}"


def south_asian(whole: int) -> str:
    head, tail = divmod(whole, 1000)
    if not head:
        return str(whole)
    groups = []
    while head:
        head, group = divmod(head, 100)
        groups.append(f"{group:02d}" if head else str(group))
    return ",".join([*reversed(groups), f"{tail:03d}"])


GROUPINGS = st.sampled_from([str, western, south_asian])
MAGNITUDES = st.sampled_from(
    [
        *[("", 0), ("k", 3), (" thousand", 3), (" lakh", 5), ("m", 6), (" million", 6), (" mln", 6), (" crore", 7)],
        *[("bn", 9), (" billion", 9), ("-billion", 9), (" lakh crore", 12), (" trillion", 12)],
    ]
)
UNITS = st.sampled_from(
    [
        *[("$", "", "USD"), ("US $", "", "USD"), ("Rs", "", "PKR"), ("Rs. ", "", "PKR"), ("PKR. ", "", "PKR")],
        *[("£", "", "GBP"), ("", " dollars", "USD"), ("", " Indian rupees", "INR"), ("", " EUR", "EUR")],
        *[("", " percent", None), ("", "%", None)],
    ]
)


@given(
    st.integers(0, 10**9),
    st.text("0123456789", max_size=4),
    GROUPINGS,
    MAGNITUDES,
    UNITS,
    st.sampled_from(["", "about ", "It cost ", "(", "“", "over "]),
    st.sampled_from(["", ".", ", he said", ")", " more"]),
)
def test_a_number_in_a_supported_form_comes_back_exactly(
    whole: int,
    places: str,
    grouping: object,
    magnitude: tuple[str, int],
    unit: tuple[str, str, str | None],
    before: str,
    behind: str,
) -> None:
    assert callable(grouping)
    (word, zeros), (sign, noun, currency) = magnitude, unit
    figure = grouping(whole) + (f".{places}" if places else "")
    surface = f"{sign}{figure}{word}{noun}"
    value = (whole + Fraction(int(places or "0"), 10 ** len(places))) * 10**zeros * 10**PLACES
    (amount,) = amounts(f"{before}{surface}{behind}", AmountsParams())
    assert amount.text == surface
    assert amount.currency == currency
    assert value == amount.value_low == amount.value_high
