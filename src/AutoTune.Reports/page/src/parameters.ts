import * as Plot from "@observablehq/plot";
import { chart, ink, jitter } from "./chart";
import type { ParameterSection, TrialSection } from "./document";
import { h, section } from "./dom";
import { axis, metric } from "./format";
import type { Setting, Study } from "./study";

interface Reading { trial: TrialSection; setting: Setting; y: number; role?: "baseline" | "winner" }

const counts = (trial: TrialSection): boolean => trial.outcome === "completed" || trial.outcome === "pruned";

export function parametersSection(study: Study): HTMLElement | undefined {
  const { parameters, importance_method } = study.report;
  if (parameters.length === 0 || !study.report.trials.some(counts)) return undefined;
  const sorted = [...parameters].sort((a, b) => Number(stands(b)) - Number(stands(a)) || (b.importance ?? -1) - (a.importance ?? -1));
  return section("parameters", "What each parameter did",
    h("p", {}, leading(sorted)),
    parameters.some(parameter => parameter.importance !== undefined) && h("p", { class: "note" }, importance_method),
    h("div", { class: "multiples" }, sorted.filter(parameter => settings(study, parameter).length > 1).map(parameter => multiple(study, parameter))),
    unvaried(study, sorted));
}

/// One value is no question, but a reader who looks for a parameter finds it.
function unvaried(study: Study, sorted: ParameterSection[]): HTMLElement | undefined {
  const same = sorted.filter(parameter => settings(study, parameter).length === 1).map(parameter => `${parameter.name} (${settings(study, parameter)[0]})`);
  const never = sorted.filter(parameter => settings(study, parameter).length === 0).map(parameter => parameter.name);
  if (same.length + never.length === 0) return undefined;
  return h("p", { class: "note" }, [same.length > 0 ? `One value in every measured trial: ${same.join(", ")}.` : "", never.length > 0 ? `Active in no measured trial: ${never.join(", ")}.` : ""].join(" ").trim());
}

const settings = (study: Study, parameter: ParameterSection): string[] => [...new Set(readings(study, parameter).map(reading => String(reading.setting)))];

function leading(sorted: ParameterSection[]): Node {
  const beyond = sorted.filter(stands);
  if (sorted.every(parameter => parameter.importance === undefined)) return h("span", {}, "Too few trials to say which setting mattered.");
  if (beyond.length === 0) return h("span", {}, "No single setting stands out from chance in these trials.");
  const others = beyond.slice(1).map(parameter => parameter.name);
  return h("span", {}, h("strong", {}, `${beyond[0].name} mattered most`), `: about ${rough(beyond[0].importance!)} of the variation goes with it. `,
    others.length > 0 ? `Beyond chance too: ${others.join(", ")}.` : "No other setting stands out from chance.");
}

const stands = (parameter: ParameterSection): boolean => parameter.importance !== undefined && parameter.importance > (parameter.importance_by_chance ?? 0.1);

const rough = (share: number): string => `${Math.round(share * 100)} %`;

function multiple(study: Study, parameter: ParameterSection): HTMLElement {
  const points = readings(study, parameter);
  return h("figure", { class: "multiple" },
    h("figcaption", {}, h("strong", { class: "name" }, parameter.name), importance(parameter), h("code", {}, parameter.flag ?? "")),
    chart(`${parameter.name} against ${study.primary.label}`, width => small(study, parameter, points, width)),
    parameter.effect && h("p", { class: "effect" }, parameter.effect));
}

function importance(parameter: ParameterSection): HTMLElement {
  if (parameter.importance === undefined) return h("span", { class: "importance" }, "too few trials");
  const chance = parameter.importance_by_chance;
  const said = stands(parameter) ? "" : " · may be chance";
  return h("span", { class: "importance", title: chance === undefined ? undefined : `by chance up to ${rough(chance)}` },
    h("i", { class: "share", style: `--share:${parameter.importance};--chance:${chance ?? 0}`, "aria-hidden": "true" }), `${rough(parameter.importance)}${said}`);
}

function readings(study: Study, parameter: ParameterSection): Reading[] {
  return study.report.trials.filter(trial => counts(trial) && trial.config[parameter.name] !== undefined && trial.metrics[study.primary.name])
    .map(trial => ({ trial, setting: trial.config[parameter.name], y: trial.metrics[study.primary.name].value, role: study.role(trial.number) }));
}

function small(study: Study, parameter: ParameterSection, points: Reading[], width: number): Plot.PlotOptions {
  const numeric = points.every(point => typeof point.setting === "number");
  return {
    width, height: 170, marginLeft: 38, marginRight: 14, marginBottom: 26, marginTop: 20,
    y: { label: `↑ ${axis(study.primary)}`, grid: true, ticks: 4, inset: 8, zero: true },
    ...(numeric ? numbers(study, parameter, points) : categories(study, points, width)),
  };
}

function numbers(study: Study, parameter: ParameterSection, points: Reading[]): Plot.PlotOptions {
  const log = parameter.log_scale && points.every(point => (point.setting as number) > 0);
  const values = [...new Set(points.map(point => point.setting as number))].sort((a, b) => a - b);
  const few = values.length <= 6;
  return {
    x: { label: null, type: log ? "log" : "linear", ...(log ? { base: 2 } : {}), inset: 10, ticks: few ? values : 5, tickFormat: (value: number) => String(value) },
    marks: marks(study, points, { x: (point: Reading) => point.setting as number }),
  };
}

function categories(study: Study, points: Reading[], width: number): Plot.PlotOptions {
  const names = [...new Set(points.map(point => String(point.setting)))].map(name => ({ name, y: median(points.filter(point => String(point.setting) === name).map(point => point.y)) }))
    .sort((a, b) => study.better(a.y, b.y) ? -1 : 1);
  const band = (width - 52) / names.length;
  const place = (point: Reading) => names.findIndex(({ name }) => name === String(point.setting)) + jitter(point.trial.number) * Math.min(0.5, 40 / band);
  return {
    x: { label: null, type: "linear", domain: [-0.5, names.length - 0.5], ticks: names.map((_, index) => index), tickSize: 0, tickFormat: (index: number) => shorten(names[index]?.name ?? "", band) },
    marks: [
      Plot.ruleY(names, { y: "y", x1: (_, index) => index - 0.3, x2: (_, index) => index + 0.3, stroke: ink.text, strokeWidth: 2 }),
      ...marks(study, points, { x: place }),
    ],
  };
}

const shorten = (name: string, band: number): string => name.length * 7 <= band ? name : `${name.slice(0, Math.max(2, Math.floor(band / 7) - 1))}…`;

function marks(study: Study, points: Reading[], { x }: { x: (point: Reading) => number }): Plot.Markish[] {
  const dot = (chosen: Reading[], options: Plot.DotOptions) => Plot.dot(chosen, { x, y: "y", href: (p: Reading) => `#trial-${p.trial.number}`, ariaLabel: (p: Reading) => `Trial ${p.trial.number}`, ...options });
  return [
    dot(points.filter(point => !point.role && point.trial.outcome === "pruned"), { r: 3.5, symbol: "triangle", stroke: ink.muted, strokeWidth: 1, fill: "var(--paper)" }),
    dot(points.filter(point => !point.role && point.trial.outcome === "completed"), { r: 3, stroke: ink.muted, strokeWidth: 1.25, fill: "var(--paper)" }),
    dot(points.filter(point => point.role === "baseline"), { r: 5, symbol: "square", fill: ink.baseline }),
    dot(points.filter(point => point.role === "winner"), { r: 7, symbol: "star", fill: ink.accent }),
    Plot.tip(points, Plot.pointer({ x, y: "y", title: (point: Reading) => `Trial ${point.trial.number}${point.role ? ` (${point.role})` : ""}\n${point.setting}\n${metric(point.trial.metrics[study.primary.name], study.primary)}` })),
  ];
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.floor(sorted.length / 2)]) / 2;
}
