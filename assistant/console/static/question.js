// The question that waits, its choices as buttons, and the time left to answer.
import { $, el } from "./dom.js";
import { press } from "./net.js";
import { OTHER, QUESTION } from "./words.js";

// The word that agrees: engaging wants «je confirme», what was hardly heard a yes.
const AGREES = { confirming: ["confirm", QUESTION.confirm], doubting: ["affirm", QUESTION.yes] };
let open = null; // the question of the last state
let ends = 0; // when it expires, on this machine's clock
let ticking = 0;

export function show(state) {
  const asked = state.question;
  const box = $("question");
  ends = asked ? performance.now() + asked.left * 1000 : 0;
  if (asked && open && asked.id === open.id && asked.say === open.say) return;
  open = asked;
  clearInterval(ticking);
  box.hidden = !asked;
  box.replaceChildren();
  if (!asked) return;
  box.className = `question ${asked.kind}`;
  const answer = (intent, slots) => press(intent, slots, asked.id);
  box.append(
    el("header", {}, el("h2", {}, QUESTION[asked.kind]), el("span", { class: "left", id: "left" })),
    el("p", { class: "asked" }, sentence(asked)),
    asked.choices.length ? choices(asked, answer) : "",
    el(
      "div",
      { class: "actions" },
      asked.kind in AGREES ? agreement(...AGREES[asked.kind], answer) : null,
      el("button", { type: "button", class: "plain cancel", onclick: () => answer("deny") }, asked.kind === "doubting" ? QUESTION.no : QUESTION.cancel),
      asked.choices.length ? el("p", { class: "how" }, QUESTION.how[asked.kind] ?? "") : null,
    ),
    el("div", { class: "bar", "aria-hidden": "true" }, el("i", { id: "bar" })),
  );
  ticking = setInterval(tick, 250);
  tick();
}

function agreement(intent, label, answer) {
  return el("button", { type: "button", class: "primary confirm", onclick: () => answer(intent) }, label);
}

// The list of people is drawn below: the sentence need not repeat it.
function sentence(asked) {
  return asked.choices.length > 1 ? asked.say.replace(/ : .*\. /, ". ") : asked.say;
}

function choices(asked, answer) {
  const buttons = asked.choices.map((choice, index) => {
    const who = choice.patient;
    const lines = who
      ? [el("b", {}, who.name), el("span", {}, who.born), el("span", { class: "ipp" }, who.ipp ? `IPP ${who.ipp}` : OTHER.noIpp), who.room ? el("span", {}, OTHER.room(who.room)) : null]
      : [el("b", {}, choice.label)];
    const button = el(
      "button",
      { type: "button", class: "choice", onclick: () => answer("select_item", { ordinal: index + 1 }) },
      el("i", { class: "number" }, String(index + 1)),
      el("span", { class: "what" }, ...lines.filter(Boolean)),
    );
    return el("li", {}, button);
  });
  return el("ol", { class: "choices" }, ...buttons);
}

function tick() {
  const left = Math.max(0, ends - performance.now());
  const seconds = Math.ceil(left / 1000);
  const node = $("left");
  if (!node || !open) return;
  node.textContent = QUESTION.left(seconds);
  node.setAttribute("aria-label", QUESTION.leftLong(seconds));
  $("bar").style.width = `${(100 * left) / 1000 / open.patience}%`;
}

// A digit chooses, Escape cancels; never a key that confirms.
export function key(event) {
  if (!open) return false;
  if (event.key === "Escape") {
    press("deny"); // never «cancel», which would undo once the question is gone
    return true;
  }
  const number = Number(event.key);
  if (open.choices.length && Number.isInteger(number) && number >= 1 && number <= open.choices.length) {
    press("select_item", { ordinal: number }, open.id);
    return true;
  }
  return false;
}
