// Figures over time: what was counted beside what was aimed at.
"use strict";

khabar.views.figures = (_, options, alive) => {
  const { el, theirs, clear } = khabar.dom;
  const { counted, value, period, words } = khabar.format;
  const { card, nothing, table } = khabar.table;
  const data = khabar.data;
  const title = el("h1", {}, "Figures over time");
  if (!data.indicators.length) {
    return [title, nothing("No statistical claim was found in these articles, so there is nothing to draw. The table ", el("code", {}, "figures"), " is empty.")];
  }

  const chosen = data.indicators.find((each) => each.key === options.get("of")) ?? data.indicators[0];
  const choice = el("select", { id: "indicator" }, data.indicators.map((each) => el("option", { value: each.key, selected: each === chosen }, `${each.label} (${each.figures})`)));
  choice.addEventListener("change", () => (location.hash = khabar.route.to("figures", null, { of: choice.value })));
  const box = el("div");

  const read = (shard, number) =>
    shard.figures.flatMap((cells) => {
      const figure = Object.fromEntries(shard.columns.map((name, at) => [name, cells[at]]));
      if ((figure.indicator_id || figure.indicator) !== chosen.key) return [];
      const [doc_id, title_, outlet, day] = shard.articles[figure.article];
      return [{ ...figure, doc_id, title: title_, outlet, day, shard: number }];
    });

  const show = (figures) => {
    const units = new Map();
    for (const figure of figures) {
      const unit = [figure.unit, figure.measure === "change" ? "change" : null].filter(Boolean).join(", ");
      if (!units.has(unit)) units.set(unit, []);
      units.get(unit).push(figure);
    }
    const by = [...units].sort((one, other) => other[1].length - one[1].length);
    const latest = (figure) => figure.finish ?? figure.begin ?? figure.day ?? "";
    clear(
      box,
      by.map(([unit, own]) => card(unit ? words(unit) : "no unit stated", khabar.ranges.chart(own, own[0].unit))),
      card(
        "The claims",
        table(
          "Claims",
          [["Period"], ["Value", "number"], ["Kind"], ["Sentence"], ["Who"], ["Article"]],
          [...figures]
            .sort((one, other) => (latest(one) < latest(other) ? 1 : -1))
            .slice(0, 300)
            .map((figure) => [
              [period(figure.begin, figure.finish) || "not stated", figure.fiscal && el("span", { class: "meta" }, figure.fiscal)],
              value(figure.value_low, figure.value_high, figure.unit),
              words(figure.kind),
              el("a", { href: khabar.ranges.href(figure) }, khabar.ranges.sentence(figure)),
              theirs(figure.speaker_name ?? figure.speaker_text ?? ""),
              el("span", {}, figure.outlet && theirs(figure.outlet), " ", figure.day ?? "undated"),
            ]),
          { class: "claims" },
        ),
        figures.length > 300 && el("p", { class: "meta" }, `The latest 300 of ${counted(figures.length, "claim")}.`),
      ),
    );
  };

  const found = [];
  clear(box, nothing("Loading …"));
  khabar.shards
    .each("figures", chosen.shards, (contents, number) => found.push(...read(contents, number)), alive)
    .then(() => alive() && show(found))
    .catch((error) => clear(box, nothing(`The figures could not be loaded: ${error.message}.`)));
  return [title, el("p", { class: "choice" }, el("label", { for: "indicator" }, "Indicator"), choice), box];
};
