// One article with all that was found in it, and what was dropped from it.
"use strict";

khabar.views.article = async (doc_id, options, alive) => {
  const { el, theirs, clear } = khabar.dom;
  const { counted, words, language } = khabar.format;
  const { card, facts, table, nothing } = khabar.table;
  const { KINDS } = khabar.marks;

  // Rows of a list of what was found.
  const LISTED = 1000;

  // The shard that the address names, or else the one whose titles have the article; a copy leads to the one kept.
  const find = async () => {
    const hint = khabar.data.shards.findIndex(([partition]) => partition === options.get("in"));
    if (hint >= 0 && khabar.data.shards[hint][1].includes("articles")) {
      const shard = await khabar.shards.load("articles", hint);
      if (Object.hasOwn(shard.articles, doc_id)) return shard;
    }
    await khabar.titles.all(() => {}, () => false);
    const row = khabar.titles.find(doc_id) ?? khabar.titles.find(khabar.titles.keptFor(doc_id));
    if (!row) return null;
    if (row.doc_id !== doc_id) location.replace(khabar.route.article(row.doc_id, row.shard));
    return khabar.shards.load("articles", row.shard);
  };

  const shard = await find();
  const article = shard && Object.hasOwn(shard.articles, doc_id) ? shard.articles[doc_id] : null;
  if (!article) return [el("h1", {}, "No such article"), nothing("No article of this corpus has the id ", el("code", {}, doc_id), ". It may have been taken out, or be a copy of another.")];

  const described = new Map(khabar.data.tables.map(({ name, columns }) => [name, new Map(columns.map(([column, , , about]) => [column, about]))]));
  const about = (of, column) => described.get(of)?.get(column) ?? null;
  const known = Object.fromEntries(shard.columns.facts.map((name, at) => [name, article.facts[at]]));
  const lang = known.language && known.language !== "und" ? known.language : null;
  const all = khabar.marks.found(shard, article);

  // -- what somebody asks about --
  const panel = el("aside", { class: "card panel", "aria-live": "polite", "aria-label": "What is marked" });
  const empty = () => [
    el("h2", {}, "Point at what is marked"),
    nothing("Its value shows; a click or Enter puts everything that is known of it here. Arrow keys go from one to the next."),
  ];
  // Where it stands comes after what it means.
  const PLACE = new Set(["start", "end", "raw_start", "raw_end"]);
  const cell = (value, name = "") => {
    if (typeof value === "number" && /^(?:value|base)_/.test(name)) return khabar.format.exact(value);
    if (Array.isArray(value) && value.every((each) => typeof each !== "object")) return value.join(", ");
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  };
  const told = (mark) => [
    el("h2", {}, el("i", { class: `swatch ${mark.kind}` }), KINDS[mark.kind].name),
    el("p", { class: "said" }, theirs(mark.text, { lang })),
    facts(
      Object.entries(mark.row)
        .filter(([, value]) => value !== null)
        .sort(([one], [other]) => PLACE.has(one) - PLACE.has(other))
        .map(([name, value]) => [words(name), theirs(cell(value, name)), about(mark.kind, name)]),
    ),
    mark.kind === "mentions" && el("p", {}, el("a", { href: khabar.route.to("name", khabar.names.key(mark.row, mark.text)) }, "All articles that name it")),
  ];
  const tell = (marks) => clear(panel, marks.map(told));
  clear(panel, empty());

  // -- the text --
  const span = (name) => {
    const match = /^(\d{1,9})-(\d{1,9})$/.exec(options.get(name) || "");
    return match ? [Number(match[1]), Number(match[2])] : null;
  };
  const aim = span("at");
  const source = span("sentence") || aim;
  const text = el("div", { class: "text", lang, role: "group", "aria-label": "Text of the article" }, khabar.marks.paragraphs(article, all, source));
  khabar.marks.listen(text, tell);

  const toggles = el(
    "fieldset",
    { class: "toggles" },
    el("legend", { class: "unseen" }, "What is marked in the text"),
    [...Object.keys(KINDS), "removed"].map((kind) => {
      const number = kind === "removed" ? (article.removed || []).length : all[kind].length;
      const box = el("input", { type: "checkbox", checked: number > 0, disabled: number === 0 });
      box.addEventListener("change", () => text.classList.toggle(`no-${kind}`, !box.checked));
      const name = kind === "removed" ? "Dropped" : KINDS[kind].many;
      return el("label", { class: number ? null : "off" }, box, el("i", { class: `swatch ${kind}` }), `${name} `, el("small", {}, number));
    }),
  );

  // -- around it --
  const address = known.url;
  const place = known.record === null || known.record === undefined ? known.source : `${known.source}#${known.record}`;
  const head = el(
    "header",
    { class: "article-head" },
    el("h1", { dir: "auto", lang }, known.title || theirs("(no title)", { class: "untitled" })),
    el(
      "p",
      { class: "meta" },
      el("span", { class: known.published ? "day" : "day undated" }, known.published || "undated"),
      known.outlet && theirs(known.outlet),
      el("span", {}, language(known.language)),
      known.author && theirs(known.author),
      khabar.text.web(address ?? "") ? el("a", { href: address }, "at its outlet") : address && el("span", {}, "address: ", theirs(address)),
    ),
    el("p", { class: "meta" }, "from ", el("code", {}, theirs(place)), known.published_rule && el("span", {}, `day: ${words(known.published_rule)}`), known.published_text && theirs(`“${known.published_text}”`), known.published_conflict && el("span", { class: "warn" }, "contradicted by ", theirs(known.published_conflict))),
  );

  const copies = el("div");
  if (known.duplicates > 0) {
    const button = el("button", { type: "button", class: "more" }, `Show the ${counted(known.duplicates, "copy", "copies")} folded into it`);
    button.addEventListener("click", async () => {
      clear(copies, nothing("Looking …"));
      await khabar.titles.all(() => {}, () => false);
      if (!alive()) return;
      clear(
        copies,
        table(
          "Copies",
          [["Day"], ["Outlet"], ["Title"], ["Kind"], ["Similarity", "number"]],
          khabar.titles.copiesOf(doc_id).map((copy) => [copy.day ?? "undated", theirs(copy.outlet ?? ""), theirs(copy.title), copy.kind, copy.similarity.toFixed(2)]),
        ),
      );
    });
    copies.append(button);
  }

  // Each list is made when somebody opens it.
  const listed = (kind) =>
    table(
      KINDS[kind].many,
      [["In the text"], ["Value"], ["Place", "number"]],
      all[kind].slice(0, LISTED).map((mark) => {
        const short = mark.text.length > 90 ? `${mark.text.slice(0, 90)}…` : mark.text;
        const go = el("button", { type: "button", class: "link" }, theirs(short, { lang }));
        go.addEventListener("click", () => focusAt(mark.row.start));
        return [go, theirs(khabar.marks.told(mark)), `${mark.row.start}–${mark.row.end}`];
      }),
    );
  const lists = Object.keys(KINDS)
    .filter((kind) => all[kind].length)
    .map((kind) => {
      const box = el("details", {}, el("summary", {}, `${KINDS[kind].many} `, el("small", {}, all[kind].length)));
      const first = () => {
        box.append(listed(kind), all[kind].length > LISTED ? el("p", { class: "meta" }, `The first ${LISTED}; all are in the table ${kind}.`) : "");
      };
      box.addEventListener("toggle", first, { once: true });
      return box;
    });

  const focusAt = (start) => {
    const hit = [...text.querySelectorAll(".hit")].find((each) => Number(each.dataset.start) <= start && start < Number(each.dataset.end));
    (hit ?? text.querySelector(".source"))?.scrollIntoView({ block: "center" });
    hit?.focus({ preventScroll: true });
    hit?.click();
  };

  return {
    title: known.title || "Article",
    nodes: [
      head,
      el("div", { class: "reading" }, el("article", { class: "card" }, toggles, text), panel),
      known.duplicates > 0 && card("Copies of this story", copies),
      lists.length > 0 && card("Everything that was found", lists),
      card(
        "Its row in documents",
        facts([["doc id", el("code", {}, doc_id), about("documents", "doc_id")], ...Object.entries(known).filter(([, value]) => value !== null).map(([name, value]) => [words(name), theirs(cell(value)), about("documents", name)])]),
        el("p", { class: "meta" }, el("a", { href: khabar.route.to("dictionary", "documents") }, "What the columns hold"), " · from source to tables: ", el("code", {}, `khabar explain ${doc_id}`)),
      ),
    ],
    ready: () => {
      if (source) focusAt((aim ?? source)[0]);
    },
  };
};
