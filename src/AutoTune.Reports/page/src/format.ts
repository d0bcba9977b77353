import type { Metric, MetricDescription } from "./document";

const decimals = (value: number): number => value === 0 || !Number.isFinite(value) ? 0 : Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));

/** Three significant digits, no exponent. */
export const number = (value: number): string => Number.isFinite(value) ? String(Number(value.toFixed(decimals(value)))) : String(value);

/** A column's figure: `value` with the decimals that `like` has to three digits, zeros kept. */
export const fixed = (value: number, like = value): string => Number.isFinite(value) ? value.toFixed(decimals(like)) : String(value);

export const unit = (value: number, name: string): string => name ? `${number(value)} ${name}` : number(value);

export const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;

export const hasInterval = (metric: Metric): metric is Metric & { low: number; high: number } => metric.low !== null && metric.high !== null;

/** Both bounds with the same decimals: 8.31–9.42, 0.55–0.61, 1.49–1.80. */
export function interval(metric: Metric): string {
  if (!hasInterval(metric)) return "no interval";
  const written = (value: number) => String(Number(fixed(value, metric.high))).split(".")[1]?.length ?? 0;
  const shared = Math.max(written(metric.low), written(metric.high));
  return `${metric.low.toFixed(shared)}–${metric.high.toFixed(shared)}`;
}

export const launches = (count: number): string => count === 1 ? "1 launch" : `${count} launches`;

export const metric = (value: Metric, description: MetricDescription): string => `${unit(value.value, description.unit)} (${interval(value)})`;

export function duration(seconds: number): string {
  const total = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return seconds < 10 && seconds % 1 !== 0 ? `${number(seconds)} s` : `${total} s`;
}

export const date = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} ${/(Z|\+00:00)$/.test(iso) ? "UTC" : iso.slice(-6)}`;

export const words = (snake: string): string => snake.replaceAll("_", " ");

export const axis = (description: MetricDescription): string => description.unit ? `${description.label}, ${description.unit}` : description.label;
