// What came in since an earlier version: the page knows one version only, so the articles stand in its address, where
// `khabar report --open` puts them.
"use strict";

khabar.views.since = (name, options, alive) => {
  const { el, theirs, clear } = khabar.dom;
  const { counted, count } = khabar.format;
  const { nothing } = khabar.table;
  const ids = new Set((options.get("ids") || "").split(",").filter(Boolean));
  const all = Number.parseInt(options.get("all") || "", 10) || ids.size;
  const status = el("p", { class: "meta", role: "status" }, "Looking …");
  const box = el("div");
  const show = (rows) => {
    const found = rows.filter((row) => ids.has(row.doc_id)).sort((one, other) => ((one.day ?? "") < (other.day ?? "") ? 1 : -1));
    clear(status, counted(all, "article"), all > found.length && `, of which ${count(found.length)} are listed here; all are in the answer of khabar diff`);
    clear(box, found.length ? khabar.list.list(found, "New articles") : nothing("Nothing new is among the articles kept."));
  };
  khabar.titles.all((rows, done) => done && show(rows), alive).catch((error) => clear(status, `The titles could not be loaded: ${error.message}.`));
  return [el("h1", {}, "New since ", theirs(name || "an earlier version")), status, box];
};
