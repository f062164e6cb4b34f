"""Another value for one of the params, within what its type allows."""

import copy
from random import Random
from typing import Any

import msgspec

import stages
from flows import params
from flows.errors import UsageError
from stages.contract import Stage

#: How often a value is drawn before it is given up.
_ATTEMPTS = 50


def changed(settings: dict[str, Any], random: Random, only: str = "") -> tuple[dict[str, Any], str]:
    """Return settings with another value of one knob, and what was done.

    Args:
        settings: the mappings of a params file; left as they are.
        random: what to draw with.
        only: how the name of the knob must begin, as messages have it.

    Raises:
        UsageError: the settings cannot be used as they are, or there is no such knob.
    """
    knobs = [
        (stage, step.name, name)
        for stage in map(stages.load, stages.NAMES)
        for step in stage.steps
        for name, value in _values(settings, stage, step.name).items()
        if isinstance(value, bool | int | float) and f"{_name(stage, step.name)}.{name}".startswith(only)
    ]
    if not knobs:
        raise UsageError(
            f"There is no param {only} that is a number or true or false", "params.yaml names all of them."
        )
    for _ in range(_ATTEMPTS):
        stage, step, name = random.choice(knobs)
        old = _values(settings, stage, step)[name]
        found = copy.deepcopy(settings)
        mapping = found.get(stage.name) or {}
        found[stage.name] = mapping
        own = mapping if len(stage.steps) == 1 else (mapping.get(step) or {})
        if own is not mapping:
            mapping[step] = own
        own[name] = _other(old, random)
        try:
            params.of_stage(stage, found)
        except (UsageError, ValueError):
            continue
        return found, f"{_name(stage, step)}.{name} {old} -> {own[name]}"
    raise UsageError("No param has another value that it may take", "Leave out --kind param.")


def _name(stage: Stage, step: str) -> str:
    return stage.name if len(stage.steps) == 1 else f"{stage.name}.{step}"


def _values(settings: dict[str, Any], stage: Stage, step: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(params.of_stage(stage, settings)[step])
    return found


def _other(value: float, random: Random) -> float:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + random.choice([-2, -1, 1, 2])
    return round(value * random.choice([0.8, 0.9, 1.1, 1.2]), 6)
