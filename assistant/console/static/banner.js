// The open patient with two identifiers, always in sight; and where in the record one is.
import { $, capital, el } from "./dom.js";
import { press } from "./net.js";
import { OTHER, PLACES } from "./words.js";

let drawn = "";

export function show(state) {
  const key = JSON.stringify([state.patient, state.place, state.detail]);
  if (key === drawn) return;
  drawn = key;
  const box = $("patient");
  box.classList.toggle("none", !state.patient);
  const place = el("p", { class: "place" }, PLACES[state.place] ?? "", state.detail ? el("b", {}, capital(state.detail)) : null);
  if (!state.patient) {
    box.replaceChildren(el("div", { class: "who" }, el("h1", {}, OTHER.noPatient), el("p", {}, OTHER.noPatientHint)), place);
    return;
  }
  const { name, born, birth, ipp, room } = state.patient;
  const facts = el(
    "p",
    { class: "identity" },
    el("span", { class: "birth" }, born, birth ? ` (${OTHER.age(age(birth))})` : ""),
    el("span", { class: "ipp" }, ipp ? `IPP ${ipp}` : OTHER.noIpp),
    room ? el("span", {}, OTHER.room(room)) : null,
  );
  const close = el("button", { type: "button", class: "quiet close", onclick: () => press("close_record") }, OTHER.closeRecord);
  box.replaceChildren(el("div", { class: "who" }, el("h1", {}, name), facts), place, close);
}

function age(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  const now = new Date();
  const before = now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < day);
  return now.getFullYear() - year - (before ? 1 : 0);
}
