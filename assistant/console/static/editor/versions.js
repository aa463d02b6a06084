// Every change of the document, what it changed, and the way back to it.
import { $, el, notice } from "../dom.js";
import { get } from "../net.js";
import { VERSIONS } from "./words.js";

let current = () => null;
let restore = () => {};
let drawn = "";

export function wire(how) {
  ({ current, restore } = how);
  $("versions").addEventListener("toggle", () => changed(current()));
  $("version-close").addEventListener("click", () => $("version").close());
}

// The list is fetched while it is looked at.
export async function changed(doc) {
  const key = doc ? `${doc.id} ${doc.version}` : "";
  if (!$("versions").open || !doc || key === drawn) return;
  drawn = key;
  const found = await get(`/api/document/versions?id=${doc.id}`);
  if (found.error) return;
  const lines = found.versions.map((version) => line(version));
  $("version-list").replaceChildren(...(lines.length ? lines : [el("li", { class: "empty" }, VERSIONS.none)]));
}

function line(version) {
  const inside = [el("b", {}, VERSIONS.title(version.version, version.what)), el("span", {}, VERSIONS.by(version))];
  return el("li", {}, el("button", { type: "button", class: "draft", onclick: () => open(version) }, ...inside));
}

function open(version) {
  $("version-title").textContent = VERSIONS.title(version.version, version.what);
  $("version-by").textContent = VERSIONS.by(version);
  const doc = current();
  const choices = [
    [VERSIONS.change, { from: version.version - 1, to: version.version }],
    [VERSIONS.now, { from: version.version }],
  ];
  const buttons = choices.map(([words, span]) => el("button", { type: "button", class: "plain", "aria-pressed": "false", onclick: (event) => compare(event.target, span) }, words));
  $("version-choice").replaceChildren(...buttons);
  const back = $("version-restore");
  back.hidden = doc.status === "signed" || Boolean(doc.held) || version.version === doc.version;
  back.onclick = () => {
    $("version").close();
    restore(version.version);
  };
  if (!$("version").open) $("version").showModal();
  compare(buttons[0], choices[0][1]);
}

async function compare(button, { from, to }) {
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
  const answer = await get(`/api/document/compare?id=${current().id}&from=${from}${to === undefined ? "" : `&to=${to}`}`);
  if (answer.error) {
    notice(answer.say);
    return;
  }
  const same = answer.pieces.every(([kind]) => kind === "same");
  $("difference").replaceChildren(...(same ? [el("p", { class: "empty" }, VERSIONS.same)] : answer.pieces.map(piece)));
  $("difference").querySelector("ins, del")?.scrollIntoView({ block: "center" });
}

function piece([kind, text]) {
  if (kind === "same") return text;
  const said = el("span", { class: "unseen" }, VERSIONS[kind]);
  return el(kind === "added" ? "ins" : "del", {}, said, text);
}
