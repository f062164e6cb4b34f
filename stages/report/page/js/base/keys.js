// Keys. Of many things side by side only one is a stop of the tab key; arrows, Home and End go from one to the next.
"use strict";

khabar.keys = (() => {
  const FORWARD = new Set(["ArrowRight", "ArrowDown"]);
  const BACK = new Set(["ArrowLeft", "ArrowUp"]);

  const roving = (container, selector) => {
    const items = () => [...container.querySelectorAll(selector)];
    const stop = (item) => {
      for (const other of items()) other.setAttribute("tabindex", other === item ? "0" : "-1");
    };
    const all = items();
    if (all.length) stop(all[0]);
    container.addEventListener("focusin", (event) => {
      const item = event.target.closest(selector);
      if (item) stop(item);
    });
    container.addEventListener("keydown", (event) => {
      const item = event.target.closest(selector);
      if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
      const there = items();
      const at = there.indexOf(item);
      let next = null;
      if (FORWARD.has(event.key)) next = there[at + 1];
      else if (BACK.has(event.key)) next = there[at - 1];
      else if (event.key === "Home") next = there[0];
      else if (event.key === "End") next = there.at(-1);
      else return;
      event.preventDefault();
      if (next) next.focus();
    });
    return container;
  };

  return { roving };
})();
