// The document in front of the person: what the voice writes appears, what is typed is kept.
import { $, notice } from "../dom.js";
import { get, press, send } from "../net.js";
import * as aside from "./aside.js";
import { selected } from "./caret.js";
import * as head from "./head.js";
import * as keys from "./keys.js";
import * as preview from "./preview.js";
import { Sheet } from "./sheet.js";
import { Sync } from "./sync.js";
import * as versions from "./versions.js";
import { DOC, VERSIONS } from "./words.js";

let state = null; // of the conversation
const sheet = new Sheet({
  typed: () => sync.typed(),
  pointed: () => {
    sync.point();
    head.at(doubtHere());
  },
  choose: (part, words) => act("choose", { name: part.name, text: words }),
  accept: (part) => act("accept", { name: part.name }),
});
const sync = new Sync(sheet, got, head.saved);

// "opened" or "closed" when that just happened, "open" while a document is, else "".
export function show(fresh) {
  const before = state?.document?.id;
  const patient = state?.patient?.ipp;
  state = fresh;
  const id = state.document?.id;
  document.body.dataset.doc = id ? "open" : "none";
  for (const name of ["document", "follow"]) $(`tab-${name}`).hidden = !id;
  head.mode(state);
  if (!id) close();
  else load(id);
  aside.place(Boolean(id), Boolean(state.patient) && state.writes);
  if (state.patient && state.writes && (id !== before || state.patient.ipp !== patient)) sync.run(list);
  if (id) return id === before ? "open" : "opened";
  return before ? "closed" : "";
}

export function happened(event) {
  if (event.name === "document" && event.facts.id === sync.doc?.id && event.facts.version > sync.doc.version) load(event.facts.id);
  if (event.name === "partial") sheet.hear(state?.mode === "dictation" ? event.facts.text : "");
  else if (event.turn) sheet.hear("");
}

let asked = 0; // looks that wait: the last one is enough

function load(id) {
  asked += 1;
  const mine = asked;
  return sync.run(async () => {
    if (mine !== asked && id === sync.doc?.id) return;
    const whole = await sync.flush();
    if (state.document?.id !== id) return;
    if (!whole && sync.doc && sync.doc.id !== id) lost();
    const doc = await get(`/api/document?id=${id}`);
    if (doc.error) head.saved("failed", doc);
    else sync.take(doc);
  });
}

// Words that no one would take any more are at least shown.
function lost() {
  const words = sheet.dirty.map((part) => part.text.trim()).join(" … ");
  notice(DOC.unsaved(words), 60);
}

function close() {
  sync.run(async () => {
    if (state.document) return;
    if (!(await sync.flush())) lost();
    sync.doc = null;
    sheet.clear();
    head.clear();
  });
}

let shown = ""; // id of the document that is drawn
let field = ""; // where words went then
let status = ""; // how far it had come then: the list beside it tells that too

function got(doc) {
  const fresh = shown !== doc.id;
  const inside = $("sheet").contains(document.activeElement);
  if (fresh) sheet.clear();
  if (!fresh && doc.status !== status) sync.run(list);
  shown = doc.id;
  status = doc.status;
  const writable = doc.status !== "signed" && !doc.held;
  sheet.show(doc, writable);
  if (doc.field !== field || fresh) sheet.follow(doc.field, inside && sheet.focused?.name !== doc.field);
  field = doc.field;
  head.show(doc, writable);
  head.at(doubtHere());
  aside.show(doc, sheet, writable, { accept: (name) => act("accept", { name }) });
  versions.changed(doc);
}

async function list() {
  const found = await get("/api/documents");
  if (!found.error) aside.list(found, state, open);
}

function open(id) {
  sync.run(async () => {
    if (!(await sync.flush())) lost();
    const answer = await send("/api/document/open", { id });
    if (answer.error) notice(answer.say, 20);
    else sync.take(answer);
  });
}

function shut() {
  sync.run(async () => {
    const id = sync.doc?.id;
    if (!(await sync.flush())) lost();
    if (id) await send("/api/document/close", { id });
  });
}

// A deed of the person, after what was typed; what it did is said.
function act(verb, more = {}, said = null) {
  return sync.run(async () => {
    const answer = await sync.deed(verb, more);
    if (answer && said) head.say(said(answer));
  });
}

// A command as if it was said, after what was typed.
function command(intent, slots = {}) {
  return sync.run(async () => {
    if (await sync.flush()) await press(intent, slots);
  });
}

// --- doubtful words

function doubtHere() {
  const part = sheet.focused;
  const at = part?.editable ? selected(part.node) : null;
  return at && sheet.doubts().find(([p, start, end]) => p === part && start <= at[0] && at[0] < end);
}

function nextDoubt() {
  const all = sheet.doubts();
  if (!all.length) return head.say(DOC.noDoubt);
  const here = sheet.parts.indexOf(sheet.focused);
  const caret = sheet.focused?.editable ? selected(sheet.focused.node) : null;
  const at = caret ? caret[0] - (caret[0] === caret[1] ? 1 : 0) : -1; // right before a word, that one is next
  const after = all.findIndex(([part, start]) => {
    const place = sheet.parts.indexOf(part);
    return place > here || (place === here && start > at);
  });
  const place = Math.max(0, after);
  const [part, start, end] = all[place];
  sheet.pick(part, start, end);
  head.say(DOC.doubt(part.text.slice(start, end), place + 1, all.length));
}

function sure() {
  const found = doubtHere();
  if (!found) return;
  const [part, start] = found;
  act("check", { name: part.name, field: part.field, at: sheet.place(part, start) }).then(nextDoubt);
}

// A button that is gone takes the focus with it.
function backToSheet() {
  if (document.activeElement === document.body) document.querySelector("#sheet [data-key]")?.focus();
}

// --- what the buttons and the keys do

const DEEDS = {
  undo: () => act("undo", {}, (answer) => DOC.undone(answer.what)),
  redo: () => act("redo", {}, (answer) => DOC.redone(answer.what)),
  dictate: () => command(state.mode === "dictation" ? "stop_dictation" : "start_dictation"),
  doubt: nextDoubt,
  sure,
  accept: () => act("accept", { name: "" }, () => DOC.accepted),
  take: () => {
    const part = sheet.focused;
    if (part?.field && part.proposed) act("accept", { name: part.name });
    sheet.next();
  },
  save: () => sync.run(async () => (await sync.flush()) && head.say(DOC.saved)),
  preview: () => sync.run(async () => (await sync.flush()) && preview.show(sync.doc, state, aside.known)),
  sign: () => command("sign_document"),
  amend: () => act("amend", {}, () => DOC.amended).then(backToSheet),
  close: shut,
};

export const writing = () => Boolean(sync.doc);
versions.wire({
  current: () => sync.doc,
  restore: (version) => act("restore", { version }, () => VERSIONS.restored(version)),
});
head.wire(DEEDS);
keys.wire(DEEDS, writing);
aside.wire(command);
preview.wire(() => command("print_document"));
window.addEventListener("pagehide", () => sync.leave());
