// The list on screen, «que puis-je dire», and the tabs of a narrow screen.
import { $, capital, el } from "./dom.js";
import { press } from "./net.js";
import { OTHER, PLACES, STARTERS } from "./words.js";

let drawnList = null;
let drawnHelp = "";

export function listing(state) {
  const blocked = Boolean(state.question?.choices.length);
  const key = JSON.stringify([state.listing.id, state.listing.place, state.listing.detail, blocked]);
  if (key === drawnList) return false;
  const first = drawnList === null;
  drawnList = key;
  const { id, items, place, detail } = state.listing;
  const title = detail ? capital(detail) : (PLACES[place] ?? OTHER.list);
  const box = $("listing");
  box.replaceChildren(
    el("header", {}, el("h2", { id: "listing-title" }, items.length ? title : OTHER.list), items.length ? el("span", { class: "count" }, OTHER.items(items.length)) : null),
    items.length ? el("ol", {}, ...items.map((item, i) => line(item, i + 1, id, blocked))) : el("p", { class: "empty" }, OTHER.emptyList),
  );
  $("tab-count").textContent = items.length ? ` (${items.length})` : "";
  return !first && items.length > 0;
}

function line(item, number, id, blocked) {
  const label = item.patient && item.kind !== "report" ? person(item) : [el("span", { class: "label" }, item.label)];
  const inside = [el("i", { class: "number" }, String(number)), el("span", { class: "what" }, ...label)];
  if (item.kind === "line") return el("li", { class: "line" }, ...inside);
  const open = () => press("select_item", { ordinal: number }, id);
  return el("li", {}, el("button", { type: "button", class: "row", disabled: blocked, onclick: open }, ...inside));
}

function person(item) {
  const who = item.patient;
  const hour = /^(\d\d\/\d\d )?\d\d:\d\d/.exec(item.label)?.[0];
  return [
    el("b", {}, who.name),
    el("span", {}, [hour, who.born, who.ipp ? `IPP ${who.ipp}` : ""].filter(Boolean).join(" · ")),
  ];
}

export function help(state, use) {
  const key = JSON.stringify(state.can_say);
  if (key === drawnHelp) return;
  drawnHelp = key;
  const before = [...document.querySelectorAll("#can-say details")];
  const opened = new Set(before.filter((d) => d.open).map((d) => d.dataset.group));
  const fresh = before[0]?.dataset.group !== state.can_say[0]?.group; // the moment changed what matters most
  $("can-say").replaceChildren(...state.can_say.map((group, i) => {
    const commands = group.commands.map((c) => el("li", {}, el("h4", {}, capital(c.label)), ...c.say.map((s) => example(s, use))));
    const open = fresh ? i === 0 : opened.has(group.group);
    return el("details", { "data-group": group.group, open }, el("summary", {}, group.group), el("ul", {}, ...commands));
  }));
}

function example(words, use) {
  return el("button", { type: "button", class: "example", onclick: () => use(words) }, `«\u00a0${words}\u00a0»`);
}

export function starters(use) {
  $("starters").replaceChildren(...STARTERS.map((words) => example(words, use)));
}

export function tab(name) {
  document.body.dataset.tab = name;
  for (const node of document.querySelectorAll(".tabs [role=tab]")) {
    node.setAttribute("aria-selected", String(node.dataset.tab === name));
  }
}
