// Where a number comes from, and the contents. The page says all of it without this script too.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("ledger-data").textContent);
  const say = data.words;
  const panel = make("div", { id: "origin", role: "dialog", "aria-labelledby": "origin-title", tabindex: "-1", hidden: "" });
  document.body.append(panel);
  let opener = null;
  let path = [];

  // Text from the ledger only ever becomes text.
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter((child) => child));
    return element;
  }

  function pairs(rows) {
    const list = make("dl");
    for (const [term, content] of rows) if (content) list.append(make("dt", {}, term), make("dd", {}, content));
    return list.children.length ? list : null;
  }

  function steps(names) {
    const known = names.filter((name) => data.values[name]);
    const list = make("ul");
    for (const name of known) {
      const button = make("button", { type: "button", class: "go" }, make("code", {}, name), make("span", {}, data.values[name].text));
      button.addEventListener("click", () => go(["value", name]));
      list.append(make("li", {}, button));
    }
    return known.length ? list : null;
  }

  function seen(row) {
    const source = row.url ? make("a", { href: row.url, rel: "noreferrer" }, row.source) : row.source;
    return make("li", {}, pairs([[say.shown, row.shown], [say.day, row.day], [say.source, source], [say.file, row.place], [say.note, row.note]]));
  }

  function made(entry) {
    return entry.href && make("p", { class: "made-in" }, make("a", { href: entry.href }, entry.made));
  }

  const views = {
    value(name) {
      const value = data.values[name];
      const inputs = steps(value.inputs);
      return [
        say.provenance,
        value.label || name,
        pairs([
          [say.name, make("code", {}, name)], [say.value, value.text], [say.unrounded, value.unrounded],
          [say.interval, value.interval], [say.formula, value.formula],
        ]),
        inputs && make("h3", {}, say.inputs), inputs,
        value.rows.length && make("h3", {}, say.rows), value.rows.length && make("ul", {}, ...value.rows.map(seen)),
        made(value),
      ];
    },
    claim(name) {
      const claim = data.claims[name];
      return [
        say["provenance.claim"],
        claim.text,
        pairs([[say.verdict, claim.verdict], [say.note, claim.reason]]),
        ...claim.parts.flatMap((part) => [make("h3", {}, part.computed), pairs([[say.verdict, part.verdict], [say.note, part.reason]]), steps(part.values)]),
        made(claim),
      ];
    },
  };

  function show() {
    const [kind, name] = path[path.length - 1];
    const [what, title, ...content] = views[kind](name);
    const close = make("button", { type: "button" }, say.close);
    close.addEventListener("click", () => shut(true));
    const back = path.length > 1 && make("button", { type: "button" }, say.back);
    if (back) back.addEventListener("click", () => { path.pop(); show(); });
    const heading = make("h2", { id: "origin-title", tabindex: "-1" }, title);
    panel.replaceChildren(...[make("div", { class: "head" }, back, make("p", {}, what), close), heading, ...content].filter((part) => part));
    panel.scrollTop = 0;
    heading.focus({ preventScroll: true });
  }

  function go(step) {
    path.push(step);
    show();
    place();
  }

  function open(element) {
    shut(false);
    opener = element;
    opener.setAttribute("aria-expanded", "true");
    panel.hidden = false;
    path = [];
    go(element.dataset.claim ? ["claim", element.dataset.claim] : ["value", element.dataset.name]);
  }

  function shut(refocus) {
    if (!opener) return;
    opener.setAttribute("aria-expanded", "false");
    panel.hidden = true;
    if (refocus) opener.focus();
    opener = null;
  }

  // Below the number, or above where there is no room; never over the edge.
  function place() {
    if (!opener || getComputedStyle(panel).position === "fixed") { panel.removeAttribute("style"); return; }
    const at = opener.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(at.left - 16, width - panel.offsetWidth - 8));
    const below = at.bottom + 8 + panel.offsetHeight <= window.innerHeight || at.top < panel.offsetHeight + 8;
    const top = below ? at.bottom + 8 : at.top - panel.offsetHeight - 8;
    panel.style.left = `${left + window.scrollX}px`;
    panel.style.top = `${top + window.scrollY}px`;
  }

  const asks = (target) => {
    const element = target.closest("[data-name], [data-claim]");
    return element && (data.claims[element.dataset.claim] || data.values[element.dataset.name]) ? element : null;
  };
  for (const element of document.querySelectorAll("[data-name], [data-claim]")) {
    element.setAttribute("aria-haspopup", "dialog");
    element.setAttribute("aria-expanded", "false");
    element.setAttribute("role", "button");
    if (element.tagName !== "A") element.tabIndex = 0;
  }
  document.addEventListener("click", (event) => {
    // The path is that of the moment of the click: a step deeper has already replaced what was clicked.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.composedPath().includes(panel)) return;
    const element = asks(event.target);
    if (!element) { shut(false); return; }
    event.preventDefault();
    if (element === opener) shut(true); else open(element);
  });
  document.addEventListener("keydown", (event) => {
    const element = asks(event.target);
    if (event.key === "Escape") shut(true);
    if (element && (event.key === " " || (event.key === "Enter" && element.tagName !== "A"))) {
      event.preventDefault();
      open(element);
    }
    if (event.key === "Tab" && opener && panel.contains(event.target)) {
      const stops = panel.querySelectorAll("button, a[href]");
      const leaves = event.shiftKey ? event.target === stops[0] || event.target.id === "origin-title" : event.target === stops[stops.length - 1];
      if (leaves) { event.preventDefault(); shut(true); }
    }
  });
  window.addEventListener("resize", place);

  const contents = document.querySelector(".contents details");
  const wide = window.matchMedia("(min-width: 70rem)");
  const fold = () => { contents.open = wide.matches; };
  fold();
  wide.addEventListener("change", fold);
  const links = new Map([...contents.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const watch = new IntersectionObserver((sections) => {
    for (const section of sections) {
      const link = links.get(section.target.id);
      if (link && section.isIntersecting) {
        for (const other of links.values()) other.removeAttribute("aria-current");
        link.setAttribute("aria-current", "true");
      }
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  for (const id of links.keys()) if (document.getElementById(id)) watch.observe(document.getElementById(id));
})();
