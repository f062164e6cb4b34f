"""The proof that increments are right: on a copy of somebody's own corpus random changes are replayed, and after each
the artifacts are compared with a build from nothing, in every byte.

`changes` are what can happen to a `world`: a `corpus`, its params, its rules (`code`) and its artifacts (`damage`).
`building` is one build in a process that may be killed, and `replay` the loop. `compare` and `rows` say where something
differs, `books` whether the ledgers are true, and `store` whether a file was written in place. A `certificate` comes
out.
"""
