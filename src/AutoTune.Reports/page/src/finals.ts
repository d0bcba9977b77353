import * as Plot from "@observablehq/plot";
import { chart, ink } from "./chart";
import type { ConfirmationSection, FinalsSection } from "./document";
import { h, section, table, trialLink } from "./dom";
import { axis, duration, interval, metric, number, percent, unit } from "./format";
import type { Study } from "./study";

export function finalsSection(study: Study): HTMLElement | undefined {
  const { finals } = study.report;
  if (!finals) return undefined;
  return section("finals", "Finals: the measurements that decide",
    h("p", { class: "note" }, "A search flatters what it picks, so the finalist and the baseline are launched afresh and measured in turn. The verdict and the figures at the top of the page come from these launches alone."),
    finals.also.length > 0 && elsewhere(study, finals),
    h("div", { class: "pair" }, finals.pairs.length > 0 && pairs(study, finals), h("div", {}, foundAgain(study, finals), finals.confirmation && confirmation(study, finals.confirmation))));
}

function pairs(study: Study, finals: FinalsSection): HTMLElement {
  const description = study.metric(finals.metric);
  const rows = finals.pairs.map(pair => ({ ...pair, name: `pair ${pair.number}` }));
  return h("div", {}, h("h3", {}, "Paired launches"),
    h("figure", {}, h("figcaption", {}, h("span", { class: "key square" }, `baseline #${finals.baseline}`), h("span", { class: "key star" }, `finalist #${finals.finalist}`)),
      chart("Paired launches of baseline and finalist", () => ({
        height: 64 + 30 * rows.length, marginLeft: 52, marginBottom: 40, marginRight: 20, marginTop: 8,
        x: { label: `${axis(description)} →`, labelAnchor: "right", nice: true, grid: true, inset: 12 }, y: { label: null, type: "band", domain: rows.map(row => row.name) },
        marks: [
          Plot.link(rows, { y1: "name", y2: "name", x1: "baseline_value", x2: "finalist_value", stroke: ink.rule, strokeWidth: 2 }),
          Plot.dot(rows, { y: "name", x: "baseline_value", r: 5.5, symbol: "square", fill: ink.baseline }),
          Plot.dot(rows, { y: "name", x: "finalist_value", r: 7, symbol: "star", fill: ink.accent }),
        ],
      }))),
    table("Paired launches", ["Pair", "Order", "Baseline", "Finalist", "Ratio"], rows.map(row => [
      String(row.number), row.order === "baseline_first" ? "baseline, finalist" : "finalist, baseline", number(row.baseline_value), number(row.finalist_value), `${number(row.finalist_value / row.baseline_value)} ×`,
    ]), [0, 2, 3, 4]),
    finals.ratio && h("p", {}, h("strong", {}, `Ratio ${number(finals.ratio.value)} ×, 95 % interval ${interval(finals.ratio)}`), finals.probability_better !== undefined && `, P(better) ${percent(finals.probability_better)} (97.5 % is asked for)`, "."),
    h("p", { class: "note" }, finals.method));
}

function elsewhere(study: Study, finals: FinalsSection): HTMLElement {
  const description = study.metric(finals.metric);
  return h("div", {}, h("h3", {}, "On other workloads"),
    table("Finalist and baseline on other workloads", ["Workload", "Baseline", "Finalist", "Ratio", "Verdict"], finals.also.map(row => [
      row.workload, metric(row.baseline_value, description), metric(row.finalist_value, description), `${number(row.ratio.value)} × (${interval(row.ratio)})`,
      row.excludes ? h("strong", { class: "failed" }, "excludes the finalist") : "within its margin",
    ])),
    h("p", { class: "note" }, "One launch each; a finalist that loses more than the workload's margin does not replace the baseline."));
}

function foundAgain(study: Study, finals: FinalsSection): HTMLElement | undefined {
  if (finals.found_again.length === 0) return undefined;
  const description = study.metric(finals.metric);
  return h("div", {}, h("h3", {}, "The best of the search, found again"),
    table("The best of the search on fresh launches", ["Trial", "In the search", "On a fresh launch"], finals.found_again.map(row => [trialLink(row.trial), metric(row.searched, description), metric(row.again, description)])));
}

function confirmation(study: Study, done: ConfirmationSection): HTMLElement {
  const target = study.report.study.attainment_target;
  return h("div", {}, h("h3", {}, "Confirmation at the rated capacity"),
    h("p", {}, h("strong", { class: done.held ? "good" : "failed" }, done.held ? "✓ Held. " : "× Not held. "),
      `Trial `, trialLink(done.trial), ` at ${unit(done.rate_requests_per_second, "req/s")} for ${duration(done.duration_seconds)}: ${done.misses} of ${done.requests} requests missed the SLO`,
      done.allowed_misses !== undefined && ` (up to ${done.allowed_misses} are allowed)`, target !== undefined && `; attainment ${percent(1 - done.misses / done.requests)}, target ${percent(target)}`, "."));
}
