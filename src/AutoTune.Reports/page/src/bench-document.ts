// Generated from the schema of BenchReport by build.mjs.
export interface BenchReport {
  schema_version?: number;
  kind: string;
  headline: string;
  sentence: string;
  address: string;
  model: string;
  workload: string;
  slo?: string;
  slo_limits: (SloLimit)[];
  attainment_target?: number;
  version: string;
  started_at: string;
  tests: (BenchTest)[];
}

export interface SloLimit {
  metric: string;
  limit_ms: number;
  quantile?: number;
}

export interface BenchTest {
  offered_requests_per_second?: number;
  concurrency?: number;
  achieved_requests_per_second: number;
  requests: number;
  errors: number;
  first_error?: string;
  attainment?: number;
  goodput_requests_per_second?: number;
  output_tokens_per_second: number;
  total_tokens_per_second?: number;
  tokens_per_second_per_user?: number;
  fluid_tokens_per_second?: number;
  ttft_ms?: BenchLatency;
  tpot_ms?: BenchLatency;
  itl_ms?: BenchLatency;
  icl_ms?: BenchLatency;
  e2e_ms?: BenchLatency;
  send_lag_p99_ms: number;
  valid: boolean;
  why_invalid?: string;
  notes: (string)[];
}

export interface BenchLatency {
  mean: number;
  p50: number;
  p90: number;
  p99: number;
  max: number;
}
