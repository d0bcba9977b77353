import * as Plot from "@observablehq/plot";
import { chart, ink } from "./chart";
import type { MetricDescription, TrialSection } from "./document";
import { h, section } from "./dom";
import { axis, hasInterval, metric, number, percent } from "./format";
import type { Study } from "./study";
import { upperRight } from "./upper-right";

interface Point { trial: TrialSection; x: number; y: number; x1?: number; x2?: number; y1?: number; y2?: number; front: boolean; role?: "baseline" | "winner"; title: string }

interface Probe { x: number; y: number; held: boolean; role?: "baseline" | "winner"; title: string }

export function paretoSection(study: Study): HTMLElement | undefined {
  const charts = [trialFront(study), probeFront(study)].filter((part): part is HTMLElement => part !== undefined);
  if (charts.length === 0) return undefined;
  return section("pareto", "Pareto front", h("div", { class: "pair" }, charts));
}

function trialFront(study: Study): HTMLElement | undefined {
  const { primary, secondary } = study;
  if (!secondary) return undefined;
  const points = pointsOf(study, primary, secondary);
  if (points.length === 0) return undefined;
  const front = points.filter(point => point.front).sort((a, b) => a.x - b.x);
  const stops = new Set(points.filter(point => point.front || point.role).map(point => point.trial.number));
  return h("figure", {},
    h("figcaption", {}, h("strong", {}, `${sentenceCase(primary.label)} against ${secondary.label}`),
      ` — ${corner(primary, secondary)} is better; bars are 95 % intervals from the search, the line joins what no other trial beats in both.`),
    chart(`${primary.label} against ${secondary.label}`, width => ({
      height: Math.min(400, Math.max(280, width * 0.62)), marginLeft: 46, marginBottom: 40, marginRight: 24, marginTop: 26, grid: true,
      x: { label: `${axis(secondary)} →`, labelAnchor: "right", nice: true, insetLeft: 14, insetRight: 44 }, y: { label: `↑ ${axis(primary)}`, nice: true, inset: 14 },
      marks: [
        Plot.line(front, { x: "x", y: "y", curve: secondary.better === "minimize" ? "step-after" : "step-before", stroke: ink.accent, strokeWidth: 1.5, strokeOpacity: 0.7 }),
        Plot.ruleX(points.filter(point => point.y1 !== undefined), { x: "x", y1: "y1", y2: "y2", stroke: bar, strokeWidth: 1 }),
        Plot.ruleY(points.filter(point => point.x1 !== undefined), { y: "y", x1: "x1", x2: "x2", stroke: bar, strokeWidth: 1 }),
        ...dots(points),
        Plot.text(points.filter(point => point.role), { x: "x", y: "y", text: (point: Point) => `${point.role} #${point.trial.number}`, dx: 10, dy: -12, textAnchor: "start", fontWeight: 600, fill: ink.text, stroke: "var(--paper)", strokeWidth: 4 }),
        Plot.tip(points, Plot.pointer({ x: "x", y: "y", title: "title" })),
      ],
    }), stops),
    legend());
}

const bar = (point: Point): string => point.front || point.role ? ink.muted : ink.rule;

function dots(points: Point[]): Plot.Markish[] {
  const of = (chosen: Point[], options: Plot.DotOptions) => Plot.dot(chosen, { x: "x", y: "y", href: (p: Point) => `#trial-${p.trial.number}`, ariaLabel: (p: Point) => p.title.replaceAll("\n", ", "), ...options });
  const plain = points.filter(point => !point.role);
  return [
    of(plain.filter(point => !point.front), { r: 4, stroke: ink.muted, fill: "var(--paper)", strokeWidth: 1.5 }),
    of(plain.filter(point => point.front), { r: 5, fill: ink.accent, stroke: "var(--paper)", strokeWidth: 1 }),
    of(points.filter(point => point.role === "baseline"), { r: 7, symbol: "square", fill: ink.baseline, stroke: "var(--paper)" }),
    of(points.filter(point => point.role === "winner"), { r: 9, symbol: "star", fill: ink.accent, stroke: "var(--paper)" }),
  ];
}

function pointsOf(study: Study, primary: MetricDescription, secondary: MetricDescription): Point[] {
  const front = new Set(study.report.pareto_front);
  return study.report.trials.filter(trial => trial.outcome === "completed").flatMap(trial => {
    const [y, x] = [trial.metrics[primary.name], trial.metrics[secondary.name]];
    if (!x || !y) return [];
    const title = [`Trial ${trial.number}${front.has(trial.number) ? " (on the front)" : ""}`, `${primary.label} ${metric(y, primary)}`, `${secondary.label} ${metric(x, secondary)}`, ...settings(study, trial)].join("\n");
    return [{
      trial, x: x.value, y: y.value, front: front.has(trial.number), role: study.role(trial.number), title,
      ...(hasInterval(y) ? { y1: y.low, y2: y.high } : {}), ...(hasInterval(x) ? { x1: x.low, x2: x.high } : {}),
    }];
  });
}

function settings(study: Study, trial: TrialSection): string[] {
  const changed = study.changed(trial).slice(0, 5);
  return changed.map(([name, value]) => `${name} ${value ?? "absent"}`);
}

function probeFront(study: Study): HTMLElement | undefined {
  const points: Probe[] = study.probes().filter(({ probe }) => probe.valid && probe.output_tokens_per_second_per_user !== undefined && probe.output_tokens_per_second_per_device !== undefined).map(({ trial, probe }) => ({
    role: study.role(trial.number), x: probe.output_tokens_per_second_per_user!, y: probe.output_tokens_per_second_per_device!, held: (probe.attainment ?? 1) >= (study.report.study.attainment_target ?? 0),
    title: `Trial ${trial.number}\n${probe.offered_requests_per_second === undefined ? "one stream" : `${number(probe.offered_requests_per_second)} req/s offered`}\n${number(probe.output_tokens_per_second_per_user!)} tok/s per user\n${number(probe.output_tokens_per_second_per_device!)} tok/s per device${probe.attainment === undefined ? "" : `\nattainment ${percent(probe.attainment)}`}`,
  }));
  if (points.length === 0) return undefined;
  const front = upperRight(points.filter(point => point.held));
  return h("figure", {},
    h("figcaption", {}, h("strong", {}, "All probes: speed per user against throughput per device"),
      " — up and right is better; filled probes held the SLO, hollow ones did not, and the line joins the best that did."),
    chart("Output tokens per second per device against per user, all probes", width => ({
      height: Math.min(400, Math.max(280, width * 0.62)), marginLeft: 46, marginBottom: 40, marginRight: 24, marginTop: 26, grid: true,
      x: { label: "tok/s per user (mean of 1000 ÷ TPOT) →", labelAnchor: "right", nice: true, inset: 8 }, y: { label: "↑ output tok/s per device", nice: true, inset: 8 },
      marks: [
        Plot.line(front, { x: "x", y: "y", curve: "step-before", stroke: ink.accent, strokeWidth: 1.5, strokeOpacity: 0.7 }),
        Plot.dot(points.filter(point => !point.held && !point.role), { x: "x", y: "y", r: 2.5, stroke: ink.muted, strokeOpacity: 0.8 }),
        Plot.dot(points.filter(point => point.held && !point.role), { x: "x", y: "y", r: 3, fill: ink.accent }),
        Plot.dot(points.filter(point => point.role === "baseline"), { x: "x", y: "y", r: 4.5, symbol: "square", stroke: ink.baseline, fill: (point: Probe) => point.held ? ink.baseline : "var(--paper)" }),
        Plot.dot(points.filter(point => point.role === "winner"), { x: "x", y: "y", r: 6, symbol: "star", stroke: ink.accent, fill: (point: Probe) => point.held ? ink.accent : "var(--paper)" }),
        Plot.tip(points, Plot.pointer({ x: "x", y: "y", title: "title" })),
      ],
    })),
    h("p", { class: "legend" }, h("span", { class: "key square" }, "baseline"), h("span", { class: "key star" }, "winner"), h("span", {}, `${points.length} probes with answers of several tokens, ${front.length} on the front`)));
}

function legend(): HTMLElement {
  return h("p", { class: "legend" },
    h("span", { class: "key square" }, "baseline"), h("span", { class: "key star" }, "winner"), h("span", { class: "key dot" }, "on the front"), h("span", { class: "key ring" }, "other trials"));
}

function corner(primary: MetricDescription, secondary: MetricDescription): string {
  return `${primary.better === "maximize" ? "up" : "down"} and ${secondary.better === "maximize" ? "right" : "left"}`;
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
