// Beside the sheet: what is to fill and to check, the documents of the patient, templates, the keys.
import { $, capital, el } from "../dom.js";
import { DRAFTS, FIELD, SHORTCUTS, STATUS, day } from "./words.js";

export let known = { pdf: false, printer: false };

export function wire(command) {
  $("shortcuts").replaceChildren(...SHORTCUTS.map(([keys, what]) => el("div", {}, el("dt", {}, ...keys.split(", ").flatMap((k, i) => [i ? " " : "", el("kbd", {}, k)])), el("dd", {}, what))));
  $("new-document").addEventListener("submit", (event) => {
    event.preventDefault();
    command("create_document", { doc_type: $("new-kind").value });
  });
  $("new-template").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = $("template-name").value.trim();
    if (!name) return;
    $("template-name").value = "";
    command("insert_template", { template: name });
  });
}

// Beside the document while one is open; else with the list, as long as a record is open.
export function place(open, patient) {
  const drafts = $("drafts");
  drafts.hidden = !patient;
  const home = open ? $("drafts-here") : $("drafts-there");
  if (drafts.parentElement !== home) home.append(drafts);
}

export function list(found, state, open) {
  known = found;
  const lines = found.drafts.map((draft) => line(draft, state.document?.id, open));
  $("draft-list").replaceChildren(...(lines.length ? lines : [el("li", { class: "empty" }, DRAFTS.none)]));
  $("new-kind").replaceChildren(...found.kinds.map(([key, label]) => el("option", { value: key }, capital(label))));
  $("templates").replaceChildren(...found.templates.map((name) => el("option", { value: name })));
  $("new-template").hidden = !found.templates.length;
}

function line(draft, here, open) {
  const facts = [STATUS[draft.status], draft.author, draft.changed ? day(draft.changed) : "", draft.blank ? DRAFTS.blank : ""];
  const inside = [el("b", {}, draft.title), el("span", {}, facts.filter(Boolean).join(" · "))];
  const button = el("button", { type: "button", class: "draft", "data-id": draft.id, "aria-current": draft.id === here ? "true" : null, onclick: () => open(draft.id) }, ...inside);
  return el("li", {}, button);
}

export function show(doc, sheet, writable, { accept }) {
  const fields = sheet.parts.filter((part) => part.field);
  const missing = new Set(doc.missing);
  const left = fields.filter((part) => missing.has(part.name) || (part.proposed && part.raw.text) || part.raw.doubtful?.length);
  $("field-count").textContent = fields.length ? ` (${fields.length - left.length}/${fields.length})` : "";
  const rows = fields.map((part) => row(part, { doc, missing, sheet, writable, accept }));
  const focused = document.activeElement?.closest?.("#field-list [data-field]")?.dataset;
  $("field-list").replaceChildren(...(rows.length ? rows : [el("li", { class: "empty" }, FIELD.none)]));
  if (focused) $("field-list").querySelector(`[data-field="${CSS.escape(focused.field)}"]`)?.focus();
}

function row(part, { doc, missing, sheet, writable, accept }) {
  const { raw, name } = part;
  const proposed = writable && part.proposed && raw.text;
  const text = raw.text ? `${raw.text}${raw.unit ? `\u00a0${raw.unit}` : ""}` : "";
  const note = missing.has(name) ? FIELD.required : proposed ? (raw.source ? FIELD.fromLong(raw.source) : FIELD.proposedLong) : "";
  const how = missing.has(name) ? "wanted" : proposed ? "proposed" : raw.text ? "done" : "";
  const inside = [el("b", {}, capital(name)), el("span", { class: "held-text" }, text || FIELD.empty), note ? el("small", {}, note) : null];
  const go = el("button", { type: "button", class: "go", "data-field": name, "aria-current": writable && name === doc.field ? "true" : null, onclick: () => sheet.enter(part) }, ...inside.filter(Boolean));
  const take = proposed && writable ? el("button", { type: "button", class: "take", title: FIELD.accept(name), "aria-label": FIELD.accept(name), onclick: () => accept(name) }, "✓") : null;
  return el("li", { class: how }, go, take);
}
