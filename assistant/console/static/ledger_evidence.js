// The reports that a figure counts: numbers and hours, in a window.
import { $, el, moment, notice, table } from "./dom.js";
import { get } from "./net.js";
import { LEDGER } from "./words.js";

const STEPS = ["dictated", "signed", "sent", "received"];

export async function evidence(title, query, figure) {
  const wanted = new URLSearchParams([...query, ...Object.entries(figure)]);
  const found = await get(`/api/delays/evidence?${wanted}`);
  if (found.error) return notice(found.say);
  $("evidence-title").textContent = `${title} (${found.count.toLocaleString("fr-FR")})`;
  $("evidence-csv").href = `/api/delays.csv?${wanted}`;
  $("evidence-note").textContent = LEDGER.lines(found.count, found.lines.length);
  $("evidence-lines").replaceChildren(table(LEDGER.lineHead, found.lines.map(row), "cards"));
  $("evidence").showModal();
}

function row(line) {
  const cell = (value, label) => el("td", { "data-label": label }, value);
  const visit = `${line.known ? "" : "≈ "}${moment(line.visit)}`;
  const hours = STEPS.map((step, i) => cell(line[step] ? moment(line[step]) : "–", LEDGER.lineHead[i + 3]));
  const why = [line.cause, line.why].filter(Boolean).join(" : ");
  return el("tr", {},
    el("th", { scope: "row" }, el("code", {}, line.id)),
    cell(el("span", {}, line.service, line.site ? el("small", {}, line.site) : null), LEDGER.lineHead[1]),
    cell(visit, LEDGER.lineHead[2]), ...hours, cell(why || "–", LEDGER.lineHead[7]));
}

$("evidence-close").addEventListener("click", () => $("evidence").close());
