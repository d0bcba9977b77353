import { h, section } from "./dom";
import type { Study } from "./study";

const served: [string, string, string][] = [
  ["TTFT", "t(first token) − t(scheduled send)", "Time to first token, from the moment when the request was due: a late client cannot hide a slow server."],
  ["TPOT", "(t(last token) − t(first token)) ÷ (N − n₁)", "Time per output token after the first chunk of n₁ tokens."],
  ["Attainment", "requests that met every limit ÷ all requests scheduled in the window", "Errors, time-outs and broken streams are misses."],
  ["Capacity", "sup { rate : attainment(rate) ≥ target }", "The highest rate of requests at which the SLO still holds."],
  ["Rated capacity", "what one more launch has with 95 % confidence, or the lower rate that was confirmed", "What is promised and exported. Launches differ, so it lies below the interval of their mean."],
  ["Front", "no other is at least as good in both and better in one", "The choices worth having; which one is a matter of what you need."],
];

const always: [string, string, string][] = [
  ["Interval", "value (low–high)", "95 % interval. One launch cannot show how launches differ, so figures of the search are less sure than they look; those of the finals stand on several launches."],
  ["Pruned", "stopped early", "Measured until it was improbable (under 2 %) that it reaches the best; its figures are rough, and their interval, made as wide as that of two or three windows, may reach further up than that."],
];

export function readingSection(study: Study): HTMLElement {
  const terms = study.report.study.served ? [...served, ...always] : always;
  return section("reading", "How to read this page",
    h("dl", { class: "terms" }, terms.map(([name, formula, text]) => h("div", {}, h("dt", {}, name), h("dd", {}, h("span", { class: "formula" }, formula), ` ${text}`)))));
}
