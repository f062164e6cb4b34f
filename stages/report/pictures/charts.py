"""The charts. Colours are Okabe and Ito's, as on the page; every kind of figure has a shape of its own."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # it takes a second to import
    import altair as alt

#: Series in their order, and what the kinds of figures look like.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#8c8c8c")
KINDS = ("actual", "target", "plan", "potential", "forecast")
_SHAPES = ("circle", "diamond", "square", "triangle-up", "triangle-down")

#: Outlets that are told apart.
OUTLETS = 7

WIDTH = 640

_Row = Mapping[str, Any]


def articles(days: Sequence[_Row]) -> Any:
    """Return articles kept by month, stacked by outlet.

    Args:
        days: outlet, day and count of articles.
    """
    import altair as alt

    totals: dict[str, int] = {}
    for row in days:
        name = row["outlet"] or "unknown"
        totals[name] = totals.get(name, 0) + row["count"]
    order = sorted(totals, key=lambda name: (-totals[name], name))
    own = order[:OUTLETS] if len(order) > OUTLETS + 1 else order
    counted: dict[tuple[str, str], int] = {}
    for row in days:
        name = row["outlet"] or "unknown"
        key = (row["day"].strftime("%Y-%m"), name if name in own else "others")
        counted[key] = counted.get(key, 0) + row["count"]
    names = [*own, "others"] if len(own) < len(order) else own
    values = [
        {"month": month, "outlet": name, "articles": count, "place": names.index(name)}
        for (month, name), count in sorted(counted.items())
    ]
    chart = alt.Chart(alt.InlineData(values=values), title="Articles kept, by month of publication").mark_bar()
    return _styled(
        chart.encode(
            x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=-45, labelOverlap=True)),
            y=alt.Y("articles:Q", title=None, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("outlet:N", title=None, scale=_scale(names, COLOURS), sort=names),
            order=alt.Order("place:Q"),
        )
    )


def figures(rows: Sequence[_Row], indicator: str, unit: str) -> Any:
    """Return the figures of one indicator and unit over time: a line along each period, one along each range, a mark.

    Args:
        rows: kind, value_low, value_high, begin and finish of figures with a known period.
        indicator: what they measure.
        unit: in what.
    """
    import altair as alt

    values = [
        {
            "kind": row["kind"],
            "low": float(row["value_low"]),
            "high": float(row["value_high"]),
            "value": (float(row["value_low"]) + float(row["value_high"])) / 2,
            "begin": row["begin"].isoformat(),
            "finish": row["finish"].isoformat(),
            "middle": (row["begin"] + (row["finish"] - row["begin"]) / 2).isoformat(),
        }
        for row in rows
    ]
    base = alt.Chart(alt.InlineData(values=values), title=f"{indicator}, {unit}")
    y = alt.Y("value:Q", title=None, axis=alt.Axis(format="~s"))
    periods = base.mark_rule(color="#9aa0a6").encode(x=alt.X("begin:T", title=None), x2="finish:T", y=y)
    ranges = base.mark_rule(color="#1d2226", size=2).encode(x="middle:T", y="low:Q", y2="high:Q")
    kinds = [kind for kind in KINDS if any(row["kind"] == kind for row in values)]
    full = alt.condition("datum.kind == 'actual'", alt.value(1), alt.value(0))
    marks = base.mark_point(size=90, strokeWidth=2.5).encode(
        x="middle:T",
        y=y,
        color=alt.Color("kind:N", title=None, scale=_scale(kinds, _own(kinds, COLOURS)), sort=kinds),
        shape=alt.Shape("kind:N", title=None, scale=_scale(kinds, _own(kinds, _SHAPES)), sort=kinds),
        fill=alt.Fill("kind:N", legend=None, scale=_scale(kinds, _own(kinds, COLOURS)), sort=kinds),
        fillOpacity=full,
    )
    return _styled(alt.layer(periods, ranges, marks))


def shared(outlets: Sequence[str], stories: Sequence[Sequence[int]]) -> Any:
    """Return the stories that two outlets both carried, as a table of shades.

    Args:
        outlets: their names, those that share most first.
        stories: a row for each outlet, a column for each.
    """
    import altair as alt

    values: list[dict[str, Any]] = [
        {"outlet": one, "other": other, "stories": stories[row][column]}
        for row, one in enumerate(outlets)
        for column, other in enumerate(outlets)
        if row != column
    ]
    base = alt.Chart(alt.InlineData(values=values), title="Stories that two outlets both carried").encode(
        x=alt.X("other:N", title=None, sort=list(outlets), axis=alt.Axis(labelAngle=-45, grid=False)),
        y=alt.Y("outlet:N", title=None, sort=list(outlets), axis=alt.Axis(grid=False)),
    )
    most = max((row["stories"] for row in values), default=1)
    # Light enough for one colour of numbers on all of them.
    scale = alt.Scale(range=["#ffffff", COLOURS[4]], domain=[0, most], interpolate="rgb")
    shades = base.mark_rect().encode(color=alt.Color("stories:Q", legend=None, scale=scale))
    numbers = base.transform_filter("datum.stories > 0").mark_text(color="#1d2226").encode(text="stories:Q")
    return _styled(alt.layer(shades, numbers), width=36 * len(outlets), height=28 * len(outlets))


def svg(chart: Any) -> str:
    """Return a chart as SVG: the same text wherever the same versions of Altair and vl-convert draw it."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return drawn


def _own(kinds: Sequence[str], of: Sequence[str]) -> list[str]:
    return [of[KINDS.index(kind)] for kind in kinds]


def _scale(domain: Sequence[str], colours: Sequence[str]) -> "alt.Scale":
    import altair as alt

    return alt.Scale(domain=list(domain), range=list(colours[: len(domain)]))


def _styled(chart: Any, width: int = WIDTH, height: int = 260) -> Any:
    return (
        chart.properties(width=width, height=height, background="#ffffff")
        .configure_view(stroke=None)
        .configure_axis(grid=True, gridColor="#e8e5dd", domainColor="#9aa0a6", labelColor="#586069")
        .configure_axisX(grid=False)
        .configure_title(anchor="start", fontSize=14, color="#1d2226")
        .configure_legend(orient="bottom", labelColor="#1d2226")
    )
