import { h, section } from "./dom";
import { date, duration, number } from "./format";
import type { Study } from "./study";

export function environmentSection(study: Study): HTMLElement {
  const { environment, study: asked } = study.report;
  return section("environment", "Environment",
    h("p", { class: "note" }, "The figures hold for this machine, this engine, this model and this workload."),
    environment.warnings.length > 0 && h("div", { class: "notice" }, h("strong", {}, "Warnings"), h("ul", {}, environment.warnings.map(warning => h("li", {}, warning)))),
    h("div", { class: "pair" }, h("dl", { class: "facts" }, machine(study).map(fact)), h("dl", { class: "facts" }, plan(study).map(fact))),
    asked.study_file && h("details", {}, h("summary", {}, "Study file"), h("pre", { tabindex: 0 }, asked.study_file)));
}

type Fact = [string, string | undefined];

const fact = ([name, value]: Fact): HTMLElement | undefined => value ? h("div", {}, h("dt", {}, name), h("dd", {}, value)) : undefined;

function machine(study: Study): Fact[] {
  const { environment, study: asked } = study.report;
  return [
    ["Processor", `${environment.cpu_model}, ${environment.logical_cores} logical cores`],
    ["Memory", `${number(environment.memory_gib)} GiB`],
    ["GPUs", environment.gpus.length === 0 ? "none" : environment.gpus.map(gpu => `${gpu.count} × ${gpu.name}, ${number(gpu.memory_gib)} GiB`).join("; ")],
    ["Operating system", environment.operating_system],
    ["Engine", environment.engines.map(engine => `${engine.name} ${engine.version}`).join("; ")],
    ["Launcher", environment.launcher],
    ["Model", asked.model],
    ["AutoTune", environment.auto_tune_version],
  ];
}

function plan(study: Study): Fact[] {
  const { environment, study: asked, generated_at, cost } = study.report;
  const budget = [asked.budget_trials !== undefined && `${asked.budget_trials} trials`, asked.budget_seconds !== undefined && duration(asked.budget_seconds)].filter(Boolean).join(", ");
  const window = environment.probe_window_seconds;
  return [
    ["Workload", asked.workload],
    ["SLO", asked.slo],
    ["Objectives", asked.objectives.map(objective => `${objective.direction} ${study.metric(objective.metric).label}`).join("; ")],
    ["Constraints", asked.constraints.join("; ")],
    ["Probe window", window === undefined ? undefined : `${number(window)} s after ${number(environment.probe_warm_up_seconds ?? 0)} s of warm-up. ${horizon(window)}`],
    ["Strategy, seed", `${asked.strategy}, ${asked.seed}`],
    ["Budget", budget],
    ["Started", asked.started_at && date(asked.started_at)],
    ["Finished", asked.finished_at && date(asked.finished_at)],
    ["Preparation", cost.prepare_seconds === undefined ? undefined : `${duration(cost.prepare_seconds)}, outside the budget`],
    ["Report written", date(generated_at)],
  ];
}

function horizon(seconds: number): string {
  const words = `Attainment is judged over ${number(seconds)} s`;
  return seconds < 60 ? `${words}: short, so a queue that grows slowly is not seen, and a rate near the capacity may not hold for hours.` : `${words}.`;
}
