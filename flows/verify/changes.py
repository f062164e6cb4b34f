"""What can happen to a corpus between two builds: a function for each kind of change, drawn by chance.

Each changes the world and returns what it did, as a clause for people; None where there is nothing to do it to.
"""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from random import Random

from flows.verify import batches, damage, knobs, references, texts
from flows.verify.batches import Batch
from flows.verify.store import checkout, digests_of
from flows.verify.world import World


def add_article(world: World, random: Random) -> str | None:
    """Add a copy of an article, most often edited, beside another."""
    names = world.articles()
    if not names:
        return None
    name, other = random.choice(names), random.choice(names)
    data = world.corpus.read(name)
    if random.random() < 0.8:
        data = texts.edited(data, world.corpus.read(other), random)
    new = _name(world, other, PurePosixPath(name).suffixes)
    world.corpus.put(new, data)
    return f"{new} added"


def edit_article(world: World, random: Random) -> str | None:
    """Edit an article a little."""
    names = world.articles()
    random.shuffle(names)
    for name in names:
        before = world.corpus.read(name)
        after = texts.edited(before, world.corpus.read(random.choice(names)), random)
        if after != before:
            world.corpus.put(name, after)
            return f"{name} edited"
    return None


def delete_article(world: World, random: Random) -> str | None:
    """Delete an article."""
    names = world.articles()
    if not names:
        return None
    name = random.choice(names)
    world.corpus.remove(name)
    return f"{name} deleted"


def rename_article(world: World, random: Random) -> str | None:
    """Rename an article, or move it beside another."""
    names = world.articles()
    if not names:
        return None
    name = random.choice(names)
    new = _name(world, random.choice(names), PurePosixPath(name).suffixes)
    data = world.corpus.read(name)
    world.corpus.remove(name)
    world.corpus.put(new, data)
    return f"{name} renamed to {new}"


def _name(world: World, beside: str, suffixes: list[str]) -> str:
    world.number += 1
    path = PurePosixPath(beside)
    stem = path.name.partition(".")[0]
    return path.with_name(f"{stem}-{world.number}{''.join(suffixes[-2:])}").as_posix()


def _batches(world: World, random: Random) -> Iterator[tuple[str, Batch]]:
    names = [name for name in world.corpus.batches() if name.startswith(world.only)]
    random.shuffle(names)
    for name in names:
        batch = world.corpus.batch(name)
        if batch is not None and batch.records:
            yield name, batch


def add_record(world: World, random: Random) -> str | None:
    """Put a copy of a record, most often edited, anywhere into its batch file."""
    for name, batch in _batches(world, random):
        fields = batch.fields(random.randrange(len(batch.records)))
        other = batch.fields(random.randrange(len(batch.records)))
        if fields is None or other is None:
            continue
        key = batches.key_of(fields)
        world.number += 1
        new = batches.edited(fields, other, random) if random.random() < 0.8 else dict(fields)
        if key is not None:
            new[key] = f"verify-{world.number}"
        batch.records.insert(random.randint(0, len(batch.records)), batch.line(new))
        world.corpus.put(name, batch.encode())
        return f"record verify-{world.number} added to {name}"
    return None


def edit_record(world: World, random: Random) -> str | None:
    """Edit the text of a record."""
    for name, batch in _batches(world, random):
        at = random.randrange(len(batch.records))
        fields, other = batch.fields(at), batch.fields(random.randrange(len(batch.records)))
        if fields is None or other is None:
            continue
        new = batches.edited(fields, other, random)
        if new != fields:
            batch.records[at] = batch.line(new)
            world.corpus.put(name, batch.encode())
            return f"record {at + 1} of {name} edited"
    return None


def delete_record(world: World, random: Random) -> str | None:
    """Take a record out of its batch file."""
    for name, batch in _batches(world, random):
        at = random.randrange(len(batch.records))
        del batch.records[at]
        world.corpus.put(name, batch.encode())
        return f"record {at + 1} of {name} deleted"
    return None


def rename_record(world: World, random: Random) -> str | None:
    """Give a record another id."""
    for name, batch in _batches(world, random):
        at = random.randrange(len(batch.records))
        fields = batch.fields(at)
        key = batches.key_of(fields) if fields else None
        if fields is None or key is None:
            continue
        world.number += 1
        batch.records[at] = batch.line(fields | {key: f"verify-{world.number}"})
        world.corpus.put(name, batch.encode())
        return f"record {at + 1} of {name} called verify-{world.number}"
    return None


def change_param(world: World, random: Random) -> str | None:
    """Give a knob another value."""
    world.settings, told = knobs.changed(world.settings, random, world.only)
    return f"params: {told}"


def change_table(world: World, random: Random) -> str | None:
    """Change a table beside the articles: outlets, fields, entities."""
    return references.change(world.corpus, world.artifacts, random, world.only)


def change_rule(world: World, random: Random) -> str | None:
    """Change a file of rules, in a copy of the code."""
    return world.code().change_a_rule(random, world.only)


def change_library(world: World, random: Random) -> str | None:
    """Let another version of a library be installed, beside a copy of the code."""
    return world.code().change_a_library(random, world.only)


def revert(world: World, random: Random) -> str | None:
    """Go back to what articles, params, rules and libraries were at an earlier step."""
    if len(world.past) < 2:
        return None
    back = random.randint(2, min(len(world.past), 6))
    world.restore(world.past[-back])
    return f"everything but the artifacts put back to what it was {back - 1} steps before"


def checkout_artifacts(world: World, random: Random) -> str | None:
    """Put back the artifacts of an earlier step, as ``dvc checkout`` does: links to bytes that are kept."""
    found = [state.artifacts for state in world.past[:-1]]
    if not found:
        return None
    at = random.randrange(len(found))
    checkout(world.store, found[at], world.artifacts)
    return "the artifacts of an earlier step put back"


def damage_a_file(world: World, random: Random) -> str | None:
    """Damage a file of the artifacts."""
    names = [name for name in digests_of(world.artifacts) if name.startswith(world.only)]
    if not names:
        return None
    name, how = random.choice(names), random.choice(sorted(damage.WAYS))
    damage.spoil(world.artifacts / name, how)
    return f"{name} damaged ({how})"


#: Every kind of change by its name; those of articles and records first.
KINDS: dict[str, Callable[[World, Random], str | None]] = {
    "article.add": add_article,
    "article.edit": edit_article,
    "article.delete": delete_article,
    "article.rename": rename_article,
    "record.add": add_record,
    "record.edit": edit_record,
    "record.delete": delete_record,
    "record.rename": rename_record,
    "revert": revert,
    "param": change_param,
    "rule": change_rule,
    "library": change_library,
    "table": change_table,
    "damage": damage_a_file,
    "checkout": checkout_artifacts,
}

#: A change of an article or a record, after which the build is killed before it has come to its end.
KILL = "kill"

#: What may turn out not to hold: rules without a row that another needs, a knob that fits no other.
MAY_FAIL = frozenset({"param", "rule", "table"})

#: What is done where nothing of the kind that was drawn can be.
INSTEAD = "article.add"


def dealt(kinds: tuple[str, ...], random: Random) -> Iterator[str]:
    """Yield kinds without end: all of them in one order, then in another; two kills for each of the others."""
    deck = [kind for kind in kinds for _ in range(2 if kind == KILL and len(kinds) > 1 else 1)]
    while True:
        random.shuffle(deck)
        yield from deck


def of_content(random: Random) -> str:
    """Return a kind that changes articles or records."""
    return random.choice([kind for kind in KINDS if kind.startswith(("article.", "record."))])
