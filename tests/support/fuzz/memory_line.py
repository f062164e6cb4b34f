"""The whole line in memory: every step that the stages declare, without files, ledgers and processes."""

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import stages
from flows.engine.jobs import resolve
from flows.engine.rows import PARTITION, TableRows
from stages.contract import Corpus, Map

#: The stages that make tables; a page is made of the last one's.
STAGES = ("clean", "dedupe", "date_normalize", "annotate", "export")

#: Partition -> its table.
Tables = dict[str, pa.Table]

#: Calls a function and measures that: given the name of a step's part, the function and its arguments.
Clock = Callable[..., Any]


def untimed(_: str, function: Callable[..., Any], *arguments: object) -> Any:
    """Call a function and measure nothing."""
    return function(*arguments)


def run(
    tables: Mapping[str, Tables],
    reference: Mapping[str, bytes] | None = None,
    clock: Clock = untimed,
    upto: str = STAGES[-1],
) -> dict[str, Tables]:
    """Return the tables of all steps by name and partition, with those that were given.

    A step whose table is given is not run: a line may begin at the articles as ``clean`` leaves them.

    Args:
        tables: by the name of an input, ``source`` or ``clean.articles``; all with the same partitions.
        reference: the tables that people keep beside the articles, by name.
        clock: makes each call.
        upto: the last stage.
    """
    made = {name: dict(of) for name, of in tables.items()}
    partitions = list(next(iter(made.values())))
    for stage in (stages.load(name) for name in STAGES[: STAGES.index(upto) + 1]):
        for step in stage.steps:
            name = f"{stage.name}.{step.name}"
            if name in made or not all(item in made for item in step.inputs):
                continue
            params = resolve(step.params)()
            inputs = {at: [made[item][at] for item in step.inputs] for at in partitions}
            if isinstance(step, Map):
                function = resolve(step.function)
                results = {at: clock(name, function, *inputs[at], params) for at in partitions}
                for at, result in results.items():
                    for table, rows in {name: result}.items() if step.tables is None else _named(stage.name, result):
                        made.setdefault(table, {})[at] = rows
            else:
                made[name] = _corpus(name, step, inputs, (reference or {}).get(step.reference or "", b""), clock)
    return made


def _named(stage: str, result: Mapping[str, pa.Table]) -> list[tuple[str, pa.Table]]:
    return [(f"{stage}:{name}", rows) for name, rows in result.items()]


def _corpus(name: str, step: Corpus, inputs: Mapping[str, list[pa.Table]], reference: bytes, clock: Clock) -> Tables:
    params = resolve(step.params)()
    sign, decide = resolve(step.sign), resolve(step.decide)
    signed = []
    for at, given in inputs.items():
        table = clock(f"{name}.sign", sign, *given, params)
        signed.append(table.add_column(0, PARTITION, pa.repeat(pa.scalar(at, pa.string()), len(table))))
    signatures = pa.concat_tables(signed)
    told = () if step.reference is None else (reference,)
    if step.memory:
        rows = TableRows(signatures)
        decided = clock(f"{name}.decide", decide, rows, None, *told, params).decisions
    else:
        decided = clock(f"{name}.decide", decide, signatures, *told, params)
    if step.apply is None:
        return dict.fromkeys(inputs, decided)
    apply = resolve(step.apply)
    slices = {at: decided.filter(pc.equal(decided[PARTITION], at)).drop_columns([PARTITION]) for at in inputs}
    return {at: clock(f"{name}.apply", apply, *given, slices[at], params) for at, given in inputs.items()}
