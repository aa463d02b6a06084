// The page of templates: what is shown, what may be done with it, and what the assistant answers.
import { $, el, notice } from "../dom.js";
import { follow, get, send } from "../net.js";
import { beforeQuit, linked } from "../top.js";
import * as list from "./list.js";
import * as text from "./text.js";
import * as versions from "./versions.js";
import { ABOUT, ACT, LIST, TEXT } from "./words.js";

const FRESH = ""; // the id of a template that was never saved
const CHANGES = ["own_templates", "save_template", "undo", "cancel"]; // what may change a template by voice
const drafts = new Map(); // id -> text that is not saved
let data = null;
let one = null;

async function load(id = one?.id) {
  const found = await get("/api/templates");
  if (found.error) return data ? notice(found.say) : nothing(found.say);
  data = found;
  if (!$("who").options.length) $("who").replaceChildren(...data.samples.map((who, n) => el("option", { value: n }, who)));
  $("begin").disabled = !data.writes;
  const known = [...data.templates, ...data.gone, ...data.broken].some((t) => t.id === id);
  if (id === FRESH || known) await open(id, false);
  else close();
  document.body.dataset.loaded = "yes";
}

// Nothing can be shown at all: why stays on the page.
function nothing(why) {
  $("count").textContent = why;
  $("begin").disabled = $("search").disabled = true;
  $("welcome").hidden = true;
  document.body.dataset.loaded = "yes";
}

function close() {
  one = null;
  $("one").hidden = true;
  $("welcome").hidden = false;
  document.body.dataset.shown = "list";
  list.draw(data, null, drafts);
  history.replaceState(null, "", location.pathname);
}

async function open(id, go = true) {
  const found = id === FRESH ? { id, name: "", scope: "person", text: "", version: 0, versions: [], mine: true } : await get(`/api/templates/one?id=${encodeURIComponent(id)}`);
  if (found.error) {
    notice(found.say);
    return;
  }
  one = found;
  const words = drafts.get(id) ?? (id === FRESH ? TEXT.start : one.text);
  if (id === FRESH) drafts.set(id, words);
  head();
  versions.draw(one);
  text.show(one, words, locked());
  marked();
  $("history").hidden = id === FRESH;
  $("welcome").hidden = true;
  $("one").hidden = false;
  document.body.dataset.shown = "one";
  list.draw(data, id, drafts);
  history.replaceState(null, "", id === FRESH ? location.pathname : `#${encodeURIComponent(id)}`);
  if (!go) return;
  $("answer").hidden = true;
  $("one-panel").scrollTop = 0;
  if (id !== FRESH) return $("name").focus({ preventScroll: true });
  $("text").focus();
  $("text").setSelectionRange("modèle : ".length, "modèle : ".length);
}

const gone = () => data.gone.find((t) => t.id === one.id);
const listed = () => data.templates.find((t) => t.id === one.id);

function locked() {
  if (gone()) return gone().hidden ? TEXT.locked.hidden : TEXT.locked.gone;
  if (one.mine) return null;
  return one.scope === "shipped" ? TEXT.locked.shipped : TEXT.locked.other(one.author);
}

function head() {
  const held = listed();
  $("name").textContent = one.name || ABOUT.fresh;
  const facts = [held?.kind, held?.specialty, one.id === FRESH ? ABOUT.freshHint : ABOUT[one.scope]];
  if (one.author && one.scope !== "person") facts.push(ABOUT.by(one.author, one.at));
  if (one.version) facts.push(ABOUT.version(one.version));
  if (gone()) facts.splice(0, facts.length, gone().hidden ? LIST.hidden : LIST.retired);
  $("about").replaceChildren(facts.filter(Boolean).join(" · "), ...(held?.also.length ? [el("br"), ABOUT.also(held.also)] : []));
  $("acts").replaceChildren(...(one.id === FRESH ? [] : acts()));
}

function acts() {
  const name = one.name;
  const shared = one.scope === "service" || one.scope === "site";
  const wider = { person: ["service", "site"], service: ["site"] }[one.scope] ?? [];
  const button = (words, work, main = false) => el("button", { type: "button", class: main ? "primary" : "plain", onclick: work }, words);
  if (gone()) return gone().mine ? [button(ACT.restore, () => act("restore", name), true)] : [];
  if (!listed()) return one.mine ? [button(ACT.retire, () => act("retire", name))] : [];
  const found = [];
  if (one.scope !== "person") found.push(button(ACT.mine, () => act("copy", name), !one.mine));
  if (one.mine) found.push(button(ACT.rename, () => ask("rename", ACT.renameTitle(name), ACT.renameDo)));
  found.push(button(ACT.copy, () => ask("copy", ACT.copyTitle(name), ACT.copyDo)));
  if (one.mine) found.push(...wider.filter((to) => data.shares.includes(to)).map((to) => button(ACT[to], () => act("share", name, "", to))));
  if (one.mine && shared) found.push(button(ACT.unshare, () => act("unshare", name)), button(ACT.retireAll, () => act("retire", name, "", one.scope)));
  found.push(button(one.scope === "person" ? ACT.retire : ACT.hide, () => act("retire", name, "", one.scope === "person" ? "" : "moi")));
  return found;
}

// An order, as if it were said; true when it was done.
async function act(verb, name, renamed = "", whom = "") {
  const told = await send("/api/templates/act", { act: verb, name, new: renamed, whom });
  await answered(told, verb !== "undo");
  return Boolean(told.done);
}

async function answered(told, undo = true) {
  const again = told.done && undo ? el("button", { type: "button", class: "plain", onclick: () => act("undo", "") }, ACT.undo) : null;
  $("answer").replaceChildren(el("span", {}, told.say ?? ""), ...(again ? [again] : []));
  $("answer").classList.toggle("no", !told.done);
  $("answer").hidden = false;
  $("one-panel").scrollTop = 0;
  if (told.done) await load(told.id ?? one?.id);
}

// --- the name of a copy, or a new name

let asked = null;

function ask(verb, title, words) {
  asked = verb;
  $("ask-title").textContent = title;
  $("ask-do").textContent = words;
  $("ask-name").value = verb === "rename" ? one.name : "";
  $("ask-answer").hidden = true;
  $("ask").showModal();
  $("ask-name").select();
}

$("ask-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const told = await send("/api/templates/act", { act: asked, name: one.name, new: $("ask-name").value, whom: "" });
  if (told.done) {
    $("ask").close();
    await answered(told);
    return;
  }
  $("ask-answer").textContent = told.say;
  $("ask-answer").hidden = false;
  $("ask-name").focus();
});
$("ask-close").addEventListener("click", () => $("ask").close());

// --- keeping what is written

function changed(words) {
  if (words === one.text) drafts.delete(one.id);
  else drafts.set(one.id, words);
  marked();
}

function marked() {
  const fresh = drafts.has(one.id);
  $("keep").hidden = $("drop").hidden = Boolean(locked());
  $("keep").disabled = $("drop").disabled = !fresh;
  $("saved").textContent = locked() ? "" : fresh ? TEXT.unsaved : TEXT.saved;
  $("saved").classList.toggle("fresh", fresh);
}

async function keep() {
  const { id, version } = one;
  if (!drafts.has(id)) return;
  const told = await send("/api/templates/keep", { text: drafts.get(id), id, version });
  if (told.code === "template-wrong") {
    text.tell({ ...told, preview: [], reads: false });
    $("issues").querySelector("button")?.focus();
    return;
  }
  if (told.done) drafts.delete(id);
  await answered(told);
}

$("keep").addEventListener("click", keep);
$("drop").addEventListener("click", () => {
  drafts.delete(one.id);
  if (one.id === FRESH) close();
  else open(one.id, false);
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    if (one && !$("keep").hidden) keep();
  }
});
const unsaved = () => [...drafts].some(([id, words]) => id !== FRESH || words !== TEXT.start);
addEventListener("beforeunload", (event) => unsaved() && event.preventDefault());
beforeQuit(() => {
  if (unsaved() && !confirm(TEXT.leave)) return false; // asked before the session ends: afterwards nothing can be saved
  drafts.clear();
});

$("begin").addEventListener("click", () => open(FRESH));
$("to-list").addEventListener("click", () => {
  document.body.dataset.shown = "list";
  $("list").querySelector("[aria-current]")?.focus();
});
// What was changed by voice meanwhile; words that are being written stay.
follow((told) => {
  if (told.type !== "event" || told.name !== "done" || !CHANGES.includes(told.facts.intent)) return;
  if (one && drafts.has(one.id)) get("/api/templates").then((found) => found.error || list.draw((data = found), one.id, drafts));
  else load();
}, linked);

list.wire(open);
text.wire({ current: () => one, changed });
versions.wire(async (id, version) => answered(await send("/api/templates/version", { id, version })));
load(decodeURIComponent(location.hash.slice(1)) || null);
