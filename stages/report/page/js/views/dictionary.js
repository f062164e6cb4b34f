// Every table and column, as its schema describes it.
"use strict";

khabar.views.dictionary = (what) => {
  const { el } = khabar.dom;
  const { counted } = khabar.format;
  const { card, table } = khabar.table;
  const nodes = [
    el("h1", {}, "Data dictionary"),
    el("p", { class: "meta" }, "The tables stand in ", el("code", {}, "artifacts/export"), ", a folder of Parquet files each."),
    el("ul", { class: "chips" }, khabar.data.tables.map((of) => el("li", {}, el("a", { href: khabar.route.to("dictionary", of.name) }, el("code", {}, of.name))))),
    khabar.data.tables.map((of) =>
      card(
        null,
        el("h2", { id: `table-${of.name}` }, el("code", {}, of.name), " ", el("small", {}, counted(of.rows, "row"))),
        el("p", {}, of.description),
        table(
          of.name,
          [["Column"], ["Type"], ["What it holds"], ["Empty means"]],
          of.columns.map(([name, type, empty, about]) => [el("code", {}, name), el("code", {}, type), about, empty]),
          { class: "dictionary" },
        ),
      ),
    ),
  ];
  return { nodes, ready: () => what && document.getElementById(`table-${what}`)?.scrollIntoView() };
};
