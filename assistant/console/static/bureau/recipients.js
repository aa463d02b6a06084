// Whom a report would go to, as it unfolds under its line: taken off, looked for in the directory, added.
import { el, notice } from "../dom.js";
import { send } from "../net.js";
import { TO } from "./words.js";

let kept = { id: "", told: null }; // what was shown last, until the answer comes: the list may be redrawn meanwhile

export function recipients(line) {
  const box = el("section", { class: "to", "aria-label": TO.title });
  if (kept.id === line.id) draw(box, line, kept.told);
  look(box, line);
  return box;
}

async function look(box, line, focus = null) {
  const told = await send("/api/bureau/recipients", { id: line.id });
  if (told.error) return box.children.length ? notice(told.say) : box.replaceChildren(el("h2", {}, TO.title), el("p", { class: "soft" }, told.say));
  const typing = box.contains(document.activeElement) && !focus;
  if (typing) return; // nothing is redrawn under a hand that types
  kept = { id: line.id, told };
  draw(box, line, told);
  focus?.(box);
}

function draw(box, line, told) {
  box.hidden = Boolean(told.left); // what left stands among the departures
  if (told.left) return;
  if (told.off) return box.replaceChildren(el("h2", {}, TO.title), el("p", { class: "soft" }, TO.off));
  const say = el("p", { class: "soft", role: "status" });
  const act = (verb, key, then) => change(box, line, told.seen, verb, key, say, then);
  box.replaceChildren(...[
    el("h2", {}, TO.title),
    told.people.length ? el("ul", {}, ...told.people.map((who, n) => person(who, TO.remove, () => act("remove", who.key, nth("remove", n)), "remove"))) : null,
    told.between.length ? between(told.between, act) : null,
    told.people.length || told.between.length ? null : el("p", { class: "soft" }, told.why ?? TO.none),
    search(line, told, act, say),
  ].filter(Boolean));
}

function person(who, label, click, verb) {
  return el("li", {},
    el("span", {}, el("b", {}, who.name), who.opposed ? el("span", { class: "badge bad" }, TO.opposed) : null,
      el("small", {}, [who.about, who.road].filter(Boolean).join(" · ")), who.warning ? el("small", { class: "why" }, who.warning) : null),
    label ? el("button", { type: "button", class: "plain", "data-to": verb, "aria-label": `${label} : ${[who.name, who.about].filter(Boolean).join(", ")}`, onclick: click }, label) : el("span", { class: "soft" }, TO.already));
}

// Two doctors of that name: a person picks, for this document.
function between(people, act) {
  return el("div", { class: "ask", role: "group", "aria-label": TO.which },
    el("p", {}, TO.which),
    el("ul", {}, ...people.map((who) => person(who, TO.pick, () => act("add", who.key, words), "pick"))),
    el("button", { type: "button", class: "plain", "data-to": "neither", onclick: () => act("remove", people[0].key, words) }, TO.neither));
}

function search(line, told, act, say) {
  const field = el("input", { type: "search", required: true, maxlength: "80", autocapitalize: "none", spellcheck: "false", autocomplete: "off", placeholder: TO.example });
  const found = el("ul", { class: "found" });
  const node = el("form", {}, el("label", {}, TO.search, field), el("button", { type: "submit", class: "plain", "data-to": "find" }, TO.find));
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await send("/api/bureau/recipient-find", { id: line.id, words: field.value });
    const has = (key) => told.people.some((who) => who.key === key);
    const people = answer.people ?? [];
    found.replaceChildren(...people.map((who) => person(who, has(who.key) ? "" : TO.add, () => act("add", who.key, words), "add")));
    say.textContent = answer.say ?? TO.found(people.length);
  });
  const patient = told.patient && el("p", { class: "line" }, el("button", { type: "button", class: "plain", "data-to": "patient", onclick: () => act("add", told.patient.key, words) }, TO.patient));
  return el("div", {}, node, say, found, patient);
}

async function change(box, line, seen, verb, key, say, then) {
  const answer = await send(`/api/bureau/recipient-${verb}`, { id: line.id, key, seen });
  if (answer.error) notice(answer.say);
  await look(box, line, (now) => {
    then(now);
    const status = now.querySelector("[role=status]");
    if (status && !answer.error) status.textContent = answer.say;
  });
}

// --- where the focus goes ---------------------------------------------------------------------------------------

const words = (box) => box.querySelector("input")?.focus();

const nth = (verb, place) => (box) => {
  const buttons = [...box.querySelectorAll(`[data-to=${verb}]`)];
  (buttons[Math.min(place, buttons.length - 1)] ?? box.querySelector("input"))?.focus();
};
