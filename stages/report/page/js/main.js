// Shows the view that the address names, and what stands around all of them.
"use strict";

(() => {
  const { el, clear } = khabar.dom;
  const VIEWS = [["", "Overview"], ["articles", "Articles"], ["figures", "Figures"], ["names", "Names"], ["stories", "Stories"], ["quality", "Quality"], ["dictionary", "Dictionary"]];
  // Under which heading a view stands that has none of its own.
  const UNDER = { article: "articles", since: "articles", name: "names" };
  const main = document.getElementById("main");
  let shown = 0;

  const show = async (first) => {
    shown += 1;
    const mine = shown;
    const alive = () => shown === mine;
    const { view, what, options } = khabar.route.here();
    const known = Object.hasOwn(khabar.views, view || "overview") ? view || "overview" : null;
    khabar.tip.hide();
    for (const link of document.querySelectorAll("#views a")) {
      if (link.dataset.view === (UNDER[view] ?? view)) {
        link.setAttribute("aria-current", "page");
        link.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else link.removeAttribute("aria-current");
    }
    let made;
    try {
      made = known ? await khabar.views[known](what, options, alive) : [el("h1", {}, "Nothing has this address"), el("p", {}, el("a", { href: "#/" }, "To the overview"))];
    } catch (error) {
      made = [el("h1", {}, "This could not be shown"), khabar.table.nothing(`${error.message}. The folder of this page may be incomplete: build again, or copy all of it.`)];
    }
    if (!alive()) return;
    const nodes = Array.isArray(made) ? made : made.nodes;
    clear(main, nodes);
    const heading = made.title ?? main.querySelector("h1")?.textContent ?? "";
    document.title = heading && known !== "overview" ? `${khabar.text.plain(heading)} · Khabar` : "Khabar";
    main.dataset.view = known ?? "";
    if (!first) main.focus({ preventScroll: true });
    scrollTo(0, 0);
    made.ready?.();
    main.dataset.ready = String(mine);
    performance.mark("khabar-ready");
  };

  const search = () => {
    const form = document.getElementById("search");
    const input = document.getElementById("query");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.hash = khabar.route.to("articles", null, { q: input.value.trim() });
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, select, textarea");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
      }
    });
  };

  // Light, dark, or as the system has it; kept where the browser keeps anything for a page from disk.
  const theme = () => {
    const button = document.getElementById("theme");
    const order = ["system", "light", "dark"];
    const kept = (value) => {
      try {
        if (value === undefined) return localStorage.getItem("khabar-theme");
        localStorage.setItem("khabar-theme", value);
      } catch {
        // Nothing is kept.
      }
      return null;
    };
    let now = order.includes(kept()) ? kept() : "system";
    const set = () => {
      if (now === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = now;
      button.textContent = { system: "◐", light: "☀", dark: "☾" }[now];
      button.setAttribute("aria-label", `Colours: ${now === "system" ? "as the system" : now}`);
    };
    button.addEventListener("click", () => {
      now = order[(order.indexOf(now) + 1) % order.length];
      kept(now);
      set();
    });
    set();
  };

  khabar.summary = (data) => {
    khabar.data = data;
    clear(
      document.getElementById("views"),
      el("ul", {}, VIEWS.map(([view, name]) => el("li", {}, el("a", { href: khabar.route.to(view), "data-view": view }, name)))),
    );
    document.body.append(khabar.tip.box);
    document.getElementById("skip").addEventListener("click", (event) => {
      event.preventDefault();
      main.focus();
    });
    search();
    theme();
    addEventListener("hashchange", () => show(false));
    show(true);
  };
})();
