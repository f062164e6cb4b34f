"""The cases: every form, every negative, and what is known not to work yet (strict xfail)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.reading import Amount, amounts

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    marks = [pytest.mark.xfail(strict=True)] if name == "known_failures" else []
    return [pytest.param(case, id=f"{name}-{at}", marks=marks) for at, case in enumerate(cases)]


def plain(value: int) -> str:
    whole, places = divmod(abs(value), 10**9)
    return f"{'-' if value < 0 else ''}{whole}.{places:09d}".rstrip("0").rstrip(".")


def written(amount: Amount) -> str:
    """Return the notation that cases/README.md explains."""
    values = plain(amount.value_low)
    if amount.value_high != amount.value_low:
        values += f"..{plain(amount.value_high)}"
    mod = f" | {amount.mod}" if amount.mod else ""
    unit = amount.currency or amount.unit or "-"
    if amount.kind == "ratio":
        unit += f" {amount.numerator}/{amount.denominator}"
    return f"{amount.text} | {values} {unit}{f'/{amount.per}' if amount.per else ''}{mod}"


@pytest.mark.parametrize("case", [*load("wild"), *load("synthetic"), *load("negative"), *load("known_failures")])
def test_case(case: dict[str, Any]) -> None:
    found = amounts(case["text"], AmountsParams(), case.get("country"))
    assert case["found"] == [written(amount) for amount in found]
    if "rule" in case:
        assert case["rule"] == [amount.rule for amount in found]
