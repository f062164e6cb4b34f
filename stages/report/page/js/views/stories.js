// Stories that several articles tell, and which outlets share theirs.
"use strict";

khabar.views.stories = () => {
  const { el, theirs } = khabar.dom;
  const { counted, count } = khabar.format;
  const { card, nothing, table } = khabar.table;
  const { stories, outlets_shared: shared } = khabar.data;

  const matrix = () => {
    const most = Math.max(1, ...shared.stories.flatMap((row, at) => row.filter((_, other) => other !== at)));
    const name = (outlet) => theirs(outlet ?? "others");
    return el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Outlets that share stories" },
      el(
        "table",
        { class: "matrix" },
        el("caption", { class: "unseen" }, "Stories that two outlets both carried"),
        el("thead", {}, el("tr", {}, el("td"), shared.outlets.map((outlet) => el("th", { scope: "col" }, name(outlet))))),
        el(
          "tbody",
          {},
          shared.outlets.map((outlet, at) =>
            el(
              "tr",
              {},
              el("th", { scope: "row" }, name(outlet)),
              shared.stories[at].map((number, other) =>
                el("td", { class: other === at ? "number own" : "number heat", "--heat-share": other === at ? null : number / most }, number ? count(number) : "·"),
              ),
            ),
          ),
        ),
      ),
    );
  };

  const story = (each) =>
    el(
      "details",
      { class: "story" },
      el(
        "summary",
        {},
        theirs(each.members[0][0], { class: "title" }),
        el("span", { class: "meta" }, el("span", {}, counted(each.outlets.length, "outlet")), el("span", {}, counted(each.articles, "article"))),
      ),
      table(
        "Articles that tell it",
        [["Day"], ["Outlet"], ["Title"]],
        each.members.map(([title, outlet, day], at) => [
          day ?? "undated",
          theirs(outlet ?? ""),
          at === 0 ? el("a", { href: khabar.route.article(each.doc_id, each.shard) }, theirs(title), " (kept)") : theirs(title || "(no title)"),
        ]),
      ),
      each.articles > each.members.length && el("p", { class: "meta" }, `${counted(each.articles - each.members.length, "more copy", "more copies")} in the table duplicates.`),
    );

  return [
    el("h1", {}, "Shared stories"),
    stories.length
      ? card("Stories that most outlets carried", stories.map(story))
      : nothing("No story is told by more than one article."),
    shared.outlets.length > 0 &&
      card("Who shares with whom", el("p", { class: "meta" }, "Stories that two outlets both carried; on the diagonal those that an outlet shares with any other."), matrix()),
  ];
};
