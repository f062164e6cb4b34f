// Numbers, days and values as people read them.
"use strict";

khabar.format = (() => {
  const whole = new Intl.NumberFormat("en");
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });
  const precise = new Intl.NumberFormat("en", { maximumFractionDigits: 9 });

  const exact = (number) => precise.format(number);
  const count = (number) => whole.format(number);
  const counted = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
  const share = (part, all) => (all ? `${Math.round((100 * part) / all)}%` : "0%");

  const unitOf = (unit) => (unit === "percent" ? "%" : unit === "percentage_point" ? " points" : "");
  const between = (low, high, write) => (low === high ? write(low) : `${write(low)} – ${write(high)}`);
  const value = (low, high, unit, write = precise) => {
    if (low === null || low === undefined) return "";
    const told = between(low, high ?? low, (number) => write.format(number));
    const sign = unitOf(unit);
    if (sign) return told + sign;
    return unit ? (/^[A-Z]{3}$/.test(unit) ? `${unit} ${told}` : `${told} ${words(unit)}`) : told;
  };
  const brief = (low, high, unit) => value(low, high, unit, short);
  const period = (begin, finish) => (!begin && !finish ? "" : begin === finish ? begin : `${begin ?? "…"} to ${finish ?? "…"}`);

  // Names of rules and codes as words.
  const words = (name) => String(name).replaceAll("_", " ");

  const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });
  const language = (code) => {
    if (!code || code === "und") return "not determined";
    try {
      return LANGUAGES.of(code);
    } catch {
      return code;
    }
  };

  return { count, counted, exact, share, value, brief, period, words, language };
})();
