// One part of the sheet: a text, a field of words, or a field of choices; drawn, and drawn again in place.
import { capital, el } from "../dom.js";
import { ended, select, selected, textOf } from "./caret.js";
import { apply, between, carried, moved, units } from "./splice.js";
import { FIELD } from "./words.js";

export class Part {
  // `did` is told what the person does: { choose(part, words), accept(part) }.
  constructor(key, raw, did) {
    this.key = key;
    this.did = did;
    this.name = raw.field ?? key.slice(2);
    this.field = "field" in raw;
    this.choices = raw.choices ?? [];
    this.base = ""; // the text of the last version
    this.drawn = "";
    this.node = this.choices.length ? this.chooser() : this.words();
    this.wrap = this.field ? this.around() : this.node;
  }

  words() {
    const node = el("span", { class: this.field ? "value" : "words", role: "textbox", "aria-multiline": "true", spellcheck: "true", lang: "fr" });
    node.dataset.key = this.key;
    return node;
  }

  chooser() {
    const node = el("select", { class: "value", onchange: () => this.did.choose(this, node.value) });
    node.dataset.key = this.key;
    return node;
  }

  around() {
    const wrap = el("span", { class: "field" });
    this.unit = el("span", { class: "unit" });
    this.from = el("span", { class: "from" });
    this.take = el("button", { type: "button", class: "take", tabindex: "-1", title: FIELD.accept(this.name), "aria-label": FIELD.accept(this.name), onclick: () => this.did.accept(this) }, "✓");
    wrap.append(this.node, this.unit, el("span", { class: "aside" }, this.from, this.take));
    return wrap;
  }

  get editable() {
    return !this.choices.length;
  }

  get text() {
    return this.editable ? textOf(this.node) : this.base;
  }

  get dirty() {
    return this.editable && this.text !== this.base;
  }

  // What was sent is now the base; what was typed meanwhile stays a change of it.
  sent(text) {
    this.base = text;
  }

  // A new version of it: what is typed here and not sent yet moves along.
  show(raw, { current, writable, selection }) {
    const now = raw.text;
    if (this.editable) this.merge(now, raw.doubtful ?? [], selection);
    else this.options(now, raw);
    this.base = now;
    this.raw = raw;
    if (this.editable) {
      this.node.setAttribute("contenteditable", writable ? "plaintext-only" : "false");
      if (writable && this.node.contentEditable !== "plaintext-only") this.node.setAttribute("contenteditable", "true");
    } else {
      this.node.disabled = !writable;
    }
    if (this.field) this.about(raw, current, writable);
  }

  merge(now, doubtful, selection) {
    const mine = between(this.base, this.text);
    const unsent = this.dirty;
    const text = unsent ? apply(now, moved(mine, this.base, now)) : now;
    const spans = unsent ? [] : marks(now, doubtful, selection);
    const drawn = JSON.stringify(spans);
    if (!text && this.node.firstChild) this.node.replaceChildren(); // a browser leaves a line break behind
    const whole = text + ended(text);
    if (whole === this.node.textContent && (drawn === this.drawn || (unsent && this.drawn === "[]"))) return;
    const at = document.activeElement === this.node ? selected(this.node) : null;
    const cut = between(this.text, text);
    this.node.replaceChildren(...pieces(text, spans), ended(text));
    this.drawn = drawn;
    if (at) select(this.node, carried(at[0], cut), carried(at[1], cut));
  }

  options(now, raw) {
    const answers = now && !this.choices.includes(now) ? [now, ...this.choices] : this.choices;
    const made = [el("option", { value: "" }, FIELD.choose), ...answers.map((a) => el("option", { value: a }, a))];
    this.node.replaceChildren(...made);
    this.node.value = now;
    this.node.style.setProperty("--letters", Math.max(8, (now || FIELD.choose).length + 1));
    this.node.classList.toggle("doubt", Boolean(raw.doubtful?.length));
  }

  about(raw, current, writable) {
    const shown = raw.text || "";
    const open = Boolean(shown || raw.default) && !raw.accepted;
    const origin = raw.source ? FIELD.from(raw.source) : open && shown ? FIELD.proposed : "";
    this.proposed = open;
    this.wrap.classList.toggle("current", current);
    this.wrap.classList.toggle("empty", !shown);
    this.wrap.classList.toggle("proposed", open && Boolean(shown));
    this.wrap.classList.toggle("wanted", Boolean(raw.required) && !shown);
    this.unit.textContent = raw.unit && shown ? `\u00a0${raw.unit}` : "";
    this.from.textContent = open ? origin : "";
    this.take.hidden = !open || !shown || !writable;
    const hint = [this.name, raw.unit, raw.required ? FIELD.required : ""].filter(Boolean).join(", ");
    this.node.dataset.hint = raw.required ? `${this.name} (${FIELD.required})` : this.name;
    const long = open && shown ? (raw.source ? FIELD.fromLong(raw.source) : FIELD.proposedLong) : "";
    this.node.setAttribute("aria-label", capital([hint, long].filter(Boolean).join(", ")));
    if (raw.required) this.node.setAttribute("aria-required", "true");
  }
}

// Spans in this page's places: doubtful words, and what the voice selected.
function marks(text, doubtful, selection) {
  const spans = doubtful.map(([a, b]) => ["doubt", units(text, a), units(text, b)]);
  if (selection) spans.push(["picked", units(text, selection[0]), units(text, selection[1])]);
  return spans.sort((one, other) => one[1] - other[1]);
}

function pieces(text, spans) {
  const out = [];
  let at = 0;
  for (const [kind, start, end] of spans) {
    if (start < at || end > text.length) continue; // what is marked twice is marked once
    out.push(text.slice(at, start), el(kind === "doubt" ? "u" : "mark", { class: kind }, text.slice(start, end)));
    at = end;
  }
  return [...out, text.slice(at)].filter((piece) => piece !== "");
}
