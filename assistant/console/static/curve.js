// A measured value over time, drawn as an SVG that also reads as a table.
import { $, capital, el, svg } from "./dom.js";

const WIDTH = 320;
const HEIGHT = 190;
const EDGE = { left: 40, right: 14, top: 14, bottom: 26 };
let drawn = "";

export function show(state) {
  const box = $("curve");
  const key = JSON.stringify(state.curve);
  if (key === drawn) return false;
  drawn = key;
  const points = state.curve?.points ?? [];
  box.hidden = points.length === 0;
  box.replaceChildren();
  if (!points.length) return false;
  const { analyte, unit } = state.curve;
  box.append(
    el("figcaption", {}, el("b", {}, capital(analyte)), el("span", {}, unit), el("strong", {}, `${french(points.at(-1)[1])} ${unit}`)),
    draw(points, `${capital(analyte)} (${unit})`),
    table(points, unit),
  );
  return true;
}

const french = (value) => value.toLocaleString("fr-FR", { maximumFractionDigits: 2 });
const day = (iso) => new Date(`${iso}T12:00`).toLocaleDateString("fr-FR", { day: "2-digit", month: "2-digit", year: "2-digit" });

function draw(points, title) {
  const times = points.map(([iso]) => Date.parse(iso));
  const values = points.map(([, value]) => value);
  const [first, last] = [times[0], times.at(-1)];
  const steps = scale(Math.min(...values), Math.max(...values));
  const [low, high] = [steps[0], steps.at(-1)];
  const x = (t) => EDGE.left + ((WIDTH - EDGE.left - EDGE.right) * (t - first)) / (last - first || 1);
  const y = (v) => HEIGHT - EDGE.bottom - ((HEIGHT - EDGE.top - EDGE.bottom) * (v - low)) / (high - low || 1);
  const where = points.map(([, value], i) => [x(times[i]), y(value)]);
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title });
  for (const value of steps) {
    picture.append(
      svg("line", { class: "grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(value), y2: y(value) }),
      svg("text", { class: "tick", x: EDGE.left - 6, y: y(value) + 3.5, "text-anchor": "end" }, french(value)),
    );
  }
  const path = where.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(" ");
  const floor = HEIGHT - EDGE.bottom;
  picture.append(
    svg("polygon", { class: "area", points: `${where[0][0]},${floor} ${path} ${where.at(-1)[0]},${floor}` }),
    svg("polyline", { class: "trace", points: path }),
    ...where.map(([a, b], i) => dot(a, b, points[i], i === points.length - 1)),
    svg("text", { class: "tick", x: EDGE.left, y: HEIGHT - 8 }, day(points[0][0])),
  );
  if (points.length > 1) picture.append(svg("text", { class: "tick", x: WIDTH - EDGE.right, y: HEIGHT - 8, "text-anchor": "end" }, day(points.at(-1)[0])));
  return picture;
}

function dot(a, b, [iso, value], newest) {
  const title = svg("title", {}, `${day(iso)} : ${french(value)}`);
  return svg("circle", { class: newest ? "dot newest" : "dot", cx: a, cy: b, r: newest ? 5 : 3 }, title);
}

// Three to six round values that enclose low and high.
function scale(low, high) {
  const span = high - low || Math.abs(high) || 1;
  const raw = span / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw);
  const from = Math.floor(low / step) * step;
  const count = Math.max(1, Math.ceil((high - from) / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, i) => Number((from + i * step).toPrecision(10)));
}

function table(points, unit) {
  const rows = points.map(([iso, value]) => el("tr", {}, el("th", { scope: "row" }, day(iso)), el("td", {}, `${french(value)} ${unit}`)));
  return el("table", { class: "unseen" }, el("tbody", {}, ...rows));
}
