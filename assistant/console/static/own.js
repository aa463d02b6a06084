// The page of one's own words: what the assistant keeps, and the changes a person makes.
import { $, el, notice } from "./dom.js";
import { get, post } from "./net.js";
import "./top.js";
import { OWN } from "./words.js";

const quote = (words) => `«\u00a0${words}\u00a0»`;

async function load() {
  const found = await get("/api/words");
  if (found.error) notice(found.say);
  else draw(found);
}

function draw({ words, phrases, counts }) {
  $("words").replaceChildren(...(words.length ? words.map(word) : [el("li", { class: "none" }, OWN.none)]));
  $("words-count").textContent = words.length ? OWN.count(words.length) : "";
  $("count").setAttribute("aria-checked", String(counts));
  const empty = counts ? OWN.noPhrase : OWN.notCounted;
  $("phrases").replaceChildren(...(phrases.length ? phrases.map(phrase) : [el("li", { class: "none" }, empty)]));
  document.body.dataset.loaded = "yes";
}

function word(alias) {
  const waits = alias.status === "proposed";
  return el("li", { "data-said": alias.said },
    el("p", { class: "pair" }, el("b", {}, quote(alias.said)), el("span", {}, OWN.means), quote(alias.meaning)),
    el("p", { class: "tags" }, waits ? el("span", { class: "wait" }, OWN.proposed) : null, waits ? " " : null, `${OWN.kind[alias.kind]} · ${OWN.scope[alias.scope]} · ${OWN.version(alias.version)}`),
    el("p", { class: "buttons" },
      waits ? el("button", { type: "button", class: "primary", onclick: () => change("accept", alias) }, OWN.accept) : null,
      el("button", { type: "button", class: "plain", onclick: () => change("remove", alias) }, waits ? OWN.refuse : OWN.remove)),
    alias.history.length > 1 ? el("details", {}, el("summary", {}, OWN.history), el("ol", {}, ...alias.history.map(past))) : null);
}

function past(version) {
  const day = new Date(version.at).toLocaleDateString("fr-FR");
  return el("li", {}, `${version.version}. ${quote(version.meaning)}, ${OWN.status[version.status]}, ${day}, ${version.by}`);
}

function phrase({ phrase: said, times }) {
  const use = () => {
    $("said").value = said;
    $("meaning").focus();
  };
  return el("li", {},
    el("p", { class: "pair" }, el("b", {}, quote(said))),
    el("p", { class: "tags" }, OWN.times(times)),
    el("p", { class: "buttons" }, el("button", { type: "button", class: "plain", onclick: use }, OWN.use)));
}

async function change(act, { said, meaning, scope }) {
  const told = await post("/api/words", { act, words: said, meaning, scope });
  if (!told) return false;
  const undo = act === "remove" && told.done ? el("button", { type: "button", class: "plain", onclick: () => change("restore", { said, meaning, scope }) }, OWN.restore) : null;
  $("answer").replaceChildren(el("span", {}, told.say), ...(undo ? [undo] : []));
  $("answer").hidden = false;
  $("answer").classList.toggle("no", !told.done);
  await load();
  return told.done;
}

$("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData($("add"));
  const done = await change("add", { said: form.get("said"), meaning: form.get("meaning"), scope: form.get("scope") });
  if (!done) return;
  $("said").value = "";
  $("meaning").value = "";
  $("said").focus();
});

$("count").addEventListener("click", async () => {
  const yes = $("count").getAttribute("aria-checked") !== "true";
  const fresh = await post("/api/words/count", { yes });
  if (fresh) draw(fresh);
});

load();
