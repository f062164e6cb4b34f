// Every table and column, as its schema describes it.
"use strict";

khabar.views.dictionary = (what) => {
  const { el } = khabar.dom;
  const { counted } = khabar.format;
  const { card, table } = khabar.table;
  const nodes = [
    el("h1", {}, "Data dictionary"),
    el("p", { class: "meta" }, "The tables stand in ", el("code", {}, "artifacts/export"), ", a folder of Parquet files each. An empty value means that the text does not say."),
    el("ul", { class: "chips" }, khabar.data.tables.map((of) => el("li", {}, el("a", { href: khabar.route.to("dictionary", of.name) }, el("code", {}, of.name))))),
    khabar.data.tables.map((of) =>
      card(
        null,
        el("h2", { id: `table-${of.name}` }, el("code", {}, of.name), " ", el("small", {}, counted(of.rows, "row"))),
        el("p", {}, of.description),
        table(
          of.name,
          [["Column"], ["Type"], ["May be empty"], ["What it holds"]],
          of.columns.map(([name, type, nullable, about]) => [el("code", {}, name), el("code", {}, type), nullable ? "yes" : "", about]),
          { class: "dictionary" },
        ),
      ),
    ),
  ];
  return { nodes, ready: () => what && document.getElementById(`table-${what}`)?.scrollIntoView() };
};
