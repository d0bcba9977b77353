import * as Plot from "@observablehq/plot";
import { h } from "./dom";

export const ink = { text: "var(--ink)", muted: "var(--muted)", rule: "var(--rule)", accent: "var(--accent)", baseline: "var(--baseline)", bad: "var(--bad)" };

type Draw = (width: number) => Plot.PlotOptions;

const charts: { holder: HTMLElement; render: () => void }[] = [];

/** A chart that is drawn again when its width changes. Points with a trial are links to it; only those in `stops` are tab stops. */
export function chart(label: string, draw: Draw, stops: Set<number> = new Set()): HTMLElement {
  const holder = h("div", { class: "chart" });
  let drawn = 0;
  const render = () => {
    const width = Math.floor(holder.clientWidth);
    if (width === 0 || width === drawn) return;
    drawn = width;
    const plot = Plot.plot({ width, ...common, ...draw(width) });
    describe(plot, label, stops);
    holder.replaceChildren(plot);
  };
  charts.push({ holder, render });
  observer.observe(holder);
  return holder;
}

export function forgetCharts(): void {
  for (const { holder } of charts) observer.unobserve(holder);
  charts.length = 0;
}

const observer = new ResizeObserver(entries => {
  const resized = new Set(entries.map(entry => entry.target));
  requestAnimationFrame(() => charts.filter(({ holder }) => resized.has(holder)).forEach(({ render }) => render()));
});

const common: Plot.PlotOptions = {
  style: { background: "transparent", color: "var(--ink)", fontFamily: "inherit", fontSize: "12px", overflow: "visible" },
};

function describe(plot: Element, label: string, stops: Set<number>): void {
  const svg = plot instanceof SVGSVGElement ? plot : plot.querySelector("svg");
  if (!svg) return;
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", label);
  for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  for (const link of svg.querySelectorAll("a")) {
    const mark = link.firstElementChild;
    const target = link.getAttributeNS("http://www.w3.org/1999/xlink", "href") ?? link.getAttribute("href") ?? "";
    link.setAttribute("aria-label", mark?.getAttribute("aria-label") ?? target);
    mark?.removeAttribute("aria-label");
    if (!stops.has(Number(target.replace("#trial-", "")))) link.setAttribute("tabindex", "-1");
  }
}

/** Deterministic, so that a page looks the same each time it is drawn: −0.5 to 0.5. */
export function jitter(seed: number): number {
  const x = Math.sin(seed * 12.9898 + 4.1414) * 43758.5453;
  return x - Math.floor(x) - 0.5;
}
