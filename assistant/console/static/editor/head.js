// What stands above the sheet: title, state, mode, buttons; and what was just done, said to all.
import { $, el, notice } from "../dom.js";
import { DOC, SAVED, STATUS } from "./words.js";

const button = (name) => document.querySelector(`#doc-bar [data-do=${name}]`);

export function wire(deeds) {
  for (const node of document.querySelectorAll("#document-panel [data-do]")) {
    node.addEventListener("mousedown", (event) => event.preventDefault()); // the caret stays where it is
    node.addEventListener("click", () => deeds[node.dataset.do]());
  }
}

export function show(doc, writable) {
  $("doc-title").textContent = doc.title;
  const status = $("doc-status");
  status.textContent = STATUS[doc.status] ?? doc.status;
  status.dataset.status = doc.status;
  const author = doc.author ? DOC.for(doc.author) : DOC.nobody;
  $("doc-facts").textContent = [doc.signature ? "" : author, doc.editor ? DOC.typedBy(doc.editor) : "", DOC.version(doc.version)].filter(Boolean).join(" · ");
  label("doubt", DOC.doubts(doc.doubtful), writable && doc.doubtful > 0);
  label("accept", DOC.accept(doc.unaccepted), writable && doc.unaccepted > 0);
  for (const name of ["undo", "redo", "dictate", "sign"]) button(name).disabled = !writable;
  for (const name of ["undo", "redo", "dictate", "doubt", "accept"]) button(name).hidden = doc.status === "signed";
  button("amend").hidden = doc.status !== "signed";
  button("sign").hidden = doc.status === "signed";
  seal(doc);
}

// In full where there is room, short on a narrow screen.
function label(name, [long, short], on) {
  const node = button(name);
  node.replaceChildren(el("span", { class: "long" }, long), el("span", { class: "short", "aria-hidden": "true" }, short));
  node.setAttribute("aria-label", long);
  node.disabled = !on;
}

// Why it cannot be written in: somebody else does, or it is signed.
function seal(doc) {
  const words = doc.held ?? (doc.signature ? DOC.signedBy(doc.signature) : "");
  const box = $("doc-held");
  box.hidden = !words;
  box.classList.toggle("signed", Boolean(doc.signature));
  if (box.textContent !== words) box.textContent = words;
}

export function clear() {
  $("doc-held").hidden = true;
  saved("saved");
}

// "typing", "saved", or "failed" with why.
export function saved(how, answer = null) {
  const node = $("doc-saved");
  node.textContent = SAVED[how];
  node.dataset.how = how;
  if (!answer) return;
  if (answer.error === "report-locked") seal({ held: answer.say });
  else notice(answer.say);
}

export function at(doubt) {
  button("sure").hidden = !doubt;
}

// Dictation is seen: a band above the sheet, and the sheet's own frame.
export function mode(state) {
  const on = state.mode === "dictation";
  const node = button("dictate");
  node.textContent = on ? DOC.stop : DOC.dictate;
  node.setAttribute("aria-pressed", String(on));
  const box = $("dictating");
  box.hidden = !on || !state.document;
  const words = DOC.dictating(state.document?.field);
  if (on && box.textContent !== words) box.replaceChildren(el("i", { "aria-hidden": "true" }), words);
}

export function say(text) {
  $("announce").textContent = text;
  $("doc-said").textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => ($("doc-said").textContent = ""), 6000);
}
