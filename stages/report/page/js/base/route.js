// Where somebody is: `#/view/what?option=value`. Everything shown has an address, so that it can be kept and gone back to.
"use strict";

khabar.route = (() => {
  const to = (view, what = null, options = {}) => {
    const set = Object.entries(options).filter(([, value]) => value !== null && value !== undefined && value !== "");
    const query = new URLSearchParams(set).toString();
    const path = what === null ? `#/${view}` : `#/${view}/${encodeURIComponent(what)}`;
    return query ? `${path}?${query}` : path;
  };

  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  const here = () => {
    const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
    const [view = "", ...what] = path.split("/");
    return { view, what: decoded(what.join("/")), options: new URLSearchParams(query) };
  };

  // The address of an article. The shard that holds it is a hint: shards change as the corpus grows.
  const article = (doc_id, shard = null, options = {}) =>
    to("article", doc_id, { in: shard === null ? null : khabar.data.shards[shard][0], ...options });

  return { to, here, article };
})();
