import * as Plot from "@observablehq/plot";
import { chart, ink } from "./chart";
import type { LaunchSection, ProbeSection, Quantiles, TrialSection } from "./document";
import { command, h, listed, table, trialLink } from "./dom";
import { duration, interval, launches, number, percent, unit, words } from "./format";
import { originWords, type Study } from "./study";

/** What a trial's row opens on; built when it is first opened. */
export function trialDetail(study: Study, trial: TrialSection): HTMLElement {
  return h("div", { class: "trial-detail" },
    outcome(trial),
    h("div", { class: "pair" }, settings(study, trial), figures(study, trial)),
    trial.launch_command && h("div", {}, h("h3", {}, "Launch command"), command(trial.launch_command)),
    probeChart(study, trial),
    trial.launches.map(launch => launchPart(study, trial, launch)));
}

function outcome(trial: TrialSection): HTMLElement {
  const origin = h("p", {}, h("strong", {}, "Where it comes from: "), originWords(trial.origin), trial.origin.source && ` (source: ${trial.origin.source})`, trial.origin.reason && `; ${trial.origin.reason}`,
    trial.origin.parents.length > 0 && h("span", {}, "; parents ", ...listed(trial.origin.parents.map(parent => trialLink(parent)))), ".");
  const { failure } = trial;
  if (failure) {
    return h("div", {}, h("div", { class: "failure" },
      h("p", {}, h("strong", {}, `Why it failed: ${words(failure.class)}. `), failure.advice, ` Counted as ${words(failure.policy)}.`),
      h("pre", { tabindex: 0 }, failure.evidence)), origin);
  }
  return h("div", {},
    trial.why && h("p", {}, h("strong", {}, `Why ${words(trial.outcome)}: `), trial.why, "."),
    trial.quality && h("p", {}, h("strong", {}, "What its answers are worth: "), trial.quality, "."),
    trial.bound && h("p", {}, h("strong", {}, "What bounds it: "), trial.bound, "."),
    origin);
}

function settings(study: Study, trial: TrialSection): HTMLElement {
  const base = study.baseline?.config ?? {};
  return h("div", {}, h("h3", {}, "Settings"),
    table(`Settings of trial ${trial.number}`, ["Setting", "Value", "Baseline"], Object.entries(trial.config).map(([name, value]) => [
      h("span", { class: "name" }, name), base[name] === value ? String(value) : h("strong", {}, String(value)), base[name] === undefined ? "not active" : base[name] === value ? h("span", { class: "quiet" }, "same") : String(base[name]),
    ])));
}

function figures(study: Study, trial: TrialSection): HTMLElement {
  const entries = Object.entries(trial.metrics);
  return h("div", {}, h("h3", {}, "Figures"),
    entries.length === 0 ? h("p", { class: "note" }, "None: it was not measured.") : table(`Figures of trial ${trial.number}`, ["Metric", "Value", "95 % interval"], entries.map(([name, value]) => {
      const description = study.metric(name);
      return [description.label, unit(value.value, description.unit), `${interval(value)} · ${launches(value.launches)}`];
    }), [1]),
    h("p", { class: "note" }, `${duration(trial.engine_seconds)} of engine time${trial.engine ? ` on ${trial.engine}` : ""}.`));
}

function probeChart(study: Study, trial: TrialSection): HTMLElement | undefined {
  const probes = trial.launches.filter(launch => !launch.on_other_workload).flatMap(launch => launch.probes.filter(probe => probe.attainment !== undefined && probe.offered_requests_per_second !== undefined).map(probe => ({ launch: launch.number, probe, x: probe.offered_requests_per_second!, y: probe.attainment! })));
  if (probes.length === 0) return undefined;
  const { attainment_target: target } = study.report.study;
  const capacity = trial.metrics["capacity"];
  return h("div", {}, h("h3", {}, "Rate against attainment"),
    h("figure", {}, h("figcaption", {}, `Filled: valid probes; crosses: invalid ones, not used.${target === undefined ? "" : ` Dashed: the target of ${percent(target)}.`}${capacity ? " The band is the capacity's interval." : ""}`),
      chart(`Attainment by offered rate, trial ${trial.number}`, width => ({
        width: Math.min(width, 720), height: 220, marginLeft: 46, marginBottom: 40, marginTop: 24,
        x: { label: "offered req/s →", labelAnchor: "right", nice: true, zero: true }, y: { label: "↑ attainment", domain: [0, 1], grid: true, ticks: 5, tickFormat: (share: number) => `${Math.round(share * 100)} %` },
        marks: [
          capacity && capacity.low !== null && capacity.high !== null && Plot.rect([capacity], { x1: "low", x2: "high", y1: 0, y2: 1, fill: ink.accent, fillOpacity: 0.12 }),
          target !== undefined && Plot.ruleY([target], { stroke: ink.baseline, strokeDasharray: "6 4" }),
          Plot.dot(probes.filter(({ probe }) => probe.valid), { x: "x", y: "y", r: 4.5, fill: ink.accent, stroke: "var(--paper)" }),
          Plot.dot(probes.filter(({ probe }) => !probe.valid), { x: "x", y: "y", r: 4, symbol: "times", stroke: ink.muted, strokeWidth: 2 }),
          Plot.tip(probes, Plot.pointer({ x: "x", y: "y", title: ({ launch, probe }: (typeof probes)[number]) => `Launch ${launch}\n${number(probe.offered_requests_per_second!)} req/s offered, ${number(probe.realised_requests_per_second)} arrived\n${percent(probe.attainment!)}: ${probe.misses} of ${probe.requests} missed` })),
        ].filter(Boolean) as Plot.Markish[],
      }))));
}

function launchPart(study: Study, trial: TrialSection, launch: LaunchSection): HTMLElement {
  const phases = launch.start_up.map(phase => `${phase.phase} ${duration(phase.seconds)}`).join(", ");
  const total = Math.max(...launch.start_up.map(phase => phase.seconds));
  return h("div", {}, h("h3", {}, `Launch ${launch.number}: ${launch.purpose}`),
    phases && h("p", { class: "note" }, `Ready after ${duration(total)}: ${phases}.`),
    launch.probes.length > 0 && probeTable(study, trial, launch),
    launch.log_tail && h("details", { open: trial.outcome === "failed" }, h("summary", {}, launch.log_file ? `End of the log (${launch.log_file})` : "End of the log"), h("pre", { class: "log", tabindex: 0 }, launch.log_tail)));
}

const mostProbes = 60;

function probeTable(study: Study, trial: TrialSection, launch: LaunchSection): HTMLElement {
  const slo = study.report.study.slo !== undefined;
  const head = ["Offered req/s", "Arrived", ...(slo ? ["Attainment"] : []), "Missed", "TTFT p50", "p90", "p99 ms", "TPOT p50", "p90", "p99 ms", "tok/s", "Remark"];
  const draw = (probes: ProbeSection[]) => table(`Probes of trial ${trial.number}, launch ${launch.number}`, head, probes.map(probe => row(probe, slo)), head.map((_, index) => index).slice(0, -1));
  const holder = h("div", {}, draw(launch.probes.slice(0, mostProbes)));
  if (launch.probes.length > mostProbes) {
    const all = h("button", { type: "button", click: () => holder.replaceChildren(draw(launch.probes)) }, `Show all ${launch.probes.length} probes`);
    holder.append(all);
  }
  return holder;
}

function row(probe: ProbeSection, slo: boolean): (Node | string)[] {
  const quantiles = (values: Quantiles | undefined) => values ? [number(values.p50), number(values.p90), number(values.p99)] : ["", "", ""];
  const ended = probe.stopped_because ? `stopped early: ${probe.stopped_because}` : probe.errors > 0 ? `${probe.errors} errors` : "";
  const remark = [probe.bound, ended, probe.engine, probe.gpus].filter(Boolean).join("; ");
  return [
    probe.offered_requests_per_second === undefined ? "one stream" : number(probe.offered_requests_per_second), number(probe.realised_requests_per_second),
    ...(slo ? [probe.attainment === undefined ? "" : percent(probe.attainment)] : []), `${probe.misses} of ${probe.requests}`,
    ...quantiles(probe.ttft_ms), ...quantiles(probe.tpot_ms), probe.output_tokens_per_second === undefined ? "" : number(probe.output_tokens_per_second),
    probe.valid ? remark : h("span", {}, h("strong", {}, "not used: "), probe.why_invalid ?? "invalid", ended && `; ${ended}`),
  ];
}
