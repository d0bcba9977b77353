import { h, listed, section, trialLink, table } from "./dom";
import { words } from "./format";
import type { Study } from "./study";

export function failuresSection(study: Study): HTMLElement {
  const { failures, trial_counts } = study.report;
  const unmeasured = study.report.trials.filter(trial => trial.outcome === "not_measured");
  return section("failures", "Failures by class",
    failures.length === 0 ? h("p", { class: "note" }, "No trial failed.") : table("Failures by class", ["Class", "Trials", "Counted as", "Evidence", "What it means, and what was not tried for it"], failures.map(failure => [
      h("strong", {}, words(failure.class)), h("span", {}, `${failure.trials.length} of ${trial_counts.asked}: `, ...listed(failure.trials.map(trial => trialLink(trial)))), words(failure.policy), h("code", { class: "wrap" }, failure.evidence), h("span", {}, failure.learned ?? "", ...(failure.not_tried ?? []).map(text => h("span", { class: "note" }, ` Not tried: ${text}.`))),
    ])),
    unmeasured.length > 0 && h("p", { class: "note" }, "Not measured, so no judgement of the configuration: ", ...listed(unmeasured.map(trial => h("span", {}, trialLink(trial.number), trial.why ? `, because ${trial.why}` : ""))), "."));
}
