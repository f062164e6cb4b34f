// Articles over time: stacked columns, one for each day, month or year that has any. Where time was left out between
// two columns, a gap says so: an archive of 1987 and one of 2025 stand side by side.
"use strict";

khabar.time = (() => {
  const { el, svg, clear, fitted, theirs } = khabar.dom;
  const { count, counted } = khabar.format;
  // Outlets that have a colour of their own; the others share the last one.
  const OWN = 7;
  // Columns up to which a unit is taken without being asked, and articles that each then holds on average.
  const MOST = 62;
  const LEAST = 3;
  const LENGTH = { day: 10, month: 7, year: 4 };
  const HEIGHT = 240;
  const LEFT = 44;
  const BOTTOM = 26;
  const GAP = 14;

  // The finest unit whose columns are few enough, and hold more than an article or two.
  const unitFor = (rows) => {
    const all = rows.reduce((sum, [, , number]) => sum + number, 0);
    const columns = (unit) => new Set(rows.map(([day]) => day.slice(0, LENGTH[unit]))).size;
    return ["day", "month"].find((unit) => columns(unit) <= MOST && all >= LEAST * columns(unit)) || "year";
  };

  const after = (label, unit) => {
    const day = new Date(`${label.padEnd(10, "-01")}T00:00:00Z`);
    if (unit === "day") day.setUTCDate(day.getUTCDate() + 1);
    if (unit === "month") day.setUTCMonth(day.getUTCMonth() + 1);
    if (unit === "year") day.setUTCFullYear(day.getUTCFullYear() + 1);
    return day.toISOString();
  };

  const last = (label, unit) => new Date(Date.parse(after(label, unit)) - 86400000).toISOString().slice(0, 10);

  // A round number at or above the largest, and how many steps lead there.
  const scale = (largest) => {
    const power = 10 ** Math.floor(Math.log10(Math.max(largest, 1)));
    const step = [0.2, 0.5, 1, 2].map((one) => one * power).find((one) => largest / one <= 5) || power;
    const whole = Math.max(1, Math.round(step));
    return { step: whole, top: Math.ceil(Math.max(largest, 1) / whole) * whole };
  };

  const columnsOf = (rows, unit, series) => {
    const columns = new Map();
    for (const [day, outlet, number] of rows) {
      const label = day.slice(0, LENGTH[unit]);
      if (!columns.has(label)) columns.set(label, { label, total: 0, parts: new Array(series.size + 1).fill(0) });
      const column = columns.get(label);
      column.total += number;
      column.parts[series.get(outlet) ?? series.size] += number;
    }
    return [...columns.values()].sort((one, other) => (one.label < other.label ? -1 : 1));
  };

  const tip = (column, names) => [
    el("strong", {}, `${column.label}: ${counted(column.total, "article")}`),
    el(
      "ul",
      {},
      column.parts.flatMap((number, at) =>
        number ? [el("li", {}, el("i", { class: `swatch s${at}` }), theirs(names[at]), ` ${count(number)}`)] : [],
      ),
    ),
  ];

  const draw = (width, columns, unit, names) => {
    const gaps = columns.map((column, at) => at > 0 && after(columns[at - 1].label, unit).slice(0, LENGTH[unit]) !== column.label);
    const gap = Math.min(GAP, ((width - LEFT) * 0.4) / (gaps.filter(Boolean).length || 1));
    const space = width - LEFT - gap * gaps.filter(Boolean).length - 4;
    const step = Math.min(space / columns.length, 150);
    const { step: tick, top } = scale(Math.max(...columns.map((column) => column.total)));
    const high = (number) => ((HEIGHT - BOTTOM - 10) * number) / top;
    const base = HEIGHT - BOTTOM;
    const lines = [];
    for (let number = 0; number <= top; number += tick) {
      const y = base - high(number);
      lines.push(
        svg("line", { x1: LEFT, x2: width, y1: y, y2: y, class: "grid" }),
        svg("text", { x: LEFT - 6, y: y + 4, class: "axis end" }, count(number)),
      );
    }
    let x = LEFT + 2;
    let free = 0;
    const drawn = columns.map((column, at) => {
      if (gaps[at]) {
        if (gap > 8) lines.push(svg("text", { x: x + gap / 2, y: base + 4, class: "axis middle", "aria-hidden": "true" }, "⋯"));
        x += gap;
      }
      let y = base;
      const parts = column.parts.flatMap((number, part) => {
        if (!number) return [];
        const height = high(number);
        y -= height;
        return [svg("rect", { x: x + step * 0.08, y, width: Math.max(step * 0.84, 1), height, class: `fill s${part}` })];
      });
      if (x >= free) {
        lines.push(svg("text", { x: x + step / 2, y: base + 18, class: "axis middle" }, column.label));
        free = x + column.label.length * 7 + 12;
      }
      const told = column.parts.flatMap((number, part) => (number ? [`${names[part]} ${number}`] : []));
      const link = svg(
        "a",
        {
          class: "column",
          href: khabar.route.to("articles", null, { from: column.label.padEnd(10, "-01"), to: last(column.label, unit) }),
          "aria-label": `${column.label}: ${counted(column.total, "article")}. ${told.join(", ")}`,
        },
        svg("rect", { x, y: 4, width: step, height: base - 4, class: "catch" }),
        parts,
      );
      x += step;
      return khabar.tip.on(link, () => tip(column, names));
    });
    return svg(
      "svg",
      { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "group", "aria-label": `Articles by ${unit}` },
      lines,
      khabar.keys.roving(svg("g", {}, drawn), "a"),
    );
  };

  // Rows of [day, outlet, count], days known.
  const chart = (rows) => {
    const totals = new Map();
    for (const [, outlet, number] of rows) totals.set(outlet, (totals.get(outlet) || 0) + number);
    const first = [...totals].sort((one, other) => other[1] - one[1]).slice(0, totals.size > OWN + 1 ? OWN : OWN + 1);
    const series = new Map(first.map(([outlet], at) => [outlet, at]));
    const names = [...first.map(([outlet]) => outlet ?? "no outlet known"), `${totals.size - first.length} others`];
    const box = el("div", { class: "chart" });
    const choice = el("select", { id: "unit" }, ["day", "month", "year"].map((unit) => el("option", { value: unit }, unit)));
    choice.value = unitFor(rows);
    const plot = el("div", { class: "plot" });
    let width = 0;
    const again = () => width && clear(plot, draw(width, columnsOf(rows, choice.value, series), choice.value, names));
    fitted(plot, (now) => {
      width = now;
      again();
    });
    choice.addEventListener("change", again);
    const told = totals.size > first.length ? names : names.slice(0, -1);
    box.append(
      el(
        "div",
        { class: "legend" },
        el("ul", {}, told.map((name, at) => el("li", {}, el("i", { class: `swatch s${at}` }), theirs(name)))),
        el("label", { for: "unit" }, "by ", choice),
      ),
      plot,
    );
    return box;
  };

  return { chart, scale };
})();
