// The way between the sheet and the assistant: one request at a time, typed words first, nothing lost on the way.
import { send } from "../net.js";
import { selected } from "./caret.js";
import { between, points } from "./splice.js";

const PAUSE = 250; // milliseconds without a key before words are saved
const LONGEST = 800; // milliseconds of typing without a pause before they are saved anyway
const AGAIN = 2500; // milliseconds until words that could not be saved are tried again

export class Sync {
  // got(doc): a document came back; told(how, answer): "typing", "saved" or "failed".
  constructor(sheet, got, told) {
    this.sheet = sheet;
    this.got = got;
    this.told = told;
    this.doc = null;
    this.pointed = ""; // the place that was told last
    this.line = Promise.resolve();
  }

  // Work in turn: what is asked while something is under way comes after it.
  run(work) {
    this.line = this.line.then(work, work);
    return this.line;
  }

  typed() {
    this.told("typing");
    clearTimeout(this.timer);
    this.since ??= performance.now();
    const wait = Math.max(0, Math.min(PAUSE, LONGEST - (performance.now() - this.since)));
    this.timer = setTimeout(() => this.run(() => this.flush()), wait);
  }

  point() {
    clearTimeout(this.pointing);
    this.pointing = setTimeout(() => this.run(() => this.tell()), PAUSE);
  }

  // Save everything that is typed; true when nothing is left unsaved.
  async flush() {
    clearTimeout(this.timer);
    this.since = undefined;
    while (this.doc && this.sheet.dirty.length) {
      if (!(await this.save(this.sheet.dirty[0]))) return false;
    }
    return true;
  }

  async save(part) {
    const text = part.text;
    const answer = await send("/api/document/type", change(this.doc, part, text));
    if (answer.error) {
      this.told("failed", answer);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.run(() => this.flush()), AGAIN);
      return false;
    }
    part.sent(text);
    this.pointed = "";
    this.take(answer);
    if (!this.sheet.dirty.length) this.told("saved");
    return true;
  }

  // Where dictated words shall go: the caret, when it stands where they can.
  async tell() {
    const part = this.sheet.focused;
    if (!part || !this.sheet.writable || !(part.field || part === this.sheet.parts.at(-1))) return;
    if (!(await this.flush()) || !this.doc) return;
    const name = part.field ? part.name : "";
    const at = part.editable ? selected(part.node) : null;
    const atEnd = !at || (at[0] === at[1] && at[0] === part.text.length) || part.proposed;
    const asked = { id: this.doc.id, name, at: atEnd ? null : points(part.text, at[0]), end: atEnd ? null : points(part.text, at[1]) };
    const key = JSON.stringify(asked);
    if (key === this.pointed || (!this.pointed && atEnd && name === this.doc.field)) return;
    if (!(await send("/api/document/point", asked)).error) {
      this.pointed = key;
      this.doc.field = name;
      this.got(this.doc);
    }
  }

  // A deed of the editor; what is typed goes first. The answer, or null.
  async deed(verb, asked = {}) {
    if (!this.doc || !(await this.flush())) return null;
    const answer = await send(`/api/document/${verb}`, { id: this.doc.id, ...asked });
    this.pointed = "";
    if (answer.error) this.told("failed", answer);
    else if (answer.id) this.take(answer);
    return answer.error ? null : answer;
  }

  // An answer that was overtaken by a newer one says nothing any more.
  take(doc) {
    if (this.doc?.id === doc.id && doc.version < this.doc.version) return;
    this.doc = doc;
    this.got(doc);
  }

  // The page goes away: what is typed goes out with it.
  leave() {
    for (const part of this.doc ? this.sheet.dirty : []) send("/api/document/type", change(this.doc, part, part.text), true);
  }
}

function change(doc, part, text) {
  const cut = between(part.base, text);
  const at = points(part.base, cut.at);
  const removed = points(part.base, cut.at + cut.removed) - at;
  return { id: doc.id, version: doc.version, name: part.name, field: part.field, at, removed, added: cut.added };
}
