// Loads what one partition holds when it is asked for. A page from disk may not read files, but it may run scripts that
// stand beside it: each shard is a script that hands over its contents by one call of `khabar.shard`.
"use strict";

khabar.shards = (() => {
  const NAME = /^(?:articles|titles|figures|names)\/[0-9a-f]{20}\.js$/;
  // Scripts that are loaded at once, and shards of whole articles that are kept: they are large.
  const TOGETHER = 6;
  const KEPT = 4;

  const checked = (name) => {
    if (!NAME.test(name)) throw new TypeError(`no shard is called ${name}`);
    return name;
  };
  // Where the browser knows trusted types, only an address from here can become a script at all.
  const policy = window.trustedTypes
    ? window.trustedTypes.createPolicy("khabar", { createScriptURL: checked })
    : { createScriptURL: checked };

  const known = new Map();
  const given = new Map();

  khabar.shard = (contents) => given.set(document.currentScript.dataset.name, contents);

  const fetched = (name) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.dataset.name = name;
      script.src = policy.createScriptURL(name);
      script.onload = () => {
        script.remove();
        if (given.has(name)) resolve(given.get(name));
        else reject(new Error(`${name} holds nothing`));
        given.delete(name);
      };
      script.onerror = () => {
        script.remove();
        reject(new Error(`${name} is missing beside this page`));
      };
      document.head.append(script);
    });

  const load = (kind, shard) => {
    const name = `${kind}/${khabar.data.shards[shard][0]}.js`;
    if (!known.has(name)) {
      const promise = fetched(name);
      promise.catch(() => known.delete(name));
      known.set(name, promise);
      const whole = [...known.keys()].filter((each) => each.startsWith("articles/"));
      for (const old of whole.slice(0, -KEPT)) known.delete(old);
    }
    return known.get(name);
  };

  // The shards, by number, that have something of a kind.
  const having = (kind) =>
    khabar.data.shards.flatMap(([, kinds], at) => (kinds.split(" ").includes(kind) ? [at] : []));

  // Loads several, and tells of each as it comes; ends early once `wanted` says no.
  const each = async (kind, shards, tell, wanted = () => true) => {
    const todo = [...shards];
    const total = todo.length;
    let done = 0;
    const work = async () => {
      while (todo.length && wanted()) {
        const shard = todo.shift();
        const contents = await load(kind, shard);
        done += 1;
        if (wanted()) tell(contents, shard, done, total);
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
  };

  return { load, having, each };
})();
