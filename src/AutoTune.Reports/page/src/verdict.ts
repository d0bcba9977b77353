import type { Metric, MetricDescription, Standing } from "./document";
import { command, h, trialLink } from "./dom";
import { duration, interval, launches, number, unit } from "./format";
import type { Study } from "./study";

/** What stands under the verdict's sentence: what to do next, and the key figures. */
export function verdictDetails(study: Study): HTMLElement[] {
  return [nextSteps(study), keyFigures(study), caveats(study), precisionShare(study)].filter((part): part is HTMLElement => part !== undefined);
}

function nextSteps(study: Study): HTMLElement | undefined {
  const steps = study.report.next_steps;
  if (steps.length === 0) return undefined;
  return h("ul", { class: "steps", "aria-label": "What to do next" },
    steps.map(step => h("li", {}, h("span", {}, step.text), step.command && command(step.command))));
}

function keyFigures(study: Study): HTMLElement {
  const { report, primary } = study;
  const kept = report.verdict?.kind === "kept";
  const second = report.winner && report.winner.trial !== report.baseline?.trial ? report.winner : undefined;
  return h("dl", { class: "figures" },
    standing("Baseline", report.baseline, primary),
    standing(report.verdict ? "Winner" : "Best so far", second, primary),
    report.winner?.rated_capacity_requests_per_second !== undefined && figure(
      kept ? "Rated capacity of the baseline" : "Rated capacity", unit(report.winner.rated_capacity_requests_per_second, "req/s"), promise(study)),
    report.verdict?.ratio && figure(kept ? "Finalist ÷ baseline" : "Winner ÷ baseline", `${number(report.verdict.ratio.value)} ×`, spread(report.verdict.ratio)),
    figure("Trials", String(report.trial_counts.asked), counts(study)),
    report.study.served && figure("Engine time", duration(report.cost.engine_seconds), `${duration(report.cost.elapsed_seconds)} elapsed`),
    !report.study.served && figure("Elapsed", duration(report.cost.elapsed_seconds), ""));
}

function promise(study: Study): string {
  const confirmed = study.report.finals?.confirmation;
  return confirmed?.held ? `the rate to promise; held for ${duration(confirmed.duration_seconds)}` : "the rate to promise; not confirmed";
}

function caveats(study: Study): HTMLElement | undefined {
  const sentences = study.report.caveats ?? [];
  return sentences.length === 0 ? undefined : h("div", { class: "aside" }, h("strong", {}, "Before you deploy it"), h("ul", {}, sentences.map(sentence => h("li", {}, sentence))));
}

function standing(name: string, value: Standing | undefined, metric: MetricDescription): HTMLElement | false {
  const measured = value?.metrics[metric.name];
  return value !== undefined && measured !== undefined && figure(
    `${name} ${metric.label}`, unit(measured.value, metric.unit), h("span", {}, interval(measured), h("br"), `${launches(measured.launches)} · `, trialLink(value.trial, `trial ${value.trial}`)));
}

const spread = (metric: Metric): string => `${interval(metric)} · ${launches(metric.launches)}`;

function figure(label: string, value: string, note: string | Node): HTMLElement {
  return h("div", {}, h("dt", {}, label), h("dd", {}, h("strong", {}, value), h("small", {}, note)));
}

function counts(study: Study): string {
  const { completed, pruned, failed, not_measured } = study.report.trial_counts;
  return [[completed, "completed"], [pruned, "pruned"], [failed, "failed"], [not_measured, "not measured"]]
    .filter(([count]) => count !== 0).map(([count, word]) => `${count} ${word}`).join(" · ");
}

function precisionShare(study: Study): HTMLElement | undefined {
  const share = study.report.precision_share;
  if (!share) return undefined;
  return h("p", { class: "aside" },
    h("strong", {}, "At today's precision. "),
    `With ${share.parameter} left at ${share.baseline_value}, the best is `, trialLink(share.best_trial, `trial ${share.best_trial}`),
    ` with ${number(share.ratio.value)} × the baseline's ${study.primary.label} (95 % interval ${interval(share.ratio)}, ${launches(share.ratio.launches)}): `,
    share.distinguishable ? "that much is won without touching precision." : "no difference that this machine can show.");
}
