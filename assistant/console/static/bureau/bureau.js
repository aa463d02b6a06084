// The desk of reports: what is asked for, what comes, and when to look again.
import { $, el, notice } from "../dom.js";
import { follow, send } from "../net.js";
import { linked } from "../top.js";
import { loose, row, unfold } from "./rows.js";
import { BUREAU, NONE, TABS } from "./words.js";

const EVERY = 15000; // milliseconds between two looks: other stations work too
const PAUSE = 250; // after a key of the search
const WAKES = new Set(["done", "failed", "reports", "document"]);
const asked = { tab: "todo", page: 0 };
let drawn = "";
let latest = 0;
let stale = false;
let first = true;

// --- asking ----------------------------------------------------------------------------------------------------

function filters() {
  const given = new FormData($("filter"));
  const text = (name) => String(given.get(name) ?? "").trim();
  return { patient: text("patient"), author: text("author"), service: text("service"), holder: text("holder"), from: text("from"), to: text("to"), late: given.has("late") };
}

export async function load() {
  const mine = ++latest; // a slow answer never covers a newer one
  const value = await send("/api/bureau/list", { ...asked, ...filters() });
  if (mine !== latest) return;
  if (value.error) return $("rows").children.length ? notice(value.say) : nothing(value.say);
  if (first && value.doctor && !$("filter").elements.author.value) {
    first = false;
    choices(value);
    $("filter").elements.author.value = value.me; // a doctor begins with one's own
    return load();
  }
  first = false;
  if (asked.page && !value.rows.length) {
    asked.page = 0;
    return load();
  }
  draw(value);
}

// Nothing is redrawn under a hand that types: the list waits until it has left the line.
function later() {
  if (document.activeElement?.closest?.(".more")) stale = true;
  else load();
}

export async function act(verb, body) {
  const value = await send(`/api/bureau/${verb}`, body);
  if (value.error) notice(value.say);
  drawn = ""; // what unfolds under a line may have changed, where the line has not
  await load();
  return value.error ? null : value;
}

// No list at all: why stays where it would be.
function nothing(why) {
  $("none").textContent = why;
  $("none").hidden = false;
  document.querySelector(".reports").hidden = true;
  document.body.dataset.loaded = "yes";
}

// --- drawing ---------------------------------------------------------------------------------------------------

function draw(value) {
  document.body.dataset.loaded = "yes";
  const key = JSON.stringify([asked, value]);
  if (key === drawn) return;
  drawn = key;
  tabs(value.tabs);
  choices(value);
  $("deadline").textContent = BUREAU.deadline(value.deadline);
  $("sum").textContent = BUREAU.sum(value.total, value.late);
  const focus = focused();
  $("rows").replaceChildren(...value.rows.flatMap((line) => row(line, value, act)));
  refocus(focus);
  $("loose").replaceChildren(...loose(value.loose, act));
  $("loose").hidden = !value.loose.length;
  const { patient, ...others } = filters();
  const more = Object.values(others).filter(Boolean).length;
  const open = Boolean(patient) || more > 0;
  $("fold").textContent = BUREAU.filters(more);
  $("none").textContent = open ? NONE.filtered : NONE[asked.tab];
  $("none").hidden = value.rows.length > 0;
  document.querySelector(".reports").hidden = value.rows.length === 0;
  pages(value);
  $("sign").hidden = !value.waits;
  $("sign").textContent = BUREAU.signAll(value.waits);
}

// Which line has the focus, and which of its buttons; what unfolds under a line is of that line.
function focused() {
  const held = document.activeElement;
  const line = held?.closest?.("tr.more")?.previousElementSibling ?? held?.closest?.("[data-report]");
  return line && { id: line.dataset.report, place: [...$("rows").querySelectorAll("[data-report]")].indexOf(line), control: held.dataset.do };
}

// The same line and button again; where the line has left the list, the one in its place; else the list itself.
function refocus(focus) {
  if (!focus) return;
  const lines = [...$("rows").querySelectorAll("[data-report]")];
  const same = lines.find((line) => line.dataset.report === focus.id);
  const control = focus.control && same?.querySelector(`[data-do="${focus.control}"]`);
  (control || same || lines[Math.min(focus.place, lines.length - 1)] || $("tabs").querySelector("[aria-selected=true]")).focus();
}

function tabs(counts) {
  const held = document.activeElement?.dataset?.tab;
  $("tabs").replaceChildren(...Object.entries(TABS).map(([name, label]) => {
    const [count, late] = counts[name];
    const chosen = name === asked.tab;
    const go = () => choose(name);
    return el("button", { type: "button", role: "tab", "data-tab": name, "aria-selected": String(chosen), "aria-controls": "rows-panel", tabindex: chosen ? "0" : "-1", onclick: go },
      el("span", {}, label), el("b", {}, String(count)), late ? el("i", { title: BUREAU.tabLate(late) }, String(late), el("span", { class: "unseen" }, ` ${BUREAU.late}`)) : null);
  }));
  if (held) $("tabs").querySelector(`[data-tab="${held}"]`)?.focus();
  $("rows-panel").setAttribute("aria-label", TABS[asked.tab]);
}

function choose(name) {
  Object.assign(asked, { tab: name, page: 0 });
  load();
}

function choices({ authors, services, staff, me }) {
  fill("author", authors);
  fill("service", services.map((name) => [name, name]));
  const others = staff.filter(([id]) => id !== me);
  fill("holder", [[me, BUREAU.holders.me], ["-", BUREAU.holders["-"]], ...others]);
}

function fill(name, options) {
  const select = $("filter").elements[name];
  const known = [...select.options].slice(1).map((o) => [o.value, o.textContent]);
  if (JSON.stringify(known) === JSON.stringify(options)) return;
  const held = select.value;
  select.replaceChildren(select.options[0], ...options.map(([value, label]) => el("option", { value }, label)));
  select.value = options.some(([value]) => value === held) ? held : "";
}

function pages({ total, size }) {
  const of = Math.max(1, Math.ceil(total / size));
  const step = (by, label) => el("button", { type: "button", class: "plain", disabled: asked.page + by < 0 || asked.page + by >= of, onclick: () => turn(by) }, label);
  $("pages").replaceChildren(step(-1, BUREAU.before), el("span", {}, BUREAU.page(asked.page + 1, of)), step(1, BUREAU.after));
  $("pages").hidden = of < 2;
}

function turn(by) {
  asked.page += by;
  load().then(() => $("rows").querySelector("tr")?.focus());
}

// --- hands -----------------------------------------------------------------------------------------------------

let waiting;
$("filter").addEventListener("input", () => {
  clearTimeout(waiting);
  asked.page = 0;
  waiting = setTimeout(load, PAUSE);
});
$("fold").addEventListener("click", () => {
  const unfolded = $("filter").toggleAttribute("data-unfolded"); // on a phone, the list comes first
  $("fold").setAttribute("aria-expanded", String(unfolded));
});
$("filter").addEventListener("submit", (event) => event.preventDefault());
$("filter").addEventListener("reset", () => {
  asked.page = 0;
  setTimeout(load);
});

$("tabs").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const names = Object.keys(TABS);
  const next = names[(names.indexOf(asked.tab) + by + names.length) % names.length];
  $("tabs").querySelector(`[data-tab="${next}"]`).focus();
  choose(next);
});

$("rows").addEventListener("keydown", (event) => {
  const line = event.target;
  if (!line.matches("tr[data-report]") || event.ctrlKey || event.altKey || event.metaKey) return;
  const lines = [...$("rows").querySelectorAll("tr[data-report]")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const button = { Enter: "open", p: "take", P: "take", d: "detail", D: "detail" }[event.key];
  if (!step && !button) return;
  event.preventDefault();
  if (step) lines[lines.indexOf(line) + step]?.focus();
  else line.querySelector(`[data-do="${button}"]`)?.click();
});
$("rows").addEventListener("focusout", () => setTimeout(() => {
  if (!stale || document.activeElement?.closest?.(".more")) return;
  stale = false;
  load();
}));

$("sign").addEventListener("click", async () => {
  const told = await act("sign", {});
  if (told?.outcome === "asked") location.assign("/");
  else if (told) notice(told.say);
});

follow(
  (message) => message.type === "event" && WAKES.has(message.name) && later(),
  (how) => {
    linked(how);
    if (how === "open") load();
  },
);
setInterval(() => document.visibilityState === "visible" && later(), EVERY);
unfold.load = load;
load();
