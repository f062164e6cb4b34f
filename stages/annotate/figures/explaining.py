"""What is told of a figure to whoever asks how it came about: why its rule, why its kind, and what the check says."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from stages.resources import toml


def explained(figure: Mapping[str, Any]) -> dict[str, str | None]:
    """Return ``reason`` of the rule, ``kind_reason`` of the cue and the ``check`` of the growth of one figure.

    Args:
        figure: a row of the step's table. What a table says that other rules made has no reason here.
    """
    rules = {row["name"]: row["reason"] for row in toml(__package__, "rules.toml")["rule"]}
    return {
        "reason": rules.get(figure["rule"]),
        "kind_reason": _cue_reason(figure["cue"], figure["kind"]),
        "check": _check(figure),
    }


def _cue_reason(cue: str | None, kind: str) -> str | None:
    if cue is None:
        return None
    word = cue.lower().replace("’", "'")
    rows = toml(__package__, "cues.toml")["cue"]
    found = [row for row in rows if word in row["words"].split()]
    # Of what somebody decides a weak cue tells a plan, whatever its row says.
    return next((row["reason"] for row in found if row["kind"] == kind), None)


def _check(figure: Mapping[str, Any]) -> str | None:
    """Return the sum by which level, base and growth were compared: the growth that level and base give."""
    base, growth = figure["base_low"], figure["growth"]
    if figure["measure"] != "level" or figure["consistent"] is None or not base or growth is None:
        return None
    level: Decimal = figure["value_low"]
    counted = 100 * (level / base - 1)
    says = "agrees with" if figure["consistent"] else "contradicts"
    return f"{counted:+.2f} percent over {base.normalize():f}; that {says} {growth.normalize():f} percent as told"
