import * as Plot from "@observablehq/plot";
import { chart, ink } from "./chart";
import type { TrialSection } from "./document";
import { h, section } from "./dom";
import { axis, hasInterval, metric, unit, words } from "./format";
import type { Study } from "./study";

export function progressSection(study: Study): HTMLElement | undefined {
  const { report, primary } = study;
  if (report.trials.length === 0) return undefined;
  const completed = report.trials.filter(trial => trial.outcome === "completed" && trial.metrics[primary.name]).map(trial => ({ trial, y: trial.metrics[primary.name] }));
  const rest = report.trials.filter(trial => trial.outcome !== "completed" && trial.outcome !== "running");
  const best = bestSoFar(study, completed.map(({ trial, y }) => ({ number: trial.number, y: y.value })));
  const baseline = study.baseline?.metrics[primary.name];
  const low = Math.min(0, ...completed.map(({ y }) => y.value));
  return section("progress", "Best so far, by trial",
    h("figure", {},
      h("figcaption", {}, primary.better === "minimize" && "Lower is better. ", baseline ? `Figures of the search, which flatter what it picks: those at the top come from the finals. The dashed line is the baseline as the search saw it: ${metric(baseline, primary)}. ` : "", "Marks on the axis are trials that did not complete: ", h("span", { class: "key times" }, "failed"), h("span", { class: "key triangle" }, "pruned"), h("span", { class: "key diamond" }, "not measured")),
      chart(`Best ${primary.label} so far by trial`, width => ({
        height: Math.min(300, Math.max(220, width * 0.4)), marginLeft: 46, marginRight: 64, marginTop: 26, marginBottom: 40,
        x: { label: "trial →", labelAnchor: "right", domain: [Math.min(...report.trials.map(t => t.number)) - 0.5, Math.max(...report.trials.map(t => t.number)) + 0.5], tickFormat: (value: number) => Number.isInteger(value) ? String(value) : "" },
        y: { label: `↑ ${axis(primary)}`, nice: true, grid: true, zero: true },
        marks: [
          baseline && Plot.ruleY([baseline.value], { stroke: ink.baseline, strokeDasharray: "6 4", strokeWidth: 1.5 }),
          baseline && Plot.text([baseline], { frameAnchor: "right", textAnchor: "start", y: "value", text: () => "baseline", dx: 6, fill: ink.text, stroke: "var(--paper)", strokeWidth: 4 }),
          Plot.line(best, { x: "number", y: "y", curve: "step-after", stroke: ink.accent, strokeWidth: 2 }),
          Plot.ruleX(completed.filter(({ y }) => hasInterval(y)), { x: d => d.trial.number, y1: d => d.y.low, y2: d => d.y.high, stroke: ink.rule }),
          Plot.dot(completed, { x: d => d.trial.number, y: d => d.y.value, r: 3.5, fill: "var(--paper)", stroke: d => study.role(d.trial.number) === "winner" ? ink.accent : ink.muted, strokeWidth: 1.5, href: d => `#trial-${d.trial.number}`, ariaLabel: d => `Trial ${d.trial.number}: ${metric(d.y, primary)}` }),
          ...(["failed", "pruned", "not_measured"] as const).map(outcome => marks(rest.filter(trial => trial.outcome === outcome), outcome, low)),
          Plot.tip([...completed.map(({ trial, y }) => ({ x: trial.number, y: y.value, title: `Trial ${trial.number}\n${unit(y.value, primary.unit)}` })), ...rest.map(trial => ({ x: trial.number, y: low, title: reason(trial) }))], Plot.pointerX({ x: "x", y: "y", title: "title" })),
        ].filter(Boolean) as Plot.Markish[],
      }))));
}

function marks(trials: TrialSection[], outcome: "failed" | "pruned" | "not_measured", y: number): Plot.Markish {
  const symbol = { failed: "times", pruned: "triangle2", not_measured: "diamond" }[outcome] as "times";
  const style = outcome === "failed" ? { stroke: ink.bad, strokeWidth: 2 } : { stroke: ink.muted, strokeWidth: 1.5 };
  return Plot.dot(trials, { x: "number", y: () => y, symbol, r: 4.5, ...style, href: t => `#trial-${t.number}`, ariaLabel: reason });
}

const reason = (trial: TrialSection): string => `Trial ${trial.number}: ${words(trial.outcome)}\n${trial.failure ? words(trial.failure.class) : trial.why ?? ""}`;

function bestSoFar(study: Study, points: { number: number; y: number }[]): { number: number; y: number }[] {
  let best: number | undefined;
  const steps = points.flatMap(point => {
    if (best !== undefined && !study.better(point.y, best)) return [];
    best = point.y;
    return [point];
  });
  const last = Math.max(...study.report.trials.map(trial => trial.number));
  return best === undefined ? steps : [...steps, { number: last, y: best }];
}
