"""Params: one mapping per stage in params.yaml, checked against the frozen structs that the steps declare, and one for
the gate before publishing, which is part of no stage."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

import stages
from flows.engine.jobs import resolve
from flows.errors import UsageError
from flows.publishing.gate import Limits
from stages.contract import Stage

NAME = "params.yaml"

#: The mapping that belongs to no stage: it changes no table, so that DVC and the engine do not look at it.
GATE = "gate"

S = TypeVar("S", bound=msgspec.Struct)


def read(path: Path | None) -> dict[str, Any]:
    """Return the mappings of a params file by stage; nothing stands for the defaults.

    Raises:
        UsageError: the file cannot be read, is not YAML, or names a stage that does not exist.
    """
    if path is None:
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "Name a params file with --params.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        detail = " ".join(str(error).split())
        raise UsageError(f"{path} is not YAML: {detail}", "Mend the line named above.") from error
    except (AttributeError, LookupError, TypeError) as error:  # what PyYAML meets where a tag does not fit its value
        raise UsageError(
            f"{path} is not YAML: a tag (!!bool, !!timestamp ...) stands before a value of another kind",
            f"Take the tags out; the {NAME} of the repository has none.",
        ) from error
    if not isinstance(found, dict):
        raise UsageError(f"{path} is not a mapping of stages", f"Start from the {NAME} of the repository.")
    for name in found:
        if name not in (*stages.NAMES, GATE):
            near = difflib.get_close_matches(str(name), (*stages.NAMES, GATE), 1)
            hint = f"Did you mean {near[0]}?" if near else f"The stages are {', '.join(stages.NAMES)}."
            raise UsageError(f"{path} has params for {name!r}, which is not a stage", hint)
    return found


def of_gate(found: Mapping[str, Any], path: Path | None = None) -> Limits:
    """Return the checked limits of the gate; what the file does not say has its default.

    Raises:
        UsageError: an unknown limit, a wrong type, or a value out of its bounds.
    """
    own = found.get(GATE)
    return _checked({} if own is None else own, Limits, path or Path(NAME), GATE)


def of_stage(stage: Stage, found: Mapping[str, Any], path: Path | None = None) -> dict[str, msgspec.Struct]:
    """Return the checked params of each step of ``stage``; what the file does not say has its default.

    Raises:
        UsageError: an unknown knob, a wrong type, or a value out of its bounds.
    """
    where = path or Path(NAME)
    mapping = found.get(stage.name)
    mapping = {} if mapping is None else mapping
    if not isinstance(mapping, dict):
        raise UsageError(f"{where}: {stage.name} is not a mapping", "Put its knobs below it, one a line.")
    names = {step.name for step in stage.steps}
    if len(stage.steps) > 1 and (unknown := sorted(map(str, mapping.keys() - names))):
        raise UsageError(
            f"{where}: {stage.name}.{unknown[0]} is not one of its steps", f"Its steps are {', '.join(sorted(names))}."
        )
    checked: dict[str, msgspec.Struct] = {}
    for step in stage.steps:
        own = stage.params_of(step, mapping) or {}
        name = stage.name if len(stage.steps) == 1 else f"{stage.name}.{step.name}"
        kind = resolve(step.params)
        checked[step.name] = _checked(own, kind, where, name)
    return checked


def _checked(own: object, kind: type[S], where: Path, name: str) -> S:
    try:
        return msgspec.convert(own, kind)
    except msgspec.ValidationError as error:
        knobs = ", ".join(kind.__struct_fields__) or "none"
        raise UsageError(f"{where}: {name}: {error}", f"The knobs of {name} are: {knobs}.") from error
