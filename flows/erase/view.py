"""What is printed on a terminal of an erase: no word of the article either."""

from collections.abc import Iterable, Mapping, Sequence

import click

from flows.erase.article import Article
from flows.erase.built import Copy
from flows.erase.others import Mention
from flows.erase.proof import Proof
from flows.erase.run import Plan

#: Rows of a list that are shown; the rest are counted.
_SHOWN = 20

#: What the signs are called of which an article is known, for people.
_SIGNS = {
    "doc_id": "doc_ids",
    "key": "names",
    "sha256": "digests of bytes",
    "digest": "digests of texts",
    "fingerprint": "fingerprints",
    "url": "addresses",
    "title": "titles",
    "text": "runs of words",
}


def show_plan(planned: Plan) -> None:
    """Print what would go, and what would stay of the same stories."""
    _list("These go:", _named(sorted(planned.articles.values(), key=lambda each: (each.source, each.doc_id))))
    _show_copies(planned.copies)


def show(proof: Proof, *, dry_run: bool) -> None:
    """Print the proof for a person."""
    _list("These would go:" if dry_run else "Erased:", _named(proof.articles))
    _say(f"Looked for: {_signs(proof.needles) or 'nothing'}.")
    if proof.shared:
        _say(f"Not looked for, as other articles have them too: {_signs(proof.shared)}.")
    before = [f"  {group:<40} {count:,}" for group, count in proof.before.items()]
    _list("Files that hold it:" if dry_run else "Files that held it:", before, len(before))
    if not dry_run:
        _show_outcome(proof)
    _show_copies(proof.copies)
    shared = [_mentioned(mention) for mention in proof.mentions]
    _list("Other sources that have its title, its address, or a fifth of its text or more:", shared)
    for remain in proof.remains:
        _say(f"Remains, {remain.where}: {remain.what}")
        _list("  To purge it:", [f"    {command}" for command in remain.how])
    _list(
        "An earlier erase did not come to these, and they are there still; erase them again:",
        [f"  {doc_id}" for doc_id in proof.unfinished],
    )


def _show_outcome(proof: Proof) -> None:
    if proof.deleted:
        _say(f"Deleted from DVC's cache: {len(proof.deleted):,} objects. Old versions that need them are broken here.")
    for remote in proof.remotes:
        if remote.deleted:
            _say(f"Deleted from the remote {remote.name}: {len(remote.deleted):,} objects.")
    _list("FOUND STILL:", [f"  {find.place.name} ({find.why or ', '.join(find.by)})" for find in proof.after])
    for group in proof.unseen:
        _say(f"Not found before in {group}, where it must have been: the search proves nothing. Please report this.")
    if proof.holds:
        _say("Found now: nowhere here. The erase is proven.")
    else:
        _say("The erase is NOT proven. Delete what is named above, or mend it, and run the same command again.")


def _show_copies(copies: Sequence[Copy]) -> None:
    _list(
        "Articles of the same stories that stay, where --copies is not given:",
        [f"  {copy.doc_id}  {copy.source}  {copy.kind or 'the one kept'}" for copy in copies],
    )


def _named(articles: Sequence[Article]) -> list[str]:
    files = {article.source for article in articles if article.is_file}
    return [
        f"  {article.doc_id}  {article.source}" + ("" if article.is_file or article.source in files else "  (a record)")
        for article in articles
    ]


def _signs(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {_SIGNS[kind]}" for kind, count in counts.items())


def _mentioned(mention: Mention) -> str:
    has = [word for word, there in (("title", mention.title), ("address", mention.url)) if there]
    has += [f"{mention.runs:,} runs of words"] if mention.runs else []
    return f"  {mention.source} ({', '.join(has)})"


def _list(heading: str, lines: Iterable[str], most: int = _SHOWN) -> None:
    """Print some lines under a heading, and nothing where there are none."""
    shown = list(lines)
    if not shown:
        return
    _say(heading)
    for line in shown[:most]:
        _say(line)
    if len(shown) > most:
        _say(f"  ... and {len(shown) - most:,} more")


def _say(line: str) -> None:
    click.echo(line)
