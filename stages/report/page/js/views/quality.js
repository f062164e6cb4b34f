// What is doubtful or missing.
"use strict";

khabar.views.quality = () => {
  const { el, theirs } = khabar.dom;
  const { count, counted, share, words } = khabar.format;
  const { card, nothing, table } = khabar.table;
  const { to } = khabar.route;
  const data = khabar.data;
  const all = data.counts.documents || 0;
  const rows = (list, href) => list.map(([key, number]) => ({ label: words(key), count: number, href: href?.(key) }));

  const times = new Map();
  for (const [type, known, number] of data.timexes) {
    if (!times.has(type)) times.set(type, { days: 0, value: 0, open: 0 });
    times.get(type)[known] += number;
  }
  const open = [...times.values()].reduce((sum, each) => sum + each.open, 0);
  const total = data.counts.timexes || 0;

  const filled = (of) =>
    el(
      "details",
      {},
      el("summary", {}, el("code", {}, of.name), " ", el("small", {}, counted(of.rows, "row"))),
      of.rows
        ? table(
            `How full the columns of ${of.name} are`,
            [["Column"], ["With a value", "number"], ["Without", "number"]],
            of.columns.map(([name, , , , nulls]) => [el("code", {}, name), share(of.rows - nulls, of.rows), count(nulls)]),
          )
        : nothing("The table has no rows."),
    );

  return [
    el("h1", {}, "Quality"),
    el(
      "div",
      { class: "columns" },
      card(
        "Rejected records",
        data.rejects.length ? khabar.bars.bars(rows(data.rejects), "records") : nothing("No record was rejected."),
      ),
      card(
        "Articles without a day",
        data.undated.length ? khabar.bars.bars(rows(data.undated, () => to("articles", null, { undated: "yes" })), "articles") : nothing("Every article states its day of publication."),
        el("p", { class: "meta" }, `${share(data.undated.reduce((sum, [, number]) => sum + number, 0), all)} of ${counted(all, "article")}. ${counted(data.conflicts, "article")} ${data.conflicts === 1 ? "has" : "have"} sources that contradict the day taken.`),
      ),
    ),
    card(
      "Temporal expressions",
      total
        ? table(
            "Temporal expressions by what is known",
            [["Type"], ["Days known", "number"], ["Value without days", "number"], ["Left open by the text", "number"]],
            [...times].map(([type, each]) => [type, count(each.days), count(each.value), count(each.open)]),
          )
        : nothing("None was found."),
      total > 0 && el("p", { class: "meta" }, `${share(open, total)} are left open: the text does not say which day is meant, and nothing is guessed.`),
    ),
    khabar.proof.show(),
    data.rejected.length > 0 &&
      card(
        "What was rejected, and what its owner can do",
        table(
          "Rejects",
          [["Where"], ["Why"], ["Message"]],
          data.rejected.map(([code, message, where]) => [el("code", {}, theirs(where)), words(code), theirs(message)]),
        ),
        (data.counts.rejects || 0) > data.rejected.length && el("p", { class: "meta" }, `${counted(data.rejected.length, "record")} of ${count(data.counts.rejects)}; all are in the table rejects.`),
      ),
    card("How full the columns are", el("p", { class: "meta" }, "What an empty cell of a column means stands in the ", el("a", { href: khabar.route.to("dictionary") }, "dictionary"), "."), data.tables.map(filled)),
  ];
};
