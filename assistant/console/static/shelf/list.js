// The list of templates: groups by shelf, the search, the keys that move in it.
import { $, capital, el } from "../dom.js";
import { LIST } from "./words.js";

const SHELVES = ["person", "service", "site", "shipped"];
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe");

let open = () => {};

export function wire(choose) {
  open = choose;
  $("search").addEventListener("input", () => filter());
  $("search").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    const first = shown()[0];
    if (first) event.key === "Enter" ? first.click() : first.focus();
  });
  $("list").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = shown();
    const next = all.indexOf(document.activeElement) + step;
    (next < 0 ? $("search") : all[Math.min(next, all.length - 1)])?.focus();
  });
}

export function draw(data, chosen, drafts) {
  const groups = SHELVES.map((shelf) => [title(shelf, data), data.templates.filter((t) => t.scope === shelf), meta]);
  groups.unshift([LIST.groups.broken, data.broken, (t) => t.say]);
  groups.push([LIST.groups.gone, data.gone, (t) => (t.hidden ? LIST.hidden : LIST.retired)]);
  const sections = groups.filter(([, held]) => held.length).map(([name, held, about]) => section(name, held, about, chosen, drafts));
  $("list").replaceChildren(...sections, el("p", { class: "note none", id: "none", hidden: true }, LIST.none));
  filter();
}

function title(shelf, data) {
  const words = LIST.groups[shelf];
  return typeof words === "function" ? words(data.service) : words;
}

function meta(template) {
  const uses = template.uses ? LIST.uses(template.uses) : "";
  return [capital(template.specialty || template.kind), uses].filter(Boolean).join(" · ");
}

function section(name, held, about, chosen, drafts) {
  const lines = held.map((template) => {
    const said = [template.name, ...(template.also ?? []), template.specialty ?? ""].join(" ");
    const button = el(
      "button",
      { type: "button", class: "pick", "data-id": template.id, "data-said": plain(said), "aria-current": template.id === chosen ? "true" : null, onclick: () => open(template.id) },
      el("b", {}, template.name),
      el("span", {}, about(template)),
      drafts.has(template.id) ? el("em", {}, LIST.unsaved) : null,
    );
    return el("li", {}, button);
  });
  return el("section", {}, el("h2", {}, name, " ", el("span", { class: "count" }, String(held.length))), el("ul", {}, ...lines));
}

function shown() {
  return [...$("list").querySelectorAll(".pick")].filter((node) => node.offsetParent);
}

function filter() {
  const words = plain($("search").value).split(/\s+/).filter(Boolean);
  const all = [...$("list").querySelectorAll(".pick")];
  let count = 0;
  for (const node of all) {
    const fits = words.every((word) => node.dataset.said.includes(word));
    node.parentElement.hidden = !fits;
    count += fits ? 1 : 0;
  }
  for (const group of $("list").querySelectorAll("section")) group.hidden = !group.querySelector("li:not([hidden])");
  $("none").hidden = count > 0;
  $("count").textContent = LIST.count(count, all.length);
}
