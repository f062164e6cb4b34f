"""What the benches measured last, and the README's tables and picture of it: ``python tests/bench/results.py``.

``results.json`` holds the rows as the benches of the whole line left them, with the machine by its cores and memory.
From it alone the README's part is written, between two marks, so that no figure there was typed by hand.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.dictionary import between

ROOT = Path(__file__).parents[2]
PATH = Path(__file__).with_name("results.json")
PICTURE = ROOT / "flows" / "pictures" / "speed.svg"

#: What stands around it in the README.
BEGIN = "<!-- Measured: tests/bench/results.py writes it, `make bench` measures. -->\n"
END = "<!-- The end of what was measured. -->\n"

#: The tables: what each measures, and its columns with their heads.
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "line": (
        "From nothing, in one process, all in one run (`tests/bench/stack.py`); to the slow, every so many records.",
        {
            "corpus": "corpus",
            "tool": "tool",
            "does": "does",
            "records": "records",
            "documents_per_cpu_second": "documents per CPU second",
            "peak_mib": "peak MiB",
            "times_as_long": "times as long",
        },
    ),
    "increment": (
        "A change, by the size of the corpus, in one process (`tests/bench/increment.py`): records made of Reuters'.",
        {
            "records": "records",
            "command": "command",
            "change": "change",
            "documents": "documents computed",
            "cpu_seconds": "CPU seconds",
            "percent": "percent of a build",
            "seconds": "seconds",
            "mib_written": "MiB written",
            "peak_mib": "peak MiB",
        },
    ),
}

#: Numbers, texts or nothing, by the names of `TABLES`.
Row = dict[str, Any]


def keep(section: str, rows: Sequence[Row], *by: str) -> None:
    """Put rows of one table in place of those measured before, and say on what machine.

    Args:
        section: which table.
        rows: all of its rows; or, with ``by``, those to be replaced and no others.
        by: the columns that tell which rows these are.
    """
    import psutil

    found = json.loads(PATH.read_text(encoding="utf-8")) if PATH.is_file() else {}
    memory = round(psutil.virtual_memory().total / (1 << 30))
    anew = {tuple(row[name] for name in by) for row in rows}
    left = [row for row in found.get(section, {}).get("rows", ()) if tuple(row[name] for name in by) not in anew]
    merged = sorted([*left, *rows], key=lambda row: tuple(row[name] for name in by[:1]))
    found[section] = {"machine": f"{os.cpu_count()} cores, {memory} GiB", "rows": merged}
    PATH.write_text(json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def shown(value: object) -> str:
    """Return a cell of a table."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.1f}" if value >= 0.1 or not value else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def table(section: str, found: dict[str, Any]) -> str:
    """Return a section in Markdown."""
    about, columns = TABLES[section]
    rows = found["rows"]
    numbers = [all(isinstance(row.get(name), int | float | None) for row in rows) for name in columns]
    lines = [
        f"| {' | '.join(columns.values())} |",
        f"| {' | '.join('--:' if number else '---' for number in numbers)} |",
        *(f"| {' | '.join(shown(row.get(name)) for name in columns)} |" for row in rows),
    ]
    return f"{about} Machine: {found['machine']}.\n\n" + "\n".join(lines)


def written(readme: str, found: dict[str, Any]) -> str:
    """Return the text of a README with the tables of what was measured.

    Raises:
        ValueError: the marks are not there.
    """
    picture = f"![Documents per CPU second, khabar and other tools]({PICTURE.relative_to(ROOT)})"
    parts = [picture, *(table(name, found[name]) for name in TABLES if name in found)]
    return between(readme, BEGIN, END, "\n\n".join(parts))


def picture(rows: Sequence[Row]) -> str:
    """Return the speeds of all tools as SVG: a bar each, a panel for each corpus."""
    import altair as alt
    import vl_convert

    data = alt.InlineData(values=list(rows))
    base = alt.Chart(data).encode(
        x=alt.X("documents_per_cpu_second:Q", title="documents per CPU second"),
        y=alt.Y("tool:N", title=None, sort=None, axis=alt.Axis(labelLimit=220)),
    )
    bars = base.mark_bar().encode(
        color=alt.condition("indexof(datum.tool, 'khabar') == 0", alt.value("#0072b2"), alt.value("#8c8c8c"))
    )
    text = base.mark_text(align="left", dx=4).encode(text=alt.Text("documents_per_cpu_second:Q", format=",d"))
    chart = (
        alt.layer(bars, text, width=460, height=alt.Step(22))
        .facet(
            row=alt.Row("corpus:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left", labelOrient="top"))
        )
        .configure_view(stroke=None)
        .configure(background="white")
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_json())
    return svg


def main() -> None:
    """Write the README's part and the picture."""
    found = json.loads(PATH.read_text(encoding="utf-8"))
    readme = ROOT / "README.md"
    readme.write_text(written(readme.read_text(encoding="utf-8"), found), encoding="utf-8")
    PICTURE.write_text(picture(found["line"]["rows"]), encoding="utf-8")


if __name__ == "__main__":
    main()
