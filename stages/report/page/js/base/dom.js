// Elements. The one way in which anything gets onto the page: text becomes text nodes, and never markup.
"use strict";

khabar.dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  const fill = (node, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) {
        if (typeof value !== "function") throw new TypeError("a listener is a function");
        node.addEventListener(name.slice(2), value);
      } else if (name.startsWith("--")) node.style.setProperty(name, value);
      else if (name === "href") link(node, value);
      else node.setAttribute(name, value === true ? "" : khabar.text.plain(value));
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      node.append(child instanceof Node ? child : khabar.text.plain(child));
    }
    return node;
  };

  // Links go to this page, or to an address of the web.
  const link = (node, value) => {
    if (value.startsWith("#")) {
      node.setAttribute("href", value);
      return;
    }
    const address = khabar.text.web(value);
    if (address === null) return;
    node.setAttribute("href", address);
    node.setAttribute("rel", "noopener noreferrer nofollow external");
    node.setAttribute("target", "_blank");
  };

  const el = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
  const svg = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

  // Somebody's words inside ours: of their own direction, and without an effect on what stands around them.
  const theirs = (text, attributes = {}) => el("bdi", { dir: "auto", ...attributes }, text);

  const clear = (node, ...children) => {
    node.replaceChildren();
    return fill(node, {}, children);
  };

  // Draws again whenever the width changes.
  const fitted = (node, draw) => {
    let width = 0;
    new ResizeObserver(() => {
      const now = Math.floor(node.clientWidth);
      if (now && now !== width) {
        width = now;
        draw(now);
      }
    }).observe(node);
    return node;
  };

  return { el, svg, theirs, clear, fitted };
})();
