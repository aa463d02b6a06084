// Small ways to build the page: text is always text, never markup.
export const $ = (id) => document.getElementById(id);

export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export function capital(text) {
  return text ? text[0].toUpperCase() + text.slice(1) : text;
}

export function clock(iso) {
  return new Date(iso).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
}

export const day = (iso) => new Date(`${iso}T12:00`).toLocaleDateString("fr-FR");

export function moment(iso) {
  return new Date(iso).toLocaleString("fr-FR", { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

// Roles are said: a row that is drawn as a card on a narrow screen would lose them.
export function table(words, rows, kind = null) {
  const head = el("tr", { role: "row" }, ...words.map((word) => el("th", { scope: "col", role: "columnheader" }, word)));
  const roles = { TR: "row", TD: "cell", TH: "rowheader" };
  const held = el("tbody", { role: "rowgroup" }, ...rows);
  for (const node of held.querySelectorAll("tr, td, th")) node.setAttribute("role", roles[node.tagName]);
  return el("table", { class: kind, role: "table" }, el("thead", { role: "rowgroup" }, head), held);
}

let hiding;

export function notice(text, seconds = 8) {
  const node = $("notice");
  clearTimeout(hiding);
  node.textContent = text;
  node.hidden = !text;
  if (text) hiding = setTimeout(() => (node.hidden = true), seconds * 1000);
}
