// One tooltip for the whole page: what a thing means while the pointer or the focus is on it. Escape puts it away.
"use strict";

khabar.tip = (() => {
  const { el, clear } = khabar.dom;
  const box = el("div", { class: "tip", role: "tooltip", id: "tip", hidden: true });
  let owner = null;

  const hide = () => {
    box.hidden = true;
    if (owner) owner.removeAttribute("aria-describedby");
    owner = null;
  };

  const show = (node, contents) => {
    if (owner && owner !== node) hide();
    owner = node;
    clear(box, contents());
    box.hidden = false;
    node.setAttribute("aria-describedby", "tip");
    const around = node.getBoundingClientRect();
    const own = box.getBoundingClientRect();
    const left = Math.min(Math.max(8, around.left + around.width / 2 - own.width / 2), innerWidth - own.width - 8);
    const above = around.top - own.height - 8;
    box.style.setProperty("left", `${Math.max(8, left)}px`);
    box.style.setProperty("top", `${above > 8 ? above : Math.min(around.bottom + 8, innerHeight - own.height - 8)}px`);
  };

  // Gives an element a tip; `contents` is asked for it when it is shown.
  const on = (node, contents) => {
    node.addEventListener("pointerenter", () => show(node, contents));
    node.addEventListener("pointerleave", hide);
    node.addEventListener("focus", () => show(node, contents));
    node.addEventListener("blur", hide);
    return node;
  };

  // The same for all elements of a kind inside a container, with no listeners of their own: there may be thousands.
  const within = (container, selector, contents) => {
    const of = (event) => event.target.closest?.(selector);
    const enter = (event) => {
      const node = of(event);
      if (node && container.contains(node)) show(node, () => contents(node));
    };
    const leave = (event) => {
      const node = of(event);
      if (node && !node.contains(event.relatedTarget)) hide();
    };
    container.addEventListener("pointerover", enter);
    container.addEventListener("pointerout", leave);
    container.addEventListener("focusin", enter);
    container.addEventListener("focusout", leave);
    return container;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  addEventListener("scroll", hide, { passive: true, capture: true });

  return { on, within, hide, box };
})();
