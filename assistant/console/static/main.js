// Puts the page together: events and states in, what the person does out.
import * as banner from "./banner.js";
import * as conversation from "./conversation.js";
import * as curve from "./curve.js";
import { $, notice } from "./dom.js";
import * as editor from "./editor/editor.js";
import { follow, press, say } from "./net.js";
import * as panels from "./panels.js";
import * as question from "./question.js";
import { Speaker } from "./speaker.js";
import { Talk } from "./talk.js";
import * as top from "./top.js";
import { FAULTS, NOW } from "./words.js";

const body = document.body;
const pending = { stage: "", label: "" }; // what the assistant is at, between speech and outcome
let state = null;
const speaker = new Speaker(
  (talking) => talk.answers(talking),
  (key, at) => talk.microphone.aloud(key, at),
);
const talk = new Talk(draw, () => speaker.stop());

function draw() {
  const asleep = state?.mode === "asleep";
  const [stage, text] = now(asleep);
  $("now").dataset.state = stage;
  if ($("now").textContent !== text) $("now").textContent = text;
  body.dataset.listen = talk.how;
  if (talk.button) {
    $("talk-hint").textContent = talk.hint(asleep);
    talk.button.setAttribute("aria-pressed", String(talk.how !== "off"));
    talk.button.disabled = body.dataset.link !== "open";
  }
}

function now(asleep) {
  if (body.dataset.link !== "open") return ["lost", NOW.lost];
  if (pending.stage) return [pending.stage, pending.label || NOW[pending.stage]];
  if (talk.opening) return ["opening", NOW.opening];
  if (talk.talking) return ["speaking", NOW.speaking];
  if (talk.listening) return ["listening", NOW.listening];
  if (asleep) return ["asleep", NOW.asleep];
  if (state?.question) return ["waiting", NOW.waiting];
  return state?.mode === "dictation" ? ["dictating", NOW.dictating] : ["ready", NOW.ready];
}

function stage(name, label = "") {
  Object.assign(pending, { stage: name, label });
  draw();
}

const STAGES = {
  speech: ({ speaking }) => {
    talk.speech(speaking);
    if (speaking) speaker.hold();
    stage(speaking ? "hearing" : "transcribing");
  },
  listening: ({ on }) => !on && pending.stage === "hearing" && stage(""),
  partial: () => speaker.stop(),
  heard: () => {
    speaker.stop();
    stage("understanding");
  },
  understood: () => stage("understood"),
  acting: ({ label }) => stage("acting", `${NOW.acting} : ${label}…`),
  busy: () => {
    speaker.stop();
    stage("");
    notice(FAULTS.busy);
  },
};
const NOBODY = new Set(["echo", "silence"]); // reasons of «ignored»: no person spoke
const ENDS = new Set(["done", "asked", "refused", "failed", "ignored", "expired"]);

function happened(event) {
  STAGES[event.name]?.(event.facts);
  conversation.show(event);
  editor.happened(event);
  if (!ENDS.has(event.name)) return;
  stage("");
  const { say: words, speech, reason } = event.facts;
  if (NOBODY.has(reason)) speaker.resume();
  if (words) $("announce").textContent = words;
  if (speech) speaker.say(speech);
}

function shown(fresh) {
  state = fresh;
  body.dataset.mode = state.mode;
  $("sleep").setAttribute("aria-checked", String(state.mode === "asleep"));
  banner.show(state);
  question.show(state);
  const drawn = curve.show(state);
  const listed = panels.listing(state);
  panels.help(state, use);
  const writing = editor.show(state);
  if (writing === "opened") panels.tab("document");
  else if (drawn || listed) panels.tab("list");
  else if (writing === "closed" || (state.question && !writing)) panels.tab("talk");
  draw();
}

function told(message) {
  if (message.type === "event") happened(message);
  if (message.type === "state") shown(message);
  if (message.type === "past") {
    conversation.clear();
    message.events.forEach(conversation.show);
  }
}

function linked(how) {
  top.linked(how);
  if (how === "lost") stage("");
  draw();
}

// An example goes to the input: the person completes it, or sends it.
function use(words) {
  const input = $("text");
  input.value = words;
  panels.tab("talk");
  input.focus();
  input.setSelectionRange(words.length, words.length);
}

$("typed").addEventListener("submit", async (event) => {
  event.preventDefault();
  const input = $("text");
  const words = input.value.trim();
  if (!words) return;
  speaker.stop();
  input.value = "";
  if (!(await say(words)) && !input.value) input.value = words;
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.closest("input, textarea, select, [contenteditable]") && event.key !== "Escape") return;
  if (question.key(event)) event.preventDefault();
});

for (const node of document.querySelectorAll(".tabs [role=tab]")) {
  node.addEventListener("click", () => panels.tab(node.dataset.tab));
}
$("sleep").addEventListener("click", () => press(state?.mode === "asleep" ? "wake" : "sleep"));
top.beforeQuit(() => talk.microphone.close());
$("speak")?.addEventListener("click", () => {
  speaker.on = !speaker.on;
  if (!speaker.on) speaker.stop();
  $("speak").setAttribute("aria-checked", String(speaker.on));
});
speaker.on = $("speak")?.getAttribute("aria-checked") === "true";

panels.starters(use);
follow(told, linked);
