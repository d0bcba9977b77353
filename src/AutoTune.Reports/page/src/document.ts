// Generated from the schema of StudyReport by build.mjs.
export interface StudyReport {
  schema_version?: number;
  notice?: string;
  generated_at: string;
  study: StudySection;
  metrics: (MetricDescription)[];
  headline?: string;
  sentence?: string;
  verdict?: VerdictSection;
  baseline?: Standing;
  winner?: Standing;
  precision_share?: PrecisionShare;
  caveats?: (string)[];
  trial_counts: TrialCounts;
  cost: CostSection;
  next_steps: (NextStep)[];
  pareto_front: (number)[];
  parameters: (ParameterSection)[];
  importance_method?: string;
  trials: (TrialSection)[];
  finals?: FinalsSection;
  failures: (FailureClassSection)[];
  environment: EnvironmentSection;
}

export interface StudySection {
  name: string;
  state: "running" | "finished" | "interrupted" | "failed";
  served: boolean;
  engines: (string)[];
  model?: string;
  slo?: string;
  slo_limits: (SloLimit)[];
  attainment_target?: number;
  workload?: string;
  objectives: (Objective)[];
  constraints: (string)[];
  strategy: string;
  seed: number;
  budget_trials?: number;
  budget_seconds?: number;
  started_at?: string;
  finished_at?: string;
  study_file?: string;
}

export interface SloLimit {
  metric: string;
  limit_ms: number;
  quantile?: number;
}

export interface Objective {
  metric: string;
  direction: "maximize" | "minimize";
}

export interface MetricDescription {
  name: string;
  label: string;
  unit: string;
  better: "maximize" | "minimize";
}

export interface VerdictSection {
  kind: "replaced" | "kept" | "infeasible" | "unmeasured";
  ratio?: Metric;
  probability_better?: number;
  finalist?: number;
  why?: string;
  binding_limit?: string;
  nearest_trial?: number;
  nearest_margin?: string;
}

export interface Metric {
  value: number;
  low: number | null;
  high: number | null;
  launches: number;
}

export interface Standing {
  trial: number;
  metrics: Record<string, Metric>;
  rated_capacity_requests_per_second?: number;
}

export interface PrecisionShare {
  parameter: string;
  baseline_value: string;
  best_trial: number;
  ratio: Metric;
  distinguishable: boolean;
}

export interface TrialCounts {
  asked: number;
  completed: number;
  pruned: number;
  failed: number;
  not_measured: number;
}

export interface CostSection {
  engine_seconds: number;
  elapsed_seconds: number;
  prepare_seconds?: number;
}

export interface NextStep {
  text: string;
  command?: string;
}

export interface ParameterSection {
  name: string;
  kind: "integer" | "float" | "categorical" | "ordinal" | "boolean" | "choice";
  engine?: string;
  flag?: string;
  default?: string | number | boolean;
  log_scale: boolean;
  importance?: number;
  importance_by_chance?: number;
  effect?: string;
}

export interface TrialSection {
  number: number;
  outcome: "running" | "completed" | "pruned" | "failed" | "not_measured";
  origin: TrialOrigin;
  engine?: string;
  config: Record<string, string | number | boolean>;
  launch_command?: string;
  metrics: Record<string, Metric>;
  engine_seconds: number;
  started_at?: string;
  why?: string;
  bound?: string;
  quality?: string;
  failure?: TrialFailure;
  launches: (LaunchSection)[];
}

export interface TrialOrigin {
  kind: "baseline" | "vendor_default" | "recipe" | "random" | "mutation" | "crossover" | "model" | "other";
  parents: (number)[];
  name?: string;
  source?: string;
  reason?: string;
}

export interface TrialFailure {
  class: string;
  policy: string;
  evidence: string;
  advice?: string;
}

export interface LaunchSection {
  number: number;
  purpose: string;
  on_other_workload?: boolean;
  start_up: (StartUpPhase)[];
  probes: (ProbeSection)[];
  log_tail?: string;
  log_file?: string;
}

export interface StartUpPhase {
  phase: string;
  seconds: number;
}

export interface ProbeSection {
  offered_requests_per_second?: number;
  realised_requests_per_second: number;
  attainment?: number;
  requests: number;
  misses: number;
  errors: number;
  window_seconds: number;
  valid: boolean;
  why_invalid?: string;
  stopped_because?: string;
  bound?: string;
  engine?: string;
  gpus?: string;
  ttft_ms?: Quantiles;
  tpot_ms?: Quantiles;
  output_tokens_per_second?: number;
  output_tokens_per_second_per_user?: number;
  output_tokens_per_second_per_device?: number;
}

export interface Quantiles {
  p50: number;
  p90: number;
  p99: number;
}

export interface FinalsSection {
  finalist: number;
  baseline: number;
  metric: string;
  found_again: (FoundAgain)[];
  pairs: (LaunchPair)[];
  method: string;
  ratio?: Metric;
  probability_better?: number;
  also: (AlsoSection)[];
  confirmation?: ConfirmationSection;
}

export interface FoundAgain {
  trial: number;
  searched: Metric;
  again: Metric;
}

export interface LaunchPair {
  number: number;
  order: "baseline_first" | "finalist_first";
  baseline_value: number;
  finalist_value: number;
}

export interface AlsoSection {
  workload: string;
  baseline_value: Metric;
  finalist_value: Metric;
  ratio: Metric;
  excludes: boolean;
}

export interface ConfirmationSection {
  trial: number;
  rate_requests_per_second: number;
  duration_seconds: number;
  requests: number;
  misses: number;
  allowed_misses?: number;
  held: boolean;
}

export interface FailureClassSection {
  class: string;
  policy: string;
  trials: (number)[];
  evidence: string;
  learned?: string;
  not_tried?: (string)[];
}

export interface EnvironmentSection {
  auto_tune_version: string;
  engines: (EngineVersion)[];
  operating_system: string;
  cpu_model: string;
  logical_cores: number;
  memory_gib: number;
  gpus: (GpuSection)[];
  launcher?: string;
  probe_warm_up_seconds?: number;
  probe_window_seconds?: number;
  warnings: (string)[];
}

export interface EngineVersion {
  name: string;
  version: string;
}

export interface GpuSection {
  name: string;
  memory_gib: number;
  count: number;
}
