"""What is asked of a workspace before it is published: the bands of `gate`, and that it can be built
again.

=========  ============================================================================================================
conserved  every source record is in exactly one of documents, duplicates and rejects
built      DVC would run no stage: what stands in the folders is what articles, code and params give
committed  code, params and pins are in git, so that the version can be built again from its commit
hold       the version published last is no rollback; see `flows.publishing.rollback`
profile    there is a profile to compare with
=========  ============================================================================================================
"""

from flows import conservation, params, versions
from flows.errors import ConservationError, CorruptError
from flows.git import Git
from flows.publishing import gate, profile
from flows.publishing.storage import Storage
from flows.publishing.verdict import FORCEABLE, Row, Verdict
from flows.versions import Version

#: What a version is made by, besides its articles. DVC remembers what all of it was; only git can give it back.
MADE_BY = ("stages", "flows", "params.yaml", "dvc.yaml", "constraints.txt", "pyproject.toml")

#: The line of a tag's message that says of a version that it is an earlier one, put in front again.
ROLLED_BACK = "Rolled-back-to"

#: Files and stages that a reason names.
_NAMED = 5


def judge(git: Git) -> Verdict:
    """Return what is found of the corpus as it stands in the workspace.

    Raises:
        UsageError: the limits in params.yaml cannot be used, or this is no repository of DVC.
        DataError: DVC cannot tell what it would run.
    """
    path = git.root / params.NAME
    limits = params.of_gate(params.read(path), path)
    last = versions.latest(git)
    rows = [_conserved(git), _built(Storage(git)), _committed(git), *_hold(git, last)]
    published = None
    if last is not None:
        published = profile.of_version(git, last)
        if published is None:
            reason = f"{last.name} has no profile to compare with"
            rows.append(Row("profile", last.name, "none", None, "one", False, reason))
    now = profile.of_workspace(git)
    if now is None:  # then it is not built either
        rows.append(Row("built", "profile", None, "none", "one", False, f"{profile.PATH} is not there, or damaged"))
    else:
        rows += gate.compare(now, published, limits)
    return Verdict(last.name if last else None, rows)


def rolled_back_to(git: Git, version: Version) -> str | None:
    """Return which earlier version a version is, if it is one that was put in front again."""
    key = f"%(contents:trailers:key={ROLLED_BACK},valueonly)"
    return git.run("tag", "--list", f"--format={key}", version.name).strip() or None


def remedy(verdict: Verdict) -> str:
    """Return what to do about a verdict that refuses."""
    stays = f"{verdict.published} stays as it is" if verdict.published else "Nothing is published"
    if verdict.forceable:
        return f"{stays}. See `khabar gate`; mend it, or publish all the same with --force REASON."
    if all(row.check in FORCEABLE or row.check == "committed" for row in verdict.refused):
        return f"{stays}. Commit that, then publish again."
    return f"{stays}. Run `dvc repro`, then publish again; this can't be forced."


def _conserved(git: Git) -> Row:
    try:
        records = conservation.check(git.root / "artifacts")
    except (ConservationError, CorruptError) as error:
        return Row("conserved", "records", None, None, "each once", False, error.what)
    return Row("conserved", "records", None, records, "each once", True)


def _built(storage: Storage) -> Row:
    stale = storage.stale()
    row = Row("built", "stages", None, f"{len(stale)} would run", "0 would run", not stale)
    told = [f"{stage} would run ({why})" for stage, why in stale.items()]
    return row if row.passed else row._replace(reason=_listed(told))


def _committed(git: Git) -> Row:
    changed = git.changed(*MADE_BY)
    row = Row("committed", "code and params", None, f"{len(changed)} changed", "0 changed", not changed)
    return row if row.passed else row._replace(reason=f"not committed: {_listed(changed)}")


def _hold(git: Git, last: Version | None) -> list[Row]:
    target = rolled_back_to(git, last) if last else None
    if last is None or target is None:
        return []
    reason = f"{last.name} is a rollback to {target}: what was built since may be what was rolled back"
    return [Row("hold", last.name, f"is {target}", "on hold", "a person's word", False, reason)]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
