// One cut that makes a text of another, and how two people's cuts go together. Mirrors actions/reports/keyed.py.
// Places are UTF-16 here and characters on the way to the assistant: see points() and units().

const PAIR = /[\ud800-\udfff]/;

export function between(before, after) {
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before[at] === after[at]) at += 1;
  if (at && high(before[at - 1])) at -= 1; // never in the middle of a character
  let end = 0;
  while (end < shorter - at && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  if (end && low(before[before.length - end])) end -= 1;
  return { at, removed: before.length - end - at, added: after.slice(at, after.length - end) };
}

export function apply(text, cut) {
  return text.slice(0, cut.at) + cut.added + text.slice(cut.at + cut.removed);
}

// My cut of `base`, as a cut of what others made of it: nothing that anybody wrote is lost.
export function moved(mine, base, now) {
  const theirs = between(base, now);
  if (!theirs.removed && !theirs.added) return mine;
  if (mine.at + mine.removed <= theirs.at) return mine;
  if (mine.at >= theirs.at + theirs.removed) return { ...mine, at: mine.at + now.length - base.length };
  return { at: theirs.at + theirs.added.length, removed: 0, added: mine.added };
}

// Where a caret stands after a cut; one that stands right there stays before what was added.
export function carried(place, cut) {
  if (place <= cut.at) return place;
  if (place >= cut.at + cut.removed) return place + cut.added.length - cut.removed;
  return cut.at + cut.added.length;
}

export function points(text, units) {
  return PAIR.test(text) ? [...text.slice(0, units)].length : units;
}

export function units(text, count) {
  return PAIR.test(text) ? [...text].slice(0, count).join("").length : count;
}

function high(unit) {
  return unit >= "\ud800" && unit <= "\udbff";
}

function low(unit) {
  return unit >= "\udc00" && unit <= "\udfff";
}
