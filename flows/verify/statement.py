"""What a certificate says: numbers and digests, and nothing of what stands in articles."""

from typing import Any

from flows.verify.found import Fault, Spoken, Tally
from flows.verify.options import Options


def of(options: Options, spoken: Spoken, tally: Tally, fault: Fault | None) -> dict[str, Any]:
    """Return what the certificate of a verification says."""
    told: dict[str, Any] = {
        "verdict": "equal" if fault is None else fault.kind,
        "seed": options.seed,
        "steps": options.steps if fault is None else fault.step,
        "compared_every": options.every,
        "changes": dict(sorted(tally.changes.items())),
        "changes_refused": tally.refused,
        "kills": dict(sorted(tally.kills.items())),
        "partitions": {"computed": tally.computed, "reused": tally.reused, "pruned": tally.pruned},
        "comparisons": tally.comparisons,
        "files_compared": tally.files,
        "bytes_compared": tally.bytes,
        "corpus": {
            "files": spoken.files,
            "sample": spoken.sample,
            "seeds": spoken.seeds,
            "params": spoken.params,
            "tables": spoken.tables,
        },
        "code": spoken.code,
    }
    if fault is not None:
        # Neither rows nor values: they are somebody's articles.
        told["fault"] = {"step": fault.step, **fault.place}
    return told
