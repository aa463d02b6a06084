// The text of a template as it is written: numbered lines, what is wrong with it, how it would be inserted.
import { $, el } from "../dom.js";
import { send } from "../net.js";
import { TEXT } from "./words.js";

const WAIT = 250; // milliseconds after the last key

let current = () => null; // the template that is shown
let changed = () => {};
let asking = 0;
let waiting;

export function wire(how) {
  ({ current, changed } = how);
  $("text").addEventListener("input", () => {
    number([]);
    changed($("text").value);
    clearTimeout(waiting);
    waiting = setTimeout(check, WAIT);
  });
  $("text").addEventListener("scroll", () => ($("numbers").scrollTop = $("text").scrollTop));
  $("who").addEventListener("change", check);
}

// Puts a template on the page: its text, what is known of it already.
export function show(one, text, locked) {
  clearTimeout(waiting);
  $("text").value = text;
  $("text").readOnly = Boolean(locked);
  $("locked").textContent = locked ?? "";
  $("locked").hidden = !locked;
  $("options").replaceChildren();
  $("text").scrollTop = 0;
  if (one.text === text && one.preview && $("who").value === "0") tell(one);
  else check();
}

export async function check() {
  const one = current();
  if (!one) return;
  const mine = ++asking;
  const options = [...$("options").querySelectorAll("input:checked")].map((box) => box.value);
  const found = await send("/api/templates/check", { text: $("text").value, id: one.id, with: options, who: Number($("who").value) || 0 });
  if (mine !== asking || current() !== one) return; // another text was asked about meanwhile
  if (found.error) $("verdict").textContent = found.say;
  else tell(found);
}

export function tell({ issues, options, preview, reads }) {
  number(issues);
  const warned = issues.filter((issue) => issue.warning).length;
  $("verdict").textContent = issues.length ? TEXT.verdict(issues.length - warned, warned) : TEXT.good;
  $("verdict").classList.toggle("bad", issues.length > warned);
  $("issues").replaceChildren(...issues.map(line));
  choices(options);
  $("preview").classList.toggle("stale", !reads);
  if (!reads) $("preview").dataset.why = TEXT.preview;
  else $("preview").replaceChildren(...(preview.length ? preview.map(part) : [el("p", { class: "note" }, TEXT.nothing)]));
}

function line(issue) {
  const kind = issue.warning ? TEXT.warning : TEXT.wrong;
  const inside = [el("b", {}, TEXT.line(issue.line)), el("span", { class: issue.warning ? "kind" : "kind bad" }, kind), el("span", { class: "say" }, issue.say.replaceAll("« ", "«\u00a0").replaceAll(" »", "\u00a0»"))];
  return el("li", {}, el("button", { type: "button", class: "issue", "data-code": issue.code, onclick: () => go(issue) }, ...inside));
}

// The caret goes where the fault is.
function go({ line: at, column }) {
  const lines = $("text").value.split("\n");
  const before = lines.slice(0, Math.max(at - 1, 0)).reduce((sum, text) => sum + text.length + 1, 0);
  const place = Math.min(before + Math.max(column - 1, 0), $("text").value.length);
  $("text").focus();
  $("text").setSelectionRange(place, at ? before + (lines[at - 1]?.length ?? 0) : place);
}

function number(issues) {
  const marks = new Map(issues.filter((issue) => issue.line).map((issue) => [issue.line, issue.warning]));
  const count = $("text").value.split("\n").length;
  const rows = Array.from({ length: count }, (_, row) => {
    const wrong = marks.get(row + 1);
    return el("span", { class: wrong === undefined ? null : wrong ? "warn" : "wrong" }, `${row + 1}\n`);
  });
  $("numbers").replaceChildren(...rows);
  $("numbers").scrollTop = $("text").scrollTop;
}

function choices(names) {
  const now = [...$("options").querySelectorAll("input")].map((box) => box.value);
  if (now.join("\n") === names.join("\n")) return;
  $("options").replaceChildren(...names.map((name) => el("label", {}, el("input", { type: "checkbox", value: name, onchange: check }), TEXT.option(name))));
}

function part(held) {
  if (held.field === undefined) return document.createTextNode(held.text);
  const value = held.text || held.default || "";
  const how = held.source || (!held.text && held.default) ? "proposed" : held.required && !value ? "wanted" : "";
  const why = held.source ? TEXT.from(held.source) : !held.text && held.default ? TEXT.proposed : held.required ? TEXT.required : "";
  const shown = value || held.field + (held.required ? "*" : "");
  const label = `${held.field}${why ? `, ${why}` : ""}`;
  return el("span", { class: `field ${how}${value ? "" : " empty"}`, title: label }, shown, held.unit ? ` ${held.unit}` : "");
}
