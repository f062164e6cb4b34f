// Text as it may be shown. Articles come from anywhere: their text is only ever put into text nodes (see dom.js), and
// characters that would reorder or hide what stands around them are shown as what they are, a replacement sign each,
// so that places counted in the text stay right.
"use strict";

const khabar = (window.khabar = {});

khabar.text = (() => {
  // C0 and C1 controls but tab and line feed; embeddings, overrides and isolates; interlinear annotations. Marks of
  // direction and joiners, which Urdu needs, stay.
  const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g;
  const HIGH = /[\ud800-\udbff]/;

  const plain = (text) => String(text).replace(CONTROLS, "\ufffd");

  // Tables count code points, JavaScript counts UTF-16: returns the function from the one to the other.
  const places = (text) => {
    if (!HIGH.test(text)) return (place) => place;
    const at = [];
    let unit = 0;
    for (const point of text) {
      at.push(unit);
      unit += point.length;
    }
    at.push(unit);
    return (place) => at[Math.min(place, at.length - 1)];
  };

  // The address if it is one of the web, else null: `javascript:` and its like are never links.
  const web = (address) => {
    try {
      const parsed = new URL(address);
      return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
    } catch {
      return null;
    }
  };

  // What is compared in a search: letters without case, width and Arabic vowel signs; two forms of yeh and kaf alike.
  const folded = (text) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\u064b-\u065f\u0670]/g, "")
      .replace(/[\u064a\u0649]/g, "\u06cc")
      .replace(/\u0643/g, "\u06a9");

  return { plain, places, web, folded };
})();
