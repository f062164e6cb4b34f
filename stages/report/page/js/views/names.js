// People, organisations and places, and the articles that name one.
"use strict";

khabar.names = {
  // As `stages.report.shards.lists.key_of` makes it.
  key: (row, text) => row.entity_id || `${row.type} ${text.split(/\s+/).filter(Boolean).join(" ")}`,
};

khabar.views.names = () => {
  const { el } = khabar.dom;
  const { counted } = khabar.format;
  const { card, nothing } = khabar.table;
  const types = [["PERSON", "People"], ["ORG", "Organisations"], ["PLACE", "Places"]];
  const title = el("h1", {}, "People, organisations and places");
  if (!khabar.data.names.length) return [title, nothing("No name was found in these articles: the table ", el("code", {}, "mentions"), " is empty.")];
  return [
    title,
    el("p", { class: "meta" }, "By the number of articles that name them, copies of a story counted as well."),
    el(
      "div",
      { class: "columns three" },
      types.map(([type, heading]) => {
        const rows = khabar.data.names
          .filter(([, , of]) => of === type)
          .map(([key, label, , articles, mentions]) => ({ label, count: articles, note: counted(mentions, "mention"), href: khabar.route.to("name", key) }));
        return card(heading, rows.length ? khabar.bars.bars(rows, "articles", 20) : nothing("None was found."));
      }),
    ),
  ];
};

khabar.views.name = (key, _, alive) => {
  const { el, theirs, clear } = khabar.dom;
  const { counted, words } = khabar.format;
  const { nothing } = khabar.table;
  const known = khabar.data.names.find(([each]) => each === key);
  const label = known ? known[1] : key.replace(/^(?:PERSON|ORG|PLACE) /, "");
  const box = el("div");
  const status = el("p", { class: "meta", role: "status" }, "Looking …");
  const pairs = (list, key_) => {
    const flat = list.find(([each]) => each === key_)?.[1] ?? [];
    return Array.from({ length: flat.length / 2 }, (_unused, at) => [flat[2 * at], flat[2 * at + 1]]);
  };
  const found = new Map();
  khabar.shards
    .each(
      "names",
      khabar.shards.having("names"),
      (contents) => {
        const said = new Map(pairs(contents.said, key));
        for (const [at, times] of pairs(contents.named, key)) found.set(contents.doc_id[at], [times, said.get(at) || 0]);
      },
      alive,
    )
    .then(() => khabar.titles.all((rows, done) => done && show(rows), alive))
    .catch((error) => clear(status, `It could not be looked up: ${error.message}.`));
  const show = (rows) => {
    const articles = rows
      .filter((row) => found.has(row.doc_id))
      .map((row) => {
        const [times, said] = found.get(row.doc_id);
        return { ...row, note: [`named ${counted(times, "time")}`, said && `speaks ${counted(said, "time")}`].filter(Boolean).join(", ") };
      })
      .sort((one, other) => ((one.day ?? "") < (other.day ?? "") ? 1 : -1));
    clear(status, counted(articles.length, "article"), " kept; copies of these stories are not listed");
    clear(box, articles.length ? khabar.list.list(articles, "Articles that name it") : nothing("No article names it."));
  };
  return [el("h1", {}, theirs(label)), known && el("p", { class: "meta" }, words(known[2]).toLowerCase(), " · ", counted(known[4], "mention")), status, box];
};
