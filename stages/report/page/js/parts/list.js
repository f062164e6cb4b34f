// Lists of articles, some at a time.
"use strict";

khabar.list = (() => {
  const { el, theirs } = khabar.dom;
  const STEP = 100;

  // One article: {doc_id, shard, title, untitled, outlet, day, language, note, options}.
  const entry = (row) =>
    el(
      "li",
      {},
      el(
        "a",
        { class: "entry", href: khabar.route.article(row.doc_id, row.shard, row.options) },
        theirs(row.title || "(no words)", { class: row.untitled ? "title untitled" : "title" }),
      ),
      el(
        "span",
        { class: "meta" },
        el("span", { class: row.day ? "day" : "day undated" }, row.day || "undated"),
        row.outlet && theirs(row.outlet),
        row.language && row.language !== "en" && el("span", {}, khabar.format.language(row.language)),
        row.note && el("span", { class: "note" }, row.note),
      ),
    );

  const list = (rows, label) => {
    const node = el("ol", { class: "entries", "aria-label": label });
    const box = el("div", {}, node);
    let shown = 0;
    const more = el("button", { type: "button", class: "more" });
    const add = () => {
      const some = rows.slice(shown, shown + STEP);
      const first = node.children.length;
      node.append(...some.map(entry));
      shown += some.length;
      const left = rows.length - shown;
      if (left > 0) {
        more.textContent = `Show ${Math.min(left, STEP)} of ${khabar.format.count(left)} more`;
        box.append(more);
      } else more.remove();
      return node.children[first];
    };
    more.addEventListener("click", () => add()?.querySelector("a").focus());
    add();
    return box;
  };

  return { list };
})();
