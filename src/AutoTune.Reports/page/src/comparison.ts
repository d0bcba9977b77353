import type { TrialSection } from "./document";
import { h, section, table, trialLink } from "./dom";
import type { Setting, Study } from "./study";

/** Challenger against baseline, setting by setting; the challenger is the winner, or the finalist that did not replace the baseline. */
export function comparisonSection(study: Study): HTMLElement | undefined {
  const { baseline, challenger } = study;
  if (!baseline || !challenger || challenger === baseline) return undefined;
  const role = study.role(challenger.number) === "winner" ? (study.report.verdict ? "Winner" : "Best so far") : "Finalist";
  const rows = names(baseline, challenger).map(name => ({ name, from: baseline.config[name] as Setting | undefined, to: challenger.config[name] as Setting | undefined }));
  const different = rows.filter(row => row.from !== row.to);
  return section("comparison", `${role} against baseline, setting by setting`,
    h("p", { class: "note" }, `${different.length} of ${rows.length} settings differ; the others are the same in both. Trial `, trialLink(challenger.number), " against trial ", trialLink(baseline.number), "."),
    table("Settings of both configurations", ["Setting", "Flag", "Baseline", role, "Default", "Same?"], [...different, ...rows.filter(row => row.from === row.to)].map(row => {
      const parameter = study.report.parameters.find(parameter => parameter.name === row.name);
      const same = row.from === row.to;
      return [
        h("span", { class: "name" }, row.name), parameter?.flag ? h("code", {}, parameter.flag) : "",
        shown(row.from), same ? shown(row.to) : h("strong", {}, shown(row.to)), parameter?.default === undefined ? "" : shown(parameter.default), same ? h("span", { class: "quiet" }, "same") : h("span", { class: "tag" }, "differs"),
      ];
    })));
}

function names(a: TrialSection, b: TrialSection): string[] {
  return [...new Set([...Object.keys(b.config), ...Object.keys(a.config)])];
}

const shown = (value: Setting | undefined): Node => value === undefined ? h("span", { class: "quiet" }, "not active") : h("span", {}, String(value));
