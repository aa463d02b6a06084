// One report of the table, and what unfolds under it.
import { day, el, moment, notice } from "../dom.js";
import { send } from "../net.js";
import { recipients } from "./recipients.js";
import { BUREAU, DETAIL } from "./words.js";

export const unfold = { report: "", told: null, load: () => {} };

export function row(line, value, act) {
  const may = new Set(line.may);
  const unfolded = unfold.report === line.id;
  const mine = line.holder === value.me;
  const cell = (name, ...inside) => el("td", { class: name, role: "cell" }, ...inside);
  const what = `${line.title}, ${line.patient?.name ?? BUREAU.unknown}`;
  const button = (verb, label, extra, click) => el("button", { type: "button", "data-do": verb, "aria-label": `${label} : ${what}`, ...extra, onclick: click }, label);
  const take = () => act("take", { id: line.id, seen: line.holder });
  const node = el("tr", { role: "row", tabindex: "0", "data-report": line.id, class: line.late ? "late" : null },
    cell("age", el("b", {}, BUREAU.age(line.age)), line.late ? el("span", { class: "badge bad" }, BUREAU.late) : null, line.urgent ? el("span", { class: "badge ask" }, BUREAU.urgent) : null, el("small", {}, BUREAU.visit(day(line.visit)))),
    cell("who", el("b", {}, line.patient?.name ?? BUREAU.unknown), line.patient ? el("small", {}, [line.patient.born, line.patient.ipp ? `IPP ${line.patient.ipp}` : ""].filter(Boolean).join(" · ")) : null),
    cell("what", el("b", {}, line.title), el("small", {}, [line.author ?? BUREAU.noAuthor, line.service].filter(Boolean).join(" · "))),
    cell("state", el("span", { class: "status", "data-stage": line.stage }, line.state)),
    cell("hands", line.holder ? (mine ? el("b", {}, BUREAU.mine) : line.holder_name) : el("span", { class: "soft" }, BUREAU.nobody)),
    cell("acts",
      may.has("open") ? button("open", BUREAU.open, { class: "primary" }, () => open(line)) : null,
      may.has("take") && !mine ? button("take", line.holder ? BUREAU.takeOver : BUREAU.take, { class: "plain" }, take) : null,
      button("detail", BUREAU.detail, { class: "plain", "aria-expanded": String(unfolded) }, () => toggle(node, line, value, act))));
  return unfolded ? [node, more(line, value, act)] : [node];
}

async function open(line) {
  const told = await send("/api/bureau/open", { id: line.id });
  if (told.error) return notice(told.say);
  if (told.outcome === "done") location.assign("/");
  else notice(told.say);
}

async function toggle(node, line, value, act) {
  const shut = unfold.report === line.id;
  document.querySelectorAll("tr.more").forEach((n) => n.remove());
  document.querySelectorAll("[data-do=detail]").forEach((n) => n.setAttribute("aria-expanded", "false"));
  Object.assign(unfold, { report: shut ? "" : line.id, told: null });
  if (shut) return;
  node.querySelector("[data-do=detail]").setAttribute("aria-expanded", "true");
  node.after(more(line, value, act));
}

function more(line, value, act) {
  const facts = el("div", { class: "facts", "aria-live": "polite" });
  if (unfold.told?.id === line.id) tell(facts, unfold.told, act);
  send("/api/bureau/report", { id: line.id }).then((told) => {
    if (told.error || unfold.report !== line.id) return;
    unfold.told = told;
    tell(facts, told, act);
  });
  return el("tr", { class: "more", role: "row" }, el("td", { colspan: "6", role: "cell" }, el("div", { class: "inside" }, hands(line, value, act), el("div", {}, recipients(line), facts))));
}

// --- what may be done ------------------------------------------------------------------------------------------

function hands(line, { staff, signers }, act) {
  const may = new Set(line.may);
  const id = line.id;
  return el("div", { class: "hands-on" },
    may.has("hand") ? pick(DETAIL.hand, [...(line.holder ? [["", DETAIL.pool]] : []), ...staff.filter(([key]) => key !== line.holder)], "", DETAIL.give, (to) => act("hand", { id, seen: line.holder, to })) : null,
    may.has("submit") ? pick(DETAIL.submit, signers, line.author_id, DETAIL.present, (author) => act("submit", { id, author })) : null,
    may.has("return") ? reason((words) => act("give-back", { id, reason: words })) : null,
    el("p", { class: "line" },
      may.has("review") ? el("button", { type: "button", class: "plain", "data-do": "review", onclick: () => act("review", { id }) }, DETAIL.review) : null,
      may.has("urgent") ? el("button", { type: "button", class: "plain", "data-do": "urgent", onclick: () => act("urgent", { id, yes: !line.urgent }) }, line.urgent ? DETAIL.ordinary : DETAIL.urgent) : null));
}

function form(label, field, button, then) {
  const node = el("form", {}, el("label", {}, label, field), el("button", { type: "submit", class: "plain" }, button));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    node.closest("tr").previousElementSibling.focus(); // the list may be redrawn: the line keeps the place
    then(field.value);
  });
  return node;
}

function pick(label, options, chosen, button, then) {
  const field = el("select", {}, ...options.map(([value, name]) => el("option", { value, selected: value === chosen }, name)));
  return form(label, field, button, then);
}

function reason(then) {
  return form(DETAIL.back, el("input", { type: "text", required: true, maxlength: "300", placeholder: DETAIL.reason }), DETAIL.giveBack, then);
}

// --- what is told ----------------------------------------------------------------------------------------------

function tell(box, told, act) {
  box.replaceChildren(...[
    told.writing ? el("p", { class: "held" }, DETAIL.writing(told.writing)) : null,
    told.tasks.length ? part(DETAIL.tasks, told.tasks.map((task) => todo(task, act))) : null,
    part(DETAIL.sendings, told.sendings.length ? told.sendings.map((s) => sending(s, told.tasks, act)) : [el("li", { class: "soft" }, DETAIL.none)]),
    told.remarks.length ? part(DETAIL.remarks, told.remarks.map((r) => el("li", {}, `«\u00a0${r.words}\u00a0»`, el("small", {}, `${r.who}, ${moment(r.at)}`)))) : null,
  ].filter(Boolean));
}

function part(title, lines) {
  return el("section", {}, el("h2", {}, title), el("ul", {}, ...lines));
}

function sending(s, tasks, act) {
  const told = tasks.some((task) => task.says === s.says); // it stands above already
  return el("li", {}, el("b", {}, s.to), el("span", {}, ` ${DETAIL.by(s.channel)}\u00a0: `, el("span", { class: "status", "data-stage": s.status }, s.state)),
    s.says && !told ? el("p", { class: "why" }, `${s.says} ${s.remedy}`) : null, el("small", {}, moment(s.at)), s.status === "in_doubt" ? doubt(s, act) : null);
}

// Only a person knows; sending once more takes a second press, with the recipient's name.
function doubt(s, act) {
  const settle = (left) => act("settle", { parcel: s.parcel, left }).then(() => unfold.load());
  const again = el("button", { type: "button", class: "plain", "data-do": "again" }, DETAIL.again);
  again.addEventListener("click", () => {
    if (again.dataset.sure) return settle(false);
    again.dataset.sure = "yes";
    again.textContent = DETAIL.sure(s.to);
  });
  return el("p", { class: "line" }, el("button", { type: "button", class: "plain", "data-do": "left", onclick: () => settle(true) }, DETAIL.left), again);
}

export function loose(tasks, act) {
  if (!tasks.length) return [];
  return [el("h2", {}, DETAIL.loose), el("ul", {}, ...tasks.map((task) => todo(task, act)))];
}

function todo(task, act) {
  const done = () => act("task", { task: task.id }).then(() => unfold.load());
  return el("li", { class: "todo" }, el("span", {}, `${task.says} ${task.remedy}`, task.about ? el("small", {}, DETAIL.about(task.about)) : null), el("button", { type: "button", class: "plain", onclick: done }, DETAIL.done));
}
