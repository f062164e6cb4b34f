"""Takedown: an article goes from the seeds, everything is built again without it, and a search proves that it is gone.

`targets` says what is meant, `held` and `built` what the seeds and the last build know of it, `needles` what it is
looked for by. `cutting` takes it out of the seeds; `run` does it all in an order that can be interrupted at any
instant. `search` and `places` are the proof, `others` keeps it from taking what other articles share for a trace.
`store`, `remotes`, `history` and `remains` say what DVC, git and others still hold, and how to purge it.
"""

from flows.erase.proof import Proof
from flows.erase.run import Options, Plan, erase, look, plan

__all__ = ["Options", "Plan", "Proof", "erase", "look", "plan"]
