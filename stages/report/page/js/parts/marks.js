// The text of an article with what was found in it. Dates, amounts, names and figures are buttons; those that overlap
// share one. Quotes and the sentence that somebody came for are runs around them. Dropped passages stand where they stood.
"use strict";

khabar.marks = (() => {
  const { el, theirs } = khabar.dom;
  const { value, period, words } = khabar.format;

  // Tables of spans: what one of its rows is called, and its value in a few words.
  const KINDS = {
    timexes: {
      name: "Date",
      many: "Dates",
      told: (row) => [row.value ?? (row.alternatives || []).join(" or "), period(row.begin, row.finish), row.fiscal],
    },
    amounts: {
      name: "Amount",
      many: "Amounts",
      told: (row) => [value(row.value_low, row.value_high, row.currency || row.unit), row.mod && words(row.mod)],
    },
    mentions: { name: "Name", many: "Names", told: (row) => [words(row.type).toLowerCase(), row.role] },
    figures: {
      name: "Figure",
      many: "Figures",
      told: (row) => [row.indicator, row.kind, value(row.value_low, row.value_high, row.unit), period(row.begin, row.finish)],
    },
    quotes: {
      name: "Quote",
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

  // Builds the paragraphs.
  const paragraphs = (article, all, source) => {
    const text = article.text;
    const at = khabar.text.places(text);
    const groups = joined(["figures", "amounts", "timexes", "mentions"].flatMap((kind) => all[kind]));
    const quotes = [...all.quotes].sort((one, other) => one.start - other.start);
    const aim = source && { start: at(source[0]), end: at(source[1]) };
    const removed = (article.removed || []).map((cells) => ({ at: at(cells[0]), reason: cells[1], text: cells[2] }));
    const blocks = [];
    let begin = 0;
    // All of these ascend, and so do the paragraphs: each is gone through once.
    let group = 0;
    let quote = 0;
    let dropped = 0;
    for (const line of text.split("\n")) {
      const end = begin + line.length;
      while (dropped < removed.length && removed[dropped].at <= begin) blocks.push(gone(removed[dropped++], "p"));
      const own = [];
      while (group < groups.length && groups[group].start < end) own.push(groups[group++]);
      while (quote < quotes.length && quotes[quote].end <= begin) quote += 1;
      const said = [];
      for (let next = quote; next < quotes.length && quotes[next].start < end; next += 1) said.push(quotes[next]);
      const within = [];
      while (dropped < removed.length && removed[dropped].at < end) within.push(removed[dropped++]);
      const node = el("p");
      fill(node, text, begin, end, own, said, aim, within);
      // Last: the direction is looked for anew with every child that comes.
      node.setAttribute("dir", "auto");
      blocks.push(node);
      begin = end + 1;
    }
    while (dropped < removed.length) blocks.push(gone(removed[dropped++], "p"));
    return blocks;
  };

  // Fills one paragraph: what is marked in it, the quotes around, the sentence aimed at, and what was dropped.
  const fill = (node, text, begin, end, groups, quotes, aim, removed) => {
    const starts = new Map(groups.map((each) => [each.start, each]));
    // The mark that a place is inside of, so that nothing cuts a button in two.
    const inside = (place) => {
      let [low, high] = [0, groups.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (groups[middle].start < place) low = middle + 1;
        else high = middle;
      }
      const before = groups[low - 1];
      return before && place < before.end ? before : null;
    };
    const edges = [...quotes, ...(aim ? [aim] : [])].flatMap((each) => [each.start, each.end]);
    const cuts = new Set([begin, end]);
    for (const place of edges) if (begin < place && place < end && !inside(place)) cuts.add(place);
    for (const each of groups) cuts.add(each.start).add(Math.min(each.end, end));
    const here = new Map();
    for (const passage of removed) {
      const place = inside(passage.at)?.start ?? passage.at;
      here.set(place, [...(here.get(place) ?? []), passage]);
      cuts.add(place);
    }
    const places = [...cuts].sort((one, other) => one - other);
    let run = node;
    let key = null;
    let quote = 0;
    for (let number = 0; number < places.length; number += 1) {
      const from = places[number];
      for (const passage of here.get(from) ?? []) run.append(gone(passage, "span"));
      if (number === places.length - 1) break;
      const to = places[number + 1];
      while (quote < quotes.length && quotes[quote].end <= from) quote += 1;
      const around = quote < quotes.length && quotes[quote].start <= from ? quotes[quote] : null;
      const aimed = Boolean(aim && aim.start <= from && from < aim.end);
      const now = `${around ? quote : ""} ${aimed}`;
      if (now !== key) {
        key = now;
        const classes = [around && `quoted ${around.row.kind}`, aimed && "source"].filter(Boolean).join(" ");
        run = classes ? el(aimed ? "mark" : "span", { class: classes }) : node;
        if (run !== node) node.append(run);
        if (around && !around.shown) {
          around.shown = true;
          run.append(button([around], "❝"));
        }
      }
      const group = starts.get(from);
      run.append(group ? button(group.marks, text.slice(from, to)) : khabar.text.plain(text.slice(from, to)));
    }
  };

  // What each button marks. They have no listeners of their own: see `listen`.
  const marked = new WeakMap();

  const button = (marks, text) => {
    const kinds = [...new Set(marks.map((mark) => mark.kind))];
    const node = el(
      "span",
      {
        class: `hit ${kinds.join(" ")}`,
        role: "button",
        tabindex: "-1",
        "data-start": marks[0].row.start,
        "data-end": Math.max(...marks.map((mark) => mark.row.end)),
        "aria-label": marks[0].kind === "quotes" ? `Quote: ${told(marks[0])}` : null,
      },
      text,
    );
    marked.set(node, marks);
    return node;
  };

  // Makes the buttons inside a text answer; `tell` is called with the marks that somebody asks about.
  const listen = (text, tell) => {
    const ask = (event) => {
      const node = event.target.closest(".hit");
      if (node) tell(marked.get(node));
      return node;
    };
    text.addEventListener("click", ask);
    text.addEventListener("keydown", (event) => {
      if ((event.key === "Enter" || event.key === " ") && ask(event)) event.preventDefault();
    });
    khabar.tip.within(text, ".hit", (node) => tip(marked.get(node)));
    return khabar.keys.roving(text, ".hit");
  };

  const gone = (passage, name) =>
    el(
      name,
      { class: "removed", dir: "auto" },
      // Apart, so that the direction is that of the passage.
      theirs(words(passage.reason), { class: "reason" }),
      el("del", {}, passage.text),
    );

  return { KINDS, found, paragraphs, listen, told };
})();
