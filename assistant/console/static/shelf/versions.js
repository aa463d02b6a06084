// Every version of a template: what it changed, and the way back to it.
import { $, el, notice } from "../dom.js";
import { get } from "../net.js";
import { PAST } from "./words.js";

let restore = () => {};

export function wire(back) {
  restore = back;
  $("version-close").addEventListener("click", () => $("version").close());
}

export function draw(one) {
  $("version-count").textContent = PAST.count(one.versions.length);
  const lines = one.versions.map((version) => line(one, version));
  $("versions").replaceChildren(...(lines.length ? lines : [el("li", { class: "note" }, PAST.none)]));
}

function line(one, version) {
  const inside = [el("b", {}, PAST.title(version)), el("span", {}, PAST.by(version))];
  return el("li", {}, el("button", { type: "button", class: "pick", onclick: () => open(one, version) }, ...inside));
}

async function open(one, version) {
  const older = one.versions.find((v) => v.version < version.version && v.text);
  const answer = await get(`/api/templates/compare?id=${encodeURIComponent(one.id)}&from=${older?.version ?? 0}&to=${version.version}`);
  if (answer.error) {
    notice(answer.say);
    return;
  }
  $("version-title").textContent = PAST.title(version);
  $("version-by").textContent = PAST.by(version);
  const same = answer.pieces.every(([kind]) => kind === "same");
  $("difference").replaceChildren(...(same ? [el("p", { class: "note" }, PAST.same)] : answer.pieces.map(piece)));
  const back = $("version-restore");
  back.hidden = !one.mine || !version.text || version.version === one.version;
  back.onclick = () => {
    $("version").close();
    restore(one.id, version.version);
  };
  $("version").showModal();
  $("difference").querySelector("ins, del")?.scrollIntoView({ block: "center" });
}

function piece([kind, text]) {
  if (kind === "same") return text;
  return el(kind === "added" ? "ins" : "del", {}, el("span", { class: "unseen" }, PAST[kind]), text);
}
