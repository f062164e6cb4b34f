"""Whether a corpus is a DVC workspace, in which DVC runs the stages."""

import os
from pathlib import Path
from typing import Any

import yaml

from flows.engine.stage import Place


def workspace_of(place: Place) -> Path | None:
    """Return the workspace whose ``dvc.yaml`` makes these artifacts of these seeds; None for plain folders."""
    root = place.artifacts.resolve().parent
    try:
        found = yaml.safe_load((root / "dvc.yaml").read_text(encoding="utf-8"))
        clean: dict[str, Any] = found["stages"]["clean"]
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        return None
    outs = {str(next(iter(out))) if isinstance(out, dict) else str(out) for out in clean.get("outs") or ()}
    seeds = os.path.relpath(place.seeds.resolve(), root)
    is_ours = seeds in (clean.get("deps") or ()) and f"{place.artifacts.name}/clean" in outs
    return root if is_ours and (root / ".dvc").is_dir() else None
