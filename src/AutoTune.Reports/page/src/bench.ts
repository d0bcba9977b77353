import * as Plot from "@observablehq/plot";
import type { BenchLatency, BenchReport, BenchTest } from "./bench-document";
import { chart, forgetCharts, ink } from "./chart";
import { h, section, table } from "./dom";
import { date, number, percent } from "./format";
import { themeButton } from "./theme";
import { upperRight } from "./upper-right";

/** Draws load tests into the page. */
export function showBench(report: BenchReport): void {
  forgetCharts();
  element("top").replaceChildren(h("div", { class: "bar" }, h("p", {}, h("strong", {}, report.model), ` at ${report.address} · ${date(report.started_at)}`), themeButton()));
  element("verdict-more").replaceChildren(h("p", { class: "note" }, `${report.workload}.`));
  element("sections").replaceChildren(...[front(report), byLoad(report), tests(report), reading(report)].filter((part): part is HTMLElement => part !== undefined));
}

const element = (id: string): HTMLElement => document.getElementById(id)!;

const load = (test: BenchTest): string => test.offered_requests_per_second === undefined ? `${test.concurrency} in flight` : `${number(test.offered_requests_per_second)} req/s`;

const held = (report: BenchReport, test: BenchTest): boolean => (test.attainment ?? 1) >= (report.attainment_target ?? 0);

function front(report: BenchReport): HTMLElement | undefined {
  const points = report.tests.filter(test => test.valid && test.tokens_per_second_per_user !== undefined).map(test => ({
    test, held: held(report, test), x: test.tokens_per_second_per_user!, y: test.output_tokens_per_second, name: load(test),
    title: `${load(test)}\n${number(test.tokens_per_second_per_user!)} tok/s per user\n${number(test.output_tokens_per_second)} tok/s in all${test.attainment === undefined ? "" : `\nattainment ${percent(test.attainment)}`}`,
  }));
  if (points.length === 0) return undefined;
  return section("front", "Speed per user against throughput", h("figure", {},
    h("figcaption", {}, `Up and right is better; the line joins what no other load beats in both.${report.slo ? " Filled: within the SLO; hollow: not." : ""}`),
    chart("Output tokens per second against tokens per second per user", width => ({
      height: Math.min(420, Math.max(280, width * 0.45)), marginLeft: 56, marginBottom: 40, marginRight: 70, marginTop: 26, grid: true,
      x: { label: "tok/s per user (mean of 1000 ÷ TPOT) →", labelAnchor: "right", nice: true, inset: 10 }, y: { label: "↑ output tok/s", nice: true, inset: 10 },
      marks: [
        Plot.line(upperRight(points), { x: "x", y: "y", stroke: ink.accent, strokeWidth: 1.5, strokeOpacity: 0.7 }),
        Plot.dot(points, { x: "x", y: "y", r: 5, stroke: ink.accent, fill: (point: (typeof points)[number]) => point.held ? ink.accent : "var(--paper)", strokeWidth: 1.5 }),
        Plot.text(points, { x: "x", y: "y", text: "name", dx: 9, dy: -9, textAnchor: "start", fill: ink.text, stroke: "var(--paper)", strokeWidth: 4 }),
        Plot.tip(points, Plot.pointer({ x: "x", y: "y", title: "title" })),
      ],
    }))));
}

function byLoad(report: BenchReport): HTMLElement | undefined {
  const shown = report.tests.filter(test => test.valid);
  if (new Set(shown.map(test => test.achieved_requests_per_second)).size < 2) return undefined;
  const limit = (metric: string) => report.slo_limits.find(entry => entry.metric === metric)?.limit_ms;
  return section("load", "By load", h("div", { class: "multiples" }, [
    report.attainment_target !== undefined && attainment(shown, report.attainment_target),
    latencies("TTFT", shown, test => test.ttft_ms, limit("ttft_ms")),
    latencies("TPOT", shown, test => test.tpot_ms, limit("tpot_ms")),
    latencies("E2E", shown, test => test.e2e_ms, limit("e2e_ms")),
  ].filter((part): part is HTMLElement => !!part)));
}

function attainment(shown: BenchTest[], target: number): HTMLElement {
  return h("figure", { class: "multiple" }, h("figcaption", {}, h("strong", {}, "Attainment"), `share of requests within the SLO; dashed: the target of ${percent(target)}`),
    chart("Attainment by load", width => ({
      ...small(width), y: { label: "↑ attainment", domain: [0, 1], grid: true, ticks: 5, tickFormat: (share: number) => `${Math.round(share * 100)} %` },
      marks: [
        Plot.ruleY([target], { stroke: ink.baseline, strokeDasharray: "6 4" }),
        Plot.lineY(shown, { x: "achieved_requests_per_second", y: "attainment", stroke: ink.accent }),
        Plot.dot(shown, { x: "achieved_requests_per_second", y: "attainment", r: 3.5, fill: ink.accent }),
      ],
    })));
}

function latencies(name: string, shown: BenchTest[], of: (test: BenchTest) => BenchLatency | undefined, limit: number | undefined): HTMLElement | undefined {
  const points = (["p50", "p90", "p99"] as const).flatMap(quantile => shown.filter(test => of(test)).map(test => ({ quantile, x: test.achieved_requests_per_second, y: of(test)![quantile] })));
  if (points.length === 0) return undefined;
  const last = points.filter(point => point.x === Math.max(...points.map(other => other.x)));
  return h("figure", { class: "multiple" }, h("figcaption", {}, h("strong", {}, name), `ms: P50, P90, P99${limit === undefined ? "" : `; dashed: the limit of ${number(limit)} ms`}`),
    chart(`${name} by load`, width => ({
      ...small(width), y: { label: `↑ ${name}, ms`, grid: true, zero: true, nice: true },
      marks: [
        limit !== undefined && Plot.ruleY([limit], { stroke: ink.baseline, strokeDasharray: "6 4" }),
        Plot.lineY(points, { x: "x", y: "y", z: "quantile", stroke: ink.accent, strokeOpacity: (point: (typeof points)[number]) => ({ p50: 1, p90: 0.7, p99: 0.45 })[point.quantile] }),
        Plot.text(last, { x: "x", y: "y", text: (point: (typeof points)[number]) => point.quantile.toUpperCase(), dx: 6, textAnchor: "start", fill: ink.text, stroke: "var(--paper)", strokeWidth: 4 }),
      ].filter(Boolean) as Plot.Markish[],
    })));
}

const small = (width: number): Plot.PlotOptions => ({ height: Math.max(180, width * 0.6), marginLeft: 52, marginBottom: 38, marginTop: 24, marginRight: 40, x: { label: "req/s that arrived →", labelAnchor: "right", nice: true, zero: true } });

function tests(report: BenchReport): HTMLElement {
  const latency = (seen: BenchLatency | undefined) => seen ? `${number(seen.p50)} / ${number(seen.p90)} / ${number(seen.p99)}` : "";
  const head = ["Load", "Requests", "Errors", ...(report.slo ? ["Attainment", "Goodput, req/s"] : []), "Output tok/s", "Total tok/s", "tok/s per user", "Fluid tok/s", "TTFT, ms", "TPOT, ms", "ITL, ms", "E2E, ms"];
  return section("tests", "Tests", h("p", { class: "note" }, "Latencies are P50 / P90 / P99."),
    table("Load tests", head, report.tests.map(test => [
      test.valid ? load(test) : h("span", {}, h("strong", { class: "failed" }, "invalid "), load(test)), test.requests, test.errors,
      ...(report.slo ? [test.attainment === undefined ? "" : percent(test.attainment), number(test.goodput_requests_per_second ?? 0)] : []),
      number(test.output_tokens_per_second), test.total_tokens_per_second === undefined ? "" : number(test.total_tokens_per_second), test.tokens_per_second_per_user === undefined ? "" : number(test.tokens_per_second_per_user), test.fluid_tokens_per_second === undefined ? "" : number(test.fluid_tokens_per_second),
      latency(test.ttft_ms), latency(test.tpot_ms), latency(test.itl_ms), latency(test.e2e_ms),
    ]), head.map((_, index) => index).slice(1)),
    ...report.tests.filter(test => test.why_invalid || test.first_error || test.notes.length > 0).map(test => h("p", { class: "note" }, h("strong", {}, `${load(test)}: `), test.why_invalid ? `does not count: ${test.why_invalid}. ` : "", test.first_error ? `First error: ${test.first_error}. ` : "", test.notes.map(note => `Note: ${note}. `).join(""))));
}

function reading(report: BenchReport): HTMLElement {
  const terms: [string, string][] = [
    ["TTFT", "from when the request should have been sent to its first token; tools that count from the actual send hide a late client"],
    ["TPOT", "(last token − first token) ÷ tokens after the first chunk"],
    ["ITL", "gap between chunks ÷ tokens of the later one, weighted by tokens"],
    ["Attainment", "requests that meet the SLO ÷ all that were due; errors and time-outs miss it"],
    ["Fluid tok/s", "the reading rate that 99 % of the answers keep up with"],
    ["Invalid", "the client was late, or prompts were not as planned: such a test is never counted against the server"],
  ];
  return section("reading", "How to read it", h("dl", { class: "terms" }, terms.map(([term, meaning]) => h("div", {}, h("dt", {}, term), h("dd", {}, meaning)))), h("p", { class: "note" }, `AutoTune ${report.version}.`));
}
