// What `khabar verify` proved, and of which tables and which code: an old certificate is shown as one.
"use strict";

khabar.proof = (() => {
  const { el } = khabar.dom;
  const { count, counted } = khabar.format;
  const { card, facts, nothing } = khabar.table;

  // Handed over by verify.js, which stands beside this page, and is not there where only tables were brought here.
  let told = null;
  khabar.certificate = (certificate) => {
    told = certificate;
  };

  const FAULTS = {
    difference: "a file was not what a build from nothing makes",
    in_place: "a file was written in place",
    ledger: "a ledger did not say what its tables were made by",
    carried_over: "results of other code, rules, settings or libraries were kept",
    failed: "a build ended with an error",
  };

  const total = (numbers) => Object.values(numbers).reduce((sum, number) => sum + number, 0);
  const listed = (numbers) => Object.entries(numbers).map(([name, number]) => `${name} ${count(number)}`).join(", ") || "none";

  const doubts = () => {
    const found = [];
    if (told.corpus.sample !== null) found.push(`It is of a sample of ${counted(told.corpus.sample, "article or record", "articles and records")}, not of all.`);
    if (told.corpus.tables !== khabar.data.made_of) found.push("It speaks of other tables than those shown here: the corpus has changed since.");
    if (told.code !== told.code_here) found.push("It speaks of other code than that which is here now: rules, engine or libraries have changed since.");
    return found;
  };

  const verdict = () => {
    const steps = counted(told.steps, "random change");
    if (told.verdict === "equal") return `After ${steps} on a copy of the corpus, ${counted(total(told.kills), "build")} of them killed on the way, what was brought up to date equalled a build from nothing, in every byte, ${counted(told.comparisons, "time")}.`;
    return `At change ${count(told.fault.step)} of a copy of the corpus ${FAULTS[told.verdict] ?? told.verdict}: the tables may not be what a build from nothing gives.`;
  };

  const again = () => el("p", { class: "meta" }, el("code", {}, "khabar verify"), " makes a new one.");

  const show = () => {
    const title = "Proof that increments are right";
    if (told === null) return card(title, nothing("No certificate is here."), again());
    if (told.broken) return card(title, el("p", { class: "warn" }, "The certificate that is here was changed by hand, and says nothing."), again());
    const found = doubts();
    return card(
      title,
      el("p", { class: told.verdict === "equal" ? null : "warn" }, verdict()),
      found.map((doubt) => el("p", { class: "warn" }, doubt)),
      facts([
        ["Changes", listed(told.changes)],
        ["Kills", listed(told.kills)],
        ["Partitions", `${count(told.partitions.computed)} computed, ${count(told.partitions.reused)} reused, ${count(told.partitions.pruned)} pruned`],
        ["Compared", `${counted(told.files_compared, "file")}, ${counted(told.bytes_compared, "byte")}`],
        ["Corpus", el("code", {}, told.corpus.seeds), "Digest of the articles, and of the tables beside them"],
        ["Tables", el("code", {}, told.corpus.tables), "Digest of the exported tables"],
        ["Code", el("code", {}, told.code), "Digest of the code, the rules and the versions of libraries"],
        ["Signed", el("code", {}, told.digest), "Digest of all that the certificate says"],
        ["Again", el("code", {}, `khabar verify --seed ${told.seed} --steps ${told.steps}`)],
      ]),
      found.length > 0 && again(),
    );
  };

  return { show };
})();
