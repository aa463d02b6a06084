// The caret within one editable part, as offsets in its text; and how it walks from part to part.

// A browser cannot put its caret behind a last line break: something without width stands there, and is no text.
const STOP = "\u200b";

export const EDITABLE = "[contenteditable]:not([contenteditable=false])";

export const textOf = (node) => node.textContent.replaceAll(STOP, "");

// What a part holds to show a text.
export const ended = (text) => (text.endsWith("\n") ? STOP : "");

// [start, end] of the selection in that node, or null when it is elsewhere.
export function selected(node) {
  const selection = getSelection();
  if (!selection.rangeCount || !node.contains(selection.anchorNode)) return null;
  const range = selection.getRangeAt(0);
  if (!node.contains(range.startContainer) || !node.contains(range.endContainer)) return null;
  return [offset(node, range.startContainer, range.startOffset), offset(node, range.endContainer, range.endOffset)];
}

function offset(node, container, place) {
  const range = document.createRange();
  range.setStart(node, 0);
  range.setEnd(container, place);
  return range.toString().replaceAll(STOP, "").length;
}

export function select(node, start, end = start) {
  const range = document.createRange();
  range.setStart(...spot(node, start));
  range.setEnd(...spot(node, end));
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

function spot(node, place) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  let left = place;
  let last = null;
  while (walker.nextNode()) {
    last = walker.currentNode;
    if (left <= last.length) return [last, left];
    left -= last.length;
  }
  return last ? [last, last.length] : [node, 0];
}

// Text instead of what is selected, as if it were typed; `back`: and of so many characters before it.
export function insert(node, text, back = 0) {
  const at = selected(node);
  if (!at) return;
  const whole = textOf(node);
  const start = at[0] - back;
  const fresh = whole.slice(0, start) + text + whole.slice(at[1]);
  node.textContent = fresh + ended(fresh);
  select(node, start + text.length);
  node.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// Is the caret behind a last line break? There, a step back has to be made by hand.
export function behindBreak(node) {
  const at = selected(node);
  const text = textOf(node);
  return Boolean(at) && at[0] === at[1] && at[0] === text.length && text.endsWith("\n");
}

// An arrow at the edge of a part goes on in the next one; true when it did.
export function walk(event, parts) {
  if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return false;
  const here = parts.findIndex((node) => node === event.target);
  const at = here < 0 ? null : selected(event.target);
  if (!at || at[0] !== at[1]) return false;
  const { length } = textOf(event.target);
  if (event.key === "ArrowRight" && at[0] === length) return enter(parts[here + 1], 0);
  if (event.key === "ArrowLeft" && at[0] === 0) return enter(parts[here - 1], Infinity);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return jump(event, parts);
  return false;
}

function enter(node, place) {
  if (!node) return false;
  node.focus();
  if (node.matches(EDITABLE)) select(node, Math.min(place, textOf(node).length));
  return true;
}

// The line above or below may belong to another part.
function jump(event, parts) {
  const box = caretBox(event.target);
  const y = event.key === "ArrowDown" ? box.bottom + box.height / 2 : box.top - box.height / 2;
  const found = document.caretRangeFromPoint?.(box.left, y);
  const node = found && parts.find((part) => part.contains(found.startContainer));
  if (!node || node === event.target) return false;
  return enter(node, node.matches(EDITABLE) ? offset(node, found.startContainer, found.startOffset) : 0);
}

function caretBox(node) {
  const boxes = getSelection().getRangeAt(0).getClientRects();
  return boxes.length ? boxes[boxes.length - 1] : node.getBoundingClientRect();
}
