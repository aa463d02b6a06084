// The page of delays: filters, figures, and the reports behind each figure.
import { $, capital, el, table } from "./dom.js";
import { get } from "./net.js";
import "./top.js";
import { bar, range, spans } from "./ledger_plots.js";
import { evidence } from "./ledger_evidence.js";
import { LEDGER } from "./words.js";

const STEPS = ["dictated", "signed", "sent", "received"];

function asked() {
  const query = new URLSearchParams();
  const period = $("period").value;
  if (period === "dates") {
    if ($("from").value) query.set("from", $("from").value);
    if ($("to").value) query.set("to", $("to").value);
  } else {
    const start = new Date();
    start.setDate(start.getDate() - Number(period) + 1);
    query.set("from", day(start));
  }
  for (const name of ["site", "service"]) if ($(name).selectedIndex > 0) query.set(name, $(name).value);
  return query;
}

const day = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;

let latest = 0;

async function load() {
  const mine = ++latest; // a slow answer never covers a newer one
  document.body.dataset.loaded = "no";
  const query = asked();
  $("at").textContent = LEDGER.reading;
  const told = await get(`/api/delays?${query}`);
  if (mine !== latest) return;
  if (told.error) return nothing(told.say);
  $("csv").href = `/api/delays.csv?${query}`;
  choices(told);
  $("at").textContent = LEDGER.at(new Date(told.at), told.from, told.to);
  $("hidden").textContent = told.total ? "" : LEDGER.hidden(told.fewest);
  $("hidden").hidden = Boolean(told.total);
  $("figures").hidden = !told.total;
  if (told.total) draw(told, query);
  document.body.dataset.loaded = "yes";
}

// What stands there would be of other filters: only the reason stays.
function nothing(why) {
  $("at").textContent = "";
  $("hidden").textContent = why;
  $("hidden").hidden = false;
  $("figures").hidden = true;
  document.body.dataset.loaded = "yes";
}

function choices({ sites, services }) {
  fill($("site"), LEDGER.allSites, sites.filter(Boolean));
  fill($("service"), LEDGER.allServices, services);
}

// The first choice is «all»: a service may well have no name.
function fill(select, all, names) {
  const before = select.selectedIndex > 0 ? select.value : null;
  select.replaceChildren(el("option", { value: "" }, all), ...names.map((name) => el("option", { value: name }, name || LEDGER.unnamed)));
  select.selectedIndex = names.indexOf(before) + 1;
}

function draw(told, query) {
  const show = (title, figure, more = {}) => evidence(title, query, { figure, ...more });
  tiles(told.total, show);
  $("steps").replaceChildren(steps(told, show));
  $("spans-unit").textContent = told.weekly ? LEDGER.weekly : LEDGER.daily;
  $("spans").replaceChildren(...spans(told.spans, $("spans").clientWidth, (s) => show(LEDGER.since(s.start, told.weekly), "judged", { since: s.start })));
  $("groups-block").hidden = told.groups.length === 0;
  $("groups").replaceChildren(groups(told.groups, show));
  const most = Math.max(1, ...told.causes.map((c) => c.count));
  const lines = told.causes.map((c) => cause(c, most, show));
  $("causes").replaceChildren(...(lines.length ? lines : [el("li", { class: "none" }, LEDGER.nothingLate)]));
}

function tiles(total, show) {
  const tile = (value, label, figure, css = "") =>
    el("li", { class: css }, el("button", { type: "button", onclick: () => show(LEDGER.tile.titles[figure], figure) }, el("b", {}, value), el("span", {}, label)));
  $("tiles").replaceChildren(
    tile(LEDGER.share(total.same_day, total.judged), LEDGER.tile.sameDay(total.same_day, total.judged), "same_day"),
    tile(number(total.count), LEDGER.tile.count, "count"),
    tile(number(total.late), LEDGER.tile.late(total.waiting), "late", total.late ? "bad" : ""),
    tile(LEDGER.hours(total.steps.sent?.median), LEDGER.tile.median, "sent"),
  );
}

function steps({ total, fewest }, show) {
  const most = Math.max(...STEPS.map((step) => total.steps[step]?.p90 ?? 0));
  const rows = STEPS.map((step) => {
    const delay = total.steps[step];
    const count = delay ? countOf(delay.count, total.count, () => show(LEDGER.stepTitle[step], step)) : LEDGER.few(fewest);
    return el("tr", {}, el("th", { scope: "row" }, LEDGER.step[step]), el("td", {}, count), el("td", {}, LEDGER.hours(delay?.median)), el("td", {}, LEDGER.hours(delay?.p90)), el("td", { class: "drawn" }, delay ? range(delay, most) : ""));
  });
  return table(LEDGER.stepHead, rows);
}

const countOf = (count, all, open) => el("button", { type: "button", class: "figure", onclick: open }, `${number(count)} sur ${number(all)}`);

function groups(list, show) {
  const rows = list.map((group) => {
    const name = group.kind === "place" ? group.site : group.service;
    const button = (value, figure, title) =>
      el("button", { type: "button", class: "figure", onclick: () => show(`${name} : ${title.toLowerCase()}`, figure, { group: group.key }) }, value);
    const figure = (value, wanted, title) => el("td", { "data-label": title }, button(value, wanted, title));
    const plain = (value, title) => el("td", { "data-label": title }, value);
    return el("tr", { class: `kind-${group.kind}` },
      el("th", { scope: "row" }, group.service, group.site ? el("small", {}, group.site) : null),
      figure(number(group.count), "count", LEDGER.groupHead[1]),
      el("td", { "data-label": LEDGER.groupHead[2], class: "share" },
        button(LEDGER.share(group.same_day, group.judged), "same_day", LEDGER.groupHead[2]),
        bar(group.judged ? group.same_day / group.judged : 0)),
      plain(LEDGER.hours(group.steps.signed?.median), LEDGER.groupHead[3]),
      plain(LEDGER.hours(group.steps.sent?.median), LEDGER.groupHead[4]),
      plain(LEDGER.hours(group.steps.sent?.p90), LEDGER.groupHead[5]),
      figure(number(group.late), "late", LEDGER.groupHead[6]));
  });
  return table(LEDGER.groupHead, rows, "cards");
}

function cause({ cause: name, label, says, count, left }, most, show) {
  return el("li", { class: left ? "left" : "" },
    el("button", { type: "button", class: "figure", onclick: () => show(capital(label), name) }, number(count)),
    el("div", {}, el("b", {}, capital(label)), el("small", {}, says), bar(count / most, left ? "soft" : "bad")));
}

const number = (value) => value.toLocaleString("fr-FR");

$("filters").addEventListener("change", (event) => {
  const dates = $("period").value === "dates";
  for (const label of document.querySelectorAll(".dates")) label.hidden = !dates;
  if (event.target === $("period") && dates) {
    $("to").value ||= day(new Date());
    if (!$("from").value) return $("from").focus();
  }
  load();
});
$("filters").addEventListener("submit", (event) => event.preventDefault());

load();
