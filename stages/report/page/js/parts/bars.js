// Bars from zero, one below the other, each a link.
"use strict";

khabar.bars = (() => {
  const { el, theirs } = khabar.dom;

  // Rows of {label, count, href, note}; `label` may be somebody's words.
  const bars = (rows, what, shown = 12) => {
    const most = Math.max(1, ...rows.map((row) => row.count));
    const list = el("ol", { class: "bars" });
    const add = (some) => {
      for (const row of some) {
        list.append(
          el(
            "li",
            {},
            el(
              row.href ? "a" : "span",
              { class: "bar-row", href: row.href || null },
              el("span", { class: "bar-label" }, theirs(row.label)),
              el("span", { class: "bar-track", "aria-hidden": "true" }, el("span", { class: "bar-fill", "--share": row.count / most })),
              el("span", { class: "bar-count" }, khabar.format.count(row.count), el("span", { class: "unseen" }, ` ${what}`)),
              row.note && el("span", { class: "bar-note" }, row.note),
            ),
          ),
        );
      }
    };
    add(rows.slice(0, shown));
    if (rows.length <= shown) return list;
    const more = el("button", { type: "button", class: "more" }, `Show ${rows.length - shown} more`);
    more.addEventListener("click", () => {
      const first = list.children.length;
      add(rows.slice(shown));
      more.remove();
      list.children[first].querySelector("a")?.focus();
    });
    return el("div", {}, list, more);
  };

  return { bars };
})();
