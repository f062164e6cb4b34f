// The text of an article with what was found in it. Dates, amounts, names and figures are buttons; those that overlap
// share one. Quotes and the sentence that somebody came for are runs around them. Dropped passages stand where they stood.
"use strict";

khabar.marks = (() => {
  const { el, theirs } = khabar.dom;
  const { value, period, words } = khabar.format;

  // Tables of spans: what one of its rows is called, and its value in a few words.
  const KINDS = {
    timexes: {
      name: "date",
      many: "Dates",
      told: (row) => [row.value ?? (row.alternatives || []).join(" or "), period(row.begin, row.finish), row.fiscal],
    },
    amounts: {
      name: "amount",
      many: "Amounts",
      told: (row) => [value(row.value_low, row.value_high, row.currency || row.unit), row.mod && words(row.mod)],
    },
    mentions: { name: "name", many: "Names", told: (row) => [words(row.type).toLowerCase(), row.role] },
    figures: {
      name: "figure",
      many: "Figures",
      told: (row) => [row.indicator, row.kind, value(row.value_low, row.value_high, row.unit), period(row.begin, row.finish)],
    },
    quotes: {
      name: "quote",
      many: "Quotes",
      told: (row) => [row.kind, row.speaker_text && `said by ${row.speaker_text}`, row.cue && `“${row.cue}”`],
    },
  };

  // Rows as objects, each with its kind and the words that it marks.
  const found = (shard, article) => {
    const at = khabar.text.places(article.text);
    const all = {};
    for (const kind of Object.keys(KINDS)) {
      all[kind] = (article[kind] || []).map((cells) => {
        const row = Object.fromEntries(shard.columns[kind].map((name, place) => [name, cells[place]]));
        return { kind, row, start: at(row.start), end: at(row.end), text: article.text.slice(at(row.start), at(row.end)) };
      });
    }
    return all;
  };

  // Marks that overlap, together: [{start, end, marks}], ascending.
  const joined = (marks) => {
    const groups = [];
    for (const mark of [...marks].sort((one, other) => one.start - other.start || other.end - one.end)) {
      const last = groups.at(-1);
      if (last && mark.start < last.end) {
        last.marks.push(mark);
        last.end = Math.max(last.end, mark.end);
      } else groups.push({ start: mark.start, end: mark.end, marks: [mark] });
    }
    return groups;
  };

  const told = (mark) => KINDS[mark.kind].told(mark.row).filter(Boolean).join(" · ");

  const tip = (marks) =>
    marks.map((mark) => el("p", {}, el("strong", {}, KINDS[mark.kind].name), " ", theirs(told(mark) || "no value")));

  // Builds the paragraphs. `tell` is called with the marks that somebody asks about.
  const paragraphs = (article, all, source, tell) => {
    const text = article.text;
    const at = khabar.text.places(text);
    const groups = joined(["figures", "amounts", "timexes", "mentions"].flatMap((kind) => all[kind]));
    const quotes = all.quotes;
    const aim = source && { start: at(source[0]), end: at(source[1]) };
    const removed = (article.removed || []).map((cells) => ({ at: at(cells[0]), reason: cells[1], text: cells[2] }));
    const blocks = [];
    let begin = 0;
    let group = 0;
    let dropped = 0;
    for (const line of text.split("\n")) {
      const end = begin + line.length;
      while (dropped < removed.length && removed[dropped].at <= begin) blocks.push(gone(removed[dropped++], "p"));
      const node = el("p", { dir: "auto" });
      // Where runs may change, so that none cuts a button in two.
      const edges = new Set([begin, end]);
      for (const each of [...quotes, ...(aim ? [aim] : [])]) {
        edges.add(Math.min(Math.max(each.start, begin), end));
        edges.add(Math.min(Math.max(each.end, begin), end));
      }
      const own = [];
      while (group < groups.length && groups[group].start < end) own.push(groups[group++]);
      const inside = (place) => own.find((each) => each.start < place && place < each.end);
      const cuts = new Set([...edges].filter((place) => !inside(place)));
      for (const each of own) cuts.add(each.start).add(Math.min(each.end, end));
      const within = [];
      while (dropped < removed.length && removed[dropped].at < end) {
        const covering = inside(removed[dropped].at);
        const place = covering ? covering.start : removed[dropped].at;
        within.push({ place, node: gone(removed[dropped++], "span") });
        cuts.add(place);
      }
      fill(node, text, [...cuts].sort((one, other) => one - other), own, quotes, aim, within, tell);
      blocks.push(node);
      begin = end + 1;
    }
    while (dropped < removed.length) blocks.push(gone(removed[dropped++], "p"));
    return blocks;
  };

  const fill = (node, text, cuts, groups, quotes, aim, within, tell) => {
    const starts = new Map(groups.map((group) => [group.start, group]));
    let run = null;
    let key = null;
    for (let number = 0; number < cuts.length; number += 1) {
      const from = cuts[number];
      for (const each of within) if (each.place === from) (run ?? node).append(each.node);
      if (number === cuts.length - 1) break;
      const to = cuts[number + 1];
      const around = quotes.find((each) => each.start <= from && from < each.end);
      const aimed = aim && aim.start <= from && from < aim.end;
      const now = `${around ? quotes.indexOf(around) : ""} ${aimed}`;
      if (now !== key) {
        key = now;
        const classes = [around && `quoted ${around.row.kind}`, aimed && "source"].filter(Boolean).join(" ");
        run = classes ? el(aimed ? "mark" : "span", { class: classes }) : node;
        if (run !== node) node.append(run);
        if (around && around.start >= cuts[0] && from <= around.start) run.append(button([around], "❝", tell));
      }
      const group = starts.get(from);
      run.append(group ? button(group.marks, text.slice(from, to), tell) : khabar.text.plain(text.slice(from, to)));
    }
  };

  const button = (marks, text, tell) => {
    const kinds = [...new Set(marks.map((mark) => mark.kind))];
    const node = el(
      "span",
      {
        class: `hit ${kinds.join(" ")}`,
        role: "button",
        tabindex: "-1",
        "data-start": marks[0].row.start,
        "data-end": Math.max(...marks.map((mark) => mark.row.end)),
        "aria-label": marks[0].kind === "quotes" ? `quote: ${told(marks[0])}` : null,
        onclick: () => tell(marks),
        onkeydown: (event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            tell(marks);
          }
        },
      },
      text,
    );
    return khabar.tip.on(node, () => tip(marks));
  };

  const gone = (passage, name) =>
    el(
      name,
      { class: "removed", dir: "auto" },
      el("span", { class: "reason" }, words(passage.reason)),
      el("del", {}, theirs(passage.text)),
    );

  return { KINDS, found, paragraphs, told };
})();
