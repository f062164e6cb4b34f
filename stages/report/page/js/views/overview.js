// What is in the corpus.
"use strict";

khabar.views = {};

khabar.views.overview = () => {
  const { el, theirs } = khabar.dom;
  const { count, counted, share, language } = khabar.format;
  const { card, nothing } = khabar.table;
  const { to } = khabar.route;
  const data = khabar.data;

  const dated = data.days.filter(([day]) => day !== null);
  const undated = data.undated.reduce((sum, [, number]) => sum + number, 0);
  const outlets = new Map();
  for (const [, outlet, number] of data.days) outlets.set(outlet, (outlets.get(outlet) || 0) + number);
  const known = [...outlets].filter(([outlet]) => outlet !== null);
  const all = data.counts.documents || 0;
  const days = dated.map(([day]) => day).sort();

  const tile = (number, label, note, href) =>
    el("li", {}, el(href ? "a" : "div", { class: "tile", href: href || null }, el("strong", {}, number), el("span", {}, label), note && el("small", {}, note)));

  const tiles = el(
    "ul",
    { class: "tiles" },
    tile(count(all), "articles kept", days.length ? `${days[0]} to ${days.at(-1)}` : null, to("articles")),
    tile(count(known.length), known.length === 1 ? "outlet" : "outlets", counted(data.languages.length, "language")),
    tile(count(data.counts.duplicates || 0), "copies folded", counted(data.told, "story", "stories"), to("stories")),
    tile(count(data.counts.timexes || 0), "dates and times", `${count(data.counts.amounts || 0)} amounts`),
    tile(count(data.counts.figures || 0), "figures", counted(data.indicators.length, "indicator"), to("figures")),
    tile(count(data.counts.rejects || 0), "records rejected", `${share(undated, all)} of articles undated`, to("quality")),
  );

  const byOutlet = [...outlets]
    .sort((one, other) => other[1] - one[1])
    .map(([outlet, number]) => ({ label: outlet ?? "no outlet known", count: number, href: outlet && to("articles", null, { outlet }) }));
  const byLanguage = data.languages.map(([code, number]) => ({
    label: language(code),
    count: number,
    href: to("articles", null, { language: code }),
  }));
  const newest = data.newest.slice(0, 10).map(([doc_id, title, outlet, day, carried, copies, shard]) => ({
    doc_id,
    title,
    outlet,
    day,
    shard,
    note: carried > 1 ? `carried by ${carried} outlets` : copies ? counted(copies, "copy", "copies") : null,
  }));

  const stories =
    data.stories.length > 0 &&
      card(
        "Stories that most outlets carried",
        el(
          "ol",
          { class: "entries" },
          data.stories.slice(0, 5).map((story) =>
            el(
              "li",
              {},
              el("a", { class: "entry", href: khabar.route.article(story.doc_id, story.shard) }, theirs(story.members[0][0], { class: "title" })),
              el("span", { class: "meta" }, el("span", {}, counted(story.outlets.length, "outlet")), el("span", {}, counted(story.articles, "article"))),
            ),
          ),
        ),
        el("p", { class: "meta" }, el("a", { href: to("stories") }, "All shared stories, and which outlets share theirs")),
      );

  // They stand where there is room.
  const right = byOutlet.length > byLanguage.length;

  return [
    el("h1", { class: "unseen" }, "Overview"),
    tiles,
    card("Articles by day of publication", dated.length ? khabar.time.chart(dated) : nothing("No article states its day of publication."),
      undated > 0 && el("p", { class: "meta" }, el("a", { href: to("articles", null, { undated: "yes" }) }, counted(undated, "article")), " without a day ", undated === 1 ? "is" : "are", " not in this picture.")),
    el(
      "div",
      { class: "columns" },
      el("div", {}, card("Outlets", byOutlet.length ? khabar.bars.bars(byOutlet, "articles") : nothing("There is no article.")), !right && stories),
      el("div", {}, card("Languages", byLanguage.length ? khabar.bars.bars(byLanguage, "articles") : nothing("There is no article.")), right && stories),
    ),
    card(
      "Newest articles",
      newest.length ? khabar.list.list(newest, "Newest articles") : nothing("No article states its day of publication."),
      el("p", { class: "meta" }, "By day of publication. The page holds one version of the corpus and knows no other: ", el("code", {}, "khabar report --open"), " opens it with what came in since the version published last."),
    ),
  ];
};
