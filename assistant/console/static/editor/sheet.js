// The document as it is read: its parts in order, the ones that stay are kept with their caret.
import { $, el } from "../dom.js";
import { EDITABLE, behindBreak, insert, select, selected, walk } from "./caret.js";
import { Part } from "./part.js";
import { points, units } from "./splice.js";
import { DOC, FIELD } from "./words.js";

export class Sheet {
  // `did`: { typed(), pointed(), choose(part, words), accept(part) }.
  constructor(did) {
    this.did = did;
    this.box = $("sheet");
    this.parts = [];
    this.tail = el("br");
    this.ghost = el("span", { class: "ghost", "aria-hidden": "true" });
    this.listen();
  }

  listen() {
    this.box.addEventListener("input", () => this.did.typed());
    this.box.addEventListener("compositionend", () => this.did.typed());
    this.box.addEventListener("paste", (event) => {
      event.preventDefault();
      insert(event.target.closest(EDITABLE), event.clipboardData.getData("text/plain").replaceAll("\r", ""));
    });
    this.box.addEventListener("drop", (event) => event.preventDefault());
    this.box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter" && !event.ctrlKey && event.target.matches(EDITABLE)) {
        event.preventDefault();
        insert(event.target, "\n");
      } else if (event.key === "Backspace" && event.target.matches(EDITABLE) && behindBreak(event.target)) {
        event.preventDefault();
        insert(event.target, "", 1);
      } else if (walk(event, this.stops)) {
        event.preventDefault();
      }
    });
    // a press beside the text goes to its end
    this.box.addEventListener("mousedown", (event) => {
      if (event.target !== this.box || !this.writable) return;
      event.preventDefault();
      this.end();
    });
    document.addEventListener("selectionchange", () => this.focused && this.did.pointed());
  }

  get stops() {
    return this.parts.map((part) => part.node);
  }

  // The part that has the focus.
  get focused() {
    return this.parts.find((part) => part.node === document.activeElement) ?? null;
  }

  get dirty() {
    return this.parts.filter((part) => part.dirty);
  }

  clear() {
    this.parts = [];
    this.box.dataset.id = "";
    this.box.replaceChildren();
  }

  show(doc, writable) {
    this.writable = writable;
    this.box.dataset.id = doc.id;
    const known = new Map(this.parts.map((part) => [part.key, part]));
    const laid = parts(doc.parts).map(([key, raw]) => {
      const kept = known.get(key);
      const same = kept && kept.choices.join("\n") === (raw.choices ?? []).join("\n");
      return [same ? kept : new Part(key, raw, this.did), raw];
    });
    const last = laid.at(-1)[0];
    this.here = spot(doc, laid);
    this.arrange(laid.map(([part]) => part));
    for (const [part, raw] of laid) {
      const current = writable && part.field && part.name === doc.field;
      const selection = part === this.here ? doc.caret.selection : null;
      part.show(raw, { current, writable, selection });
      if (!part.field) part.node.setAttribute("aria-label", FIELD.text);
      part.node.tabIndex = part.field || part === last || laid.length === 1 ? 0 : -1;
    }
    last.node.dataset.hint = laid.length === 1 ? DOC.blank : "";
    this.box.classList.toggle("frozen", !writable);
  }

  arrange(parts) {
    const before = this.parts;
    this.parts = parts;
    if (before.length === parts.length && before.every((part, i) => part === parts[i])) return;
    const focused = before.find((part) => part.node === document.activeElement);
    const at = focused?.editable ? selected(focused.node) : null;
    this.box.replaceChildren(...parts.map((part) => part.wrap), this.tail);
    if (!focused || !parts.includes(focused)) return;
    focused.node.focus();
    if (at) select(focused.node, ...at);
  }

  // Words that are still being said, where they will be written.
  hear(words) {
    if (!words || !this.here) {
      this.ghost.remove();
      return;
    }
    this.ghost.textContent = ` ${words}`;
    this.here.wrap.after(this.ghost);
    this.ghost.scrollIntoView({ block: "nearest" });
  }

  // To the field that words go to; the caret moves along only when it is in the document already.
  follow(name, focus) {
    const part = name ? this.parts.find((p) => p.field && p.name === name) : this.parts.at(-1);
    if (!part) return;
    if (focus) this.enter(part);
    else part.wrap.scrollIntoView({ block: "nearest" });
  }

  enter(part) {
    part.node.focus();
    if (part.editable) select(part.node, part.field && part.proposed ? 0 : part.text.length, part.text.length);
  }

  end() {
    this.enter(this.parts.at(-1));
  }

  next() {
    const here = this.parts.indexOf(this.focused);
    const part = this.parts.slice(here + 1).find((p) => p.field) ?? this.parts.at(-1);
    this.enter(part);
  }

  // Select words, in sight.
  pick(part, start, end) {
    part.node.focus();
    if (part.editable) select(part.node, start, end);
    part.wrap.querySelector("u.doubt")?.scrollIntoView({ block: "nearest" });
  }

  // A place of this page as the assistant counts it.
  place(part, at) {
    return points(part.base, at);
  }

  // [part, start, end] of every doubtful word, in order; places of this page.
  doubts() {
    return this.parts.flatMap((part) =>
      (part.raw?.doubtful ?? []).map(([a, b]) => [part, units(part.base, a), units(part.base, b)]),
    );
  }
}

// [key, raw] of every part; a document always has a text to write in at its end.
function parts(raws) {
  const out = [];
  let before = "";
  for (const raw of raws) {
    if ("field" in raw) before = raw.field;
    out.push(["field" in raw ? `f:${raw.field}` : `t:${before}`, raw]);
  }
  if (!raws.length || "field" in raws.at(-1)) out.push([`t:${before}`, { text: "" }]);
  return out;
}

// The part that words go to.
function spot(doc, laid) {
  return (doc.field && laid.find(([part]) => part.field && part.name === doc.field)?.[0]) || laid.at(-1)[0];
}
