import type { Metric, MetricDescription, ProbeSection, StudyReport, TrialOrigin, TrialSection } from "./document";

export type Setting = string | number | boolean;

/** The document with what every section looks up in it. */
export class Study {
  readonly trials: Map<number, TrialSection>;
  readonly primary: MetricDescription;
  readonly secondary?: MetricDescription;

  constructor(readonly report: StudyReport) {
    this.trials = new Map(report.trials.map(trial => [trial.number, trial]));
    this.primary = this.metric(report.study.objectives[0].metric);
    const second = report.study.objectives[1]?.metric;
    if (second) this.secondary = this.metric(second);
  }

  get baseline(): TrialSection | undefined { return this.report.baseline && this.trials.get(this.report.baseline.trial); }

  get winner(): TrialSection | undefined { return this.report.winner && this.trials.get(this.report.winner.trial); }

  /** The configuration that met the baseline, also where the baseline was kept. */
  get challenger(): TrialSection | undefined {
    const winner = this.winner?.number === this.baseline?.number ? undefined : this.winner;
    const finalist = this.report.verdict?.finalist ?? this.report.finals?.finalist;
    return winner ?? (finalist === undefined ? undefined : this.trials.get(finalist));
  }

  metric(name: string): MetricDescription {
    return this.report.metrics.find(metric => metric.name === name) ?? { name, label: name, unit: "", better: "maximize" };
  }

  better(a: number, b: number): boolean { return this.primary.better === "maximize" ? a > b : a < b; }

  changed(trial: TrialSection): [string, Setting | undefined][] {
    const base = this.baseline?.config ?? {};
    const names = [...new Set([...Object.keys(trial.config), ...Object.keys(base)])];
    return names.filter(name => trial.config[name] !== base[name]).map(name => [name, trial.config[name]]);
  }

  probes(): { trial: TrialSection; probe: ProbeSection }[] {
    return this.report.trials.flatMap(trial => trial.launches.filter(launch => !launch.on_other_workload).flatMap(launch => launch.probes.map(probe => ({ trial, probe }))));
  }

  /** How trial names itself in a chart: by role where it has one. */
  role(trial: number): "baseline" | "winner" | undefined {
    if (trial === this.report.baseline?.trial) return "baseline";
    return trial === this.report.winner?.trial ? "winner" : undefined;
  }
}

export const measured = (trial: TrialSection, name: string): Metric | undefined => trial.metrics[name];

export function originWords(origin: TrialOrigin): string {
  const parents = origin.parents.map(parent => `#${parent}`).join(", ");
  const kind = { baseline: "baseline", vendor_default: "vendor default", recipe: "recipe", random: "random", mutation: "mutation", crossover: "crossover", model: "model", other: "other" }[origin.kind];
  const named = origin.name ? `${kind}: ${origin.name}` : kind;
  return parents ? `${named} of ${parents}` : named;
}
