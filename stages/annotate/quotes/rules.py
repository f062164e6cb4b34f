"""The rules that quotes name, with the reasons that people read."""

from stages.resources import toml


def reason_of(rule: str) -> str:
    """Return why a rule is one: the reasons of its parts; nothing for a part that this version does not have."""
    reasons = {row["name"]: row["reason"] for row in toml(__package__, "rules.toml")["rule"]}
    return " ".join(reasons.get(part, "") for part in rule.split("+"))
