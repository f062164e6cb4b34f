// Tables, and the cards in which things stand.
"use strict";

khabar.table = (() => {
  const { el } = khabar.dom;

  // A table: columns as [heading, "number" for figures], rows of cells.
  const table = (caption, columns, rows, attributes = {}) =>
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      el(
        "table",
        attributes,
        el("caption", { class: "unseen" }, caption),
        el("thead", {}, el("tr", {}, columns.map(([heading, kind]) => el("th", { scope: "col", class: kind }, heading)))),
        el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, at) => el("td", { class: columns[at][1] }, cell))))),
      ),
    );

  const card = (title, ...children) => el("section", { class: "card" }, title && el("h2", {}, title), children);

  // Said where there is nothing to show yet.
  const nothing = (...text) => el("p", { class: "nothing" }, text);

  const facts = (rows) =>
    el("dl", { class: "facts" }, rows.map(([name, value, about]) => [el("dt", { title: about }, name), el("dd", {}, value)]));

  return { table, card, nothing, facts };
})();
