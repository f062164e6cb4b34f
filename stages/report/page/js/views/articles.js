// Articles to search: titles, outlets, languages, days.
"use strict";

khabar.views.articles = (_, options, alive) => {
  const { el, clear } = khabar.dom;
  const { count, counted, language } = khabar.format;
  const { to } = khabar.route;
  const data = khabar.data;
  const wanted = Object.fromEntries(["q", "outlet", "language", "from", "to", "undated"].map((name) => [name, options.get(name) || ""]));

  const outlets = [...new Set(data.days.map(([, outlet]) => outlet).filter((outlet) => outlet !== null))].sort((one, other) => one.localeCompare(other));
  const option = (value, label, chosen) => el("option", { value, selected: value === chosen }, label);
  const field = (label, control) => el("label", { class: "field" }, el("span", {}, label), control);
  const form = el(
    "form",
    { class: "filters", "aria-label": "Which articles" },
    field("Words of the title", el("input", { type: "search", name: "q", value: wanted.q, dir: "auto", autocomplete: "off" })),
    field("Outlet", el("select", { name: "outlet" }, option("", "all", wanted.outlet), outlets.map((name) => option(name, name, wanted.outlet)))),
    field("Language", el("select", { name: "language" }, option("", "all", wanted.language), data.languages.map(([code]) => option(code, language(code), wanted.language)))),
    field("From", el("input", { type: "date", name: "from", value: wanted.from })),
    field("To", el("input", { type: "date", name: "to", value: wanted.to })),
    field("Day", el("select", { name: "undated" }, option("", "any", wanted.undated), option("yes", "undated only", wanted.undated))),
  );
  const status = el("p", { class: "meta", role: "status" });
  const results = el("div");

  const matching = (rows) => {
    const parts = khabar.text.folded(wanted.q).split(/\s+/).filter(Boolean);
    return rows.filter(
      (row) =>
        parts.every((part) => row.folded.includes(part)) &&
        (!wanted.outlet || row.outlet === wanted.outlet) &&
        (!wanted.language || row.language === wanted.language) &&
        (!wanted.undated || row.day === null) &&
        (!wanted.from || (row.day !== null && row.day >= wanted.from)) &&
        (!wanted.to || (row.day !== null && row.day <= wanted.to)),
    );
  };
  const show = (loaded) => {
    const rows = matching(loaded.rows);
    rows.sort((one, other) => (one.day === other.day ? (one.doc_id < other.doc_id ? -1 : 1) : (one.day ?? "") < (other.day ?? "") ? 1 : -1));
    const so = loaded.done ? "" : ` so far, ${count(loaded.rows.length)} of ${count(data.counts.documents || 0)} looked through`;
    clear(status, counted(rows.length, "article"), so);
    clear(results, rows.length ? khabar.list.list(rows, "Articles found") : khabar.table.nothing(loaded.done ? "No article fits. Fewer words or a longer time find more." : "Looking …"));
  };

  let loaded = { rows: [], done: false };
  const change = () => {
    for (const [name, value] of new FormData(form)) wanted[name] = value.trim();
    history.replaceState(null, "", to("articles", null, wanted));
    show(loaded);
  };
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(change, 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change();
  });

  let drawn = 0;
  khabar.titles
    .all((rows, done) => {
      loaded = { rows, done };
      // While much is on its way, not every shard is worth a new list.
      if (done || performance.now() - drawn > 250) {
        drawn = performance.now();
        show(loaded);
      }
    }, alive)
    .catch((error) => clear(status, `Some titles could not be loaded: ${error.message}.`));
  if (!loaded.rows.length && !loaded.done) show(loaded);

  return [el("h1", {}, "Articles"), form, status, results];
};

// The titles of all articles, loaded once.
khabar.titles = (() => {
  const rows = [];
  const copies = [];
  let running = null;
  const listeners = new Set();

  const read = (shard, number) => {
    const pick = (column, at) => (column.at[at] < 0 ? null : column.values[column.at[at]]);
    const untitled = new Set(shard.untitled);
    shard.doc_id.forEach((doc_id, at) => {
      const rule = pick(shard.undated, at);
      rows.push({
        doc_id,
        shard: number,
        title: shard.title[at],
        untitled: untitled.has(at),
        outlet: pick(shard.outlet, at),
        day: shard.day[at],
        language: pick(shard.language, at),
        note: rule ? khabar.format.words(rule) : shard.folded[at] ? khabar.format.counted(shard.folded[at], "copy", "copies") : null,
        folded: khabar.text.folded(shard.title[at]),
      });
    });
    const folded = shard.copies;
    if (folded) folded.doc_id.forEach((doc_id, at) => copies.push(Object.fromEntries(Object.entries(folded).map(([name, column]) => [name, column[at]]))));
  };

  // Tells `tell(rows, done)` as they come; all of them go on loading for whoever comes next.
  const all = async (tell, alive) => {
    if (running === null) {
      const shards = khabar.shards.having("titles");
      running = khabar.shards.each("titles", shards, (contents, number, done, total) => {
        read(contents, number);
        for (const listener of listeners) listener(rows, done === total);
      });
      running.catch(() => {
        running = null;
        rows.length = 0;
        copies.length = 0;
      });
    }
    const listener = (now, done) => alive() && tell(now, done);
    listeners.add(listener);
    try {
      await running;
    } finally {
      listeners.delete(listener);
    }
    if (alive()) tell(rows, true);
  };

  const copiesOf = (doc_id) => copies.filter((copy) => copy.of === doc_id);
  const find = (doc_id) => rows.find((row) => row.doc_id === doc_id) ?? null;
  const keptFor = (doc_id) => copies.find((copy) => copy.doc_id === doc_id)?.of ?? null;

  return { all, copiesOf, find, keptFor };
})();
