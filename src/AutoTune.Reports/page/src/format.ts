import type { Metric, MetricDescription } from "./document";

/** Three significant digits, no exponent. */
export function number(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const decimals = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return String(Number(value.toFixed(decimals)));
}

export const unit = (value: number, name: string): string => name ? `${number(value)} ${name}` : number(value);

export const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;

export const hasInterval = (metric: Metric): metric is Metric & { low: number; high: number } => metric.low !== null && metric.high !== null;

export const interval = (metric: Metric): string => hasInterval(metric) ? `${number(metric.low)}–${number(metric.high)}` : "no interval";

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
