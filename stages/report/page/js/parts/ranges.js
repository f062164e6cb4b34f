// Figures over time: a mark for each claim at its value, over the period that it is about. What was counted is full,
// what was aimed at is hollow, each kind with a shape of its own; a range has a line from its lower to its upper end.
"use strict";

khabar.ranges = (() => {
  const { el, svg, clear, fitted, theirs } = khabar.dom;
  const { brief, value, period, words } = khabar.format;
  const HEIGHT = 320;
  const LEFT = 64;
  const RIGHT = 18;
  const BOTTOM = 30;
  const TOP = 12;
  const DAY = 86400000;
  const MOST = 1000;

  const KINDS = ["actual", "target", "plan", "potential", "forecast"];

  const shape = (kind, x, y) => {
    const cls = `dot k-${KINDS.includes(kind) ? kind : "other"}`;
    const by = (points) => svg("polygon", { class: cls, points: points.map(([dx, dy]) => `${x + dx},${y + dy}`).join(" ") });
    if (kind === "target") return by([[0, -7], [7, 0], [0, 7], [-7, 0]]);
    if (kind === "plan") return by([[-5.5, -5.5], [5.5, -5.5], [5.5, 5.5], [-5.5, 5.5]]);
    if (kind === "potential") return by([[0, -7], [6.5, 5], [-6.5, 5]]);
    if (kind === "forecast") return by([[0, 7], [6.5, -5], [-6.5, -5]]);
    return svg("circle", { class: cls, cx: x, cy: y, r: 5.5 });
  };

  const when = (figure) => {
    const begin = figure.begin || figure.finish || figure.day;
    const finish = figure.finish || figure.begin || figure.day;
    return begin ? [Date.parse(begin), Date.parse(finish) + DAY] : null;
  };

  // The sentence with the figure set off in it.
  const sentence = (figure) => {
    const text = figure.sentence;
    const at = khabar.text.places(text);
    const [from, to] = [at(figure.start - figure.from), at(figure.end - figure.from)];
    return theirs([text.slice(0, from), el("strong", {}, text.slice(from, to)), text.slice(to)], { class: "sentence" });
  };

  const tip = (figure) => [
    el("strong", {}, value(figure.value_low, figure.value_high, figure.unit)),
    el("span", { class: "meta" }, [words(figure.kind), period(figure.begin, figure.finish) || "no period stated"].join(" · ")),
    el("p", {}, sentence(figure)),
    el("span", { class: "meta" }, figure.outlet && theirs(figure.outlet), figure.day || "undated"),
  ];

  const href = (figure) =>
    khabar.route.article(figure.doc_id, figure.shard, {
      at: `${figure.start}-${figure.end}`,
      sentence: `${figure.from}-${figure.from + Array.from(figure.sentence).length}`,
    });

  // Round numbers from the lowest to the highest value; zero is one of them unless all lie far from it on one side.
  const ticks = (low, high) => {
    const from = Math.min(0, low);
    const to = Math.max(0, high);
    const rough = (to - from || 1) / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
    const first = Math.floor(from / step);
    const last = Math.ceil(to / step);
    return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
  };

  const years = (from, to) => {
    const [first, last] = [new Date(from).getUTCFullYear(), new Date(to).getUTCFullYear()];
    const step = Math.max(1, Math.ceil((last - first + 1) / 12));
    const found = [];
    for (let year = first; year <= last + 1; year += step) found.push(year);
    return found;
  };

  const draw = (width, figures, unit) => {
    const placed = figures.flatMap((figure) => (when(figure) ? [{ figure, time: when(figure) }] : []));
    const from = Math.min(...placed.map((each) => each.time[0]));
    const to = Math.max(...placed.map((each) => each.time[1]));
    const edge = Math.max((to - from) * 0.03, 20 * DAY);
    const x = (time) => LEFT + ((width - LEFT - RIGHT) * (time - from + edge)) / (to - from + 2 * edge);
    const marks = ticks(Math.min(...figures.map((each) => each.value_low)), Math.max(...figures.map((each) => each.value_high)));
    const y = (number) => TOP + ((HEIGHT - TOP - BOTTOM) * (marks.at(-1) - number)) / (marks.at(-1) - marks[0]);
    const grid = marks.flatMap((number) => [
      svg("line", { x1: LEFT, x2: width - RIGHT, y1: y(number), y2: y(number), class: number === 0 ? "grid zero" : "grid" }),
      svg("text", { x: LEFT - 8, y: y(number) + 4, class: "axis end" }, brief(number, number, unit === "percent" ? unit : null)),
    ]);
    for (const year of years(from, to)) {
      const at = x(Date.UTC(year, 0, 1));
      if (at < LEFT || at > width - RIGHT) continue;
      grid.push(
        svg("line", { x1: at, x2: at, y1: TOP, y2: HEIGHT - BOTTOM, class: "grid faint" }),
        svg("text", { x: at, y: HEIGHT - BOTTOM + 18, class: "axis middle" }, year),
      );
    }
    placed.sort((one, other) => one.time[0] - other.time[0] || one.figure.value_low - other.figure.value_low);
    const points = placed.map(({ figure, time }) => {
      const [left, right] = [x(time[0]), x(time[1])];
      const middle = (left + right) / 2;
      const centre = y((figure.value_low + figure.value_high) / 2);
      const link = svg(
        "a",
        {
          class: "point",
          href: href(figure),
          "aria-label": `${value(figure.value_low, figure.value_high, figure.unit)}, ${words(figure.kind)}, ${period(figure.begin, figure.finish) || "no period stated"}. ${figure.sentence}`,
        },
        figure.begin && svg("line", { x1: left, x2: right, y1: centre, y2: centre, class: "span" }),
        figure.value_low !== figure.value_high &&
          svg("line", { x1: middle, x2: middle, y1: y(figure.value_low), y2: y(figure.value_high), class: "range" }),
        svg("circle", { cx: middle, cy: centre, r: 12, class: "catch" }),
        shape(figure.kind, middle, centre),
      );
      return khabar.tip.on(link, () => tip(figure));
    });
    return svg(
      "svg",
      { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "group", "aria-label": "Figures over time" },
      grid,
      khabar.keys.roving(svg("g", {}, points), "a"),
    );
  };

  const legend = (figures) => {
    const there = [...new Set(figures.map((figure) => figure.kind))].sort((one, other) => KINDS.indexOf(one) - KINDS.indexOf(other));
    return el(
      "ul",
      { class: "legend" },
      there.map((kind) =>
        el("li", {}, svg("svg", { width: 16, height: 16, "aria-hidden": "true" }, shape(kind, 8, 8)), words(kind)),
      ),
    );
  };

  // All figures are of one unit; those without any time are told below, and so are those beyond the latest thousand.
  const chart = (figures, unit) => {
    const all = figures.filter(when).sort((one, other) => when(other)[1] - when(one)[1]);
    const timed = all.slice(0, MOST);
    const plot = el("div", { class: "plot" });
    if (timed.length) fitted(plot, (width) => clear(plot, draw(width, timed, unit)));
    const left = figures.length - all.length;
    return el(
      "div",
      { class: "chart" },
      legend(figures),
      plot,
      all.length > MOST && el("p", { class: "meta" }, `The latest ${khabar.format.count(MOST)} of ${khabar.format.count(all.length)}.`),
      timed.some((figure) => !figure.begin && !figure.finish) &&
        el("p", { class: "meta" }, "A mark without a line stands at the day of its article: the sentence states no period."),
      left > 0 && el("p", { class: "meta" }, `${khabar.format.counted(left, "figure")} without a period, in undated articles, only in the table.`),
    );
  };

  return { chart, sentence, href };
})();
