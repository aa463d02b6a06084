// What was heard and what was done, as a list of turns with their times.
import { $, capital, clock, el } from "./dom.js";
import { DOUBT, IGNORED, OTHER, OUTCOMES } from "./words.js";

const MOST = 60; // turns kept on the page
const turns = new Map();
let live = null; // id of the turn whose words are still being said

export function clear() {
  turns.clear();
  live = null;
  $("turns").replaceChildren();
  welcome();
}

function welcome() {
  $("welcome").hidden = turns.size > 0;
}

function turn(event) {
  let node = turns.get(event.turn);
  if (!node) {
    node = el("li", { class: "turn" });
    node.append(
      el("div", { class: "heard", hidden: true }, el("time", { datetime: event.at }, clock(event.at)), el("q"), el("small")),
      el("div", { class: "answers" }),
    );
    turns.set(event.turn, node);
    $("turns").append(node);
    prune();
    welcome();
  }
  return node;
}

function prune() {
  while (turns.size > MOST) {
    const [first, node] = turns.entries().next().value;
    node.remove();
    turns.delete(first);
  }
}

// The words so far: they are replaced by what was heard in the end, or go away.
function partial(event) {
  if (live !== event.turn) {
    if (turns.has(event.turn)) return; // too late
    unheard();
    live = event.turn;
  }
  write(event, true);
}

function heard(event) {
  if (live === event.turn) live = null;
  else unheard();
  write(event, false);
}

function write(event, going) {
  const box = turn(event).querySelector(".heard");
  box.hidden = false;
  box.classList.toggle("live", going);
  const words = event.facts.text.split(" ");
  const doubtful = new Set(event.facts.doubtful ?? []);
  const told = words.map((word, place) => (doubtful.has(place) ? el("u", { class: "doubt", title: DOUBT }, word) : word));
  box.querySelector("q").replaceChildren(...told.flatMap((word, place) => (place ? [" ", word] : [word])));
}

function unheard() {
  turns.get(live)?.remove();
  turns.delete(live);
  live = null;
  welcome();
}

function understood(event) {
  const labels = event.facts.labels ?? [];
  const meant = event.facts.commands ?? [];
  if (meant.length === 1 && meant[0][0] === "out_of_scope") return;
  const node = turn(event);
  const text = labels.map(capital).join(", puis ");
  const words = node.querySelector("q");
  if (words.textContent) {
    node.querySelector("small").textContent = text;
  } else {
    node.classList.add("clicked");
    node.querySelector(".heard").hidden = false;
    words.textContent = `${OTHER.button} : ${text}`;
  }
}

function outcome(event) {
  const { say, reason } = event.facts;
  if (live === event.turn) unheard();
  const text = say ?? IGNORED[reason];
  if (!text || (reason === "silence" && !turns.has(event.turn))) return;
  const answer = el("p", { class: `answer ${event.name}` }, el("b", { class: "unseen" }, `${OUTCOMES[event.name]} : `), text);
  turn(event).querySelector(".answers").append(answer);
}

const SHOWN = { partial, heard, understood, done: outcome, asked: outcome, refused: outcome, failed: outcome, ignored: outcome, expired: outcome };

export function show(event) {
  SHOWN[event.name]?.(event);
  last();
}

function last() {
  const box = $("talk-panel");
  box.scrollTop = box.scrollHeight;
}

new ResizeObserver(last).observe($("talk-panel")); // a question that opens below takes room
