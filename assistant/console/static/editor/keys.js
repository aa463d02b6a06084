// The keys of the editor; the list that the person reads is SHORTCUTS in words.js.

const FUNCTION = { F2: "sign", F8: "doubt", F9: "dictate" };
const CONTROL = { z: "undo", y: "redo", s: "save", p: "preview" };

export function wire(deeds, writing) {
  document.addEventListener("keydown", (event) => {
    const deed = writing() && !document.querySelector("dialog[open]") && meant(event);
    if (!deed) return;
    event.preventDefault();
    if (!event.repeat || deed === "undo" || deed === "redo") deeds[deed]();
  });
}

function meant(event) {
  if (event.altKey) return null;
  const control = event.ctrlKey || event.metaKey;
  if (!control) return event.key === "F8" && event.shiftKey ? "sure" : event.shiftKey ? null : FUNCTION[event.key];
  if (event.key === "Enter") return event.shiftKey ? "accept" : inSheet(event) ? "take" : null;
  const key = event.key.toLowerCase();
  const deed = key === "z" && event.shiftKey ? "redo" : event.shiftKey ? null : CONTROL[key];
  const own = event.target.closest("input, textarea"); // what is typed there has an undo of its own
  return own && (deed === "undo" || deed === "redo") ? null : deed;
}

function inSheet(event) {
  return event.target.closest("#sheet");
}
