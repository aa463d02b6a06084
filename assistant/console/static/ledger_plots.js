// Plots of the page of delays, in SVG; each also reads as text.
import { el, svg } from "./dom.js";
import { LEDGER } from "./words.js";

const HEIGHT = 190;
const EDGE = { left: 46, right: 8, top: 12, bottom: 26 };
const STEP = 34;

// A share from 0 to 1 as a thin bar.
export function bar(share, kind = "good") {
  return svg("svg", { class: `bar ${kind}`, viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "whole", x: 0, y: 0, width: 100, height: 6 }),
    svg("rect", { class: "part", x: 0, y: 0, width: Math.max(0, Math.min(100, share * 100)).toFixed(2), height: 6 }));
}

// A median and a ninth decile on one scale of hours from 0 to `most`.
export function range({ median, p90 }, most) {
  const x = (hours) => ((100 * hours) / (most || 1)).toFixed(2);
  return svg("svg", { class: "range", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "whole", x: 0, y: 4, width: 100, height: 2 }),
    svg("rect", { class: "part", x: 0, y: 3, width: x(p90), height: 4 }),
    svg("rect", { class: "median", x: Math.max(0, x(median) - 0.6), y: 0, width: 1.2, height: 10 }));
}

// The share sent on the same day, span by span, in the room there is; open(span) when one is chosen.
export function spans(list, room, open) {
  if (!list.length) return [el("p", { class: "note" }, LEDGER.noSpan)];
  const width = Math.max(room, EDGE.left + EDGE.right + list.length * STEP);
  const floor = HEIGHT - EDGE.bottom;
  const y = (share) => floor - share * (floor - EDGE.top);
  const wide = (width - EDGE.left - EDGE.right) / list.length;
  const picture = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "group", "aria-label": LEDGER.spansTitle });
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    picture.append(
      svg("line", { class: "grid", x1: EDGE.left, x2: width - EDGE.right, y1: y(share), y2: y(share) }),
      svg("text", { class: "tick", x: EDGE.left - 6, y: y(share) + 4, "text-anchor": "end" }, `${share * 100} %`));
  }
  const every = Math.ceil(54 / wide);
  list.forEach((span, i) => {
    const share = span.judged ? span.same_day / span.judged : 0;
    const x = EDGE.left + i * wide;
    const text = LEDGER.span(span);
    const column = svg("g", { class: "column", role: "button", tabindex: "0", "aria-label": text },
      svg("title", {}, text),
      svg("rect", { class: "hit", x, y: EDGE.top, width: wide, height: floor - EDGE.top }),
      svg("rect", { class: "part", x: x + wide * 0.14, y: y(share), width: wide * 0.72, height: Math.max(1, floor - y(share)), rx: 2 }));
    column.addEventListener("click", () => open(span));
    column.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open(span);
    });
    picture.append(column);
    if (i % every === 0) picture.append(svg("text", { class: "tick", x: x + wide / 2, y: HEIGHT - 8, "text-anchor": "middle" }, LEDGER.short(span.start)));
  });
  return [el("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": LEDGER.spansTitle }, picture)];
}
