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
    })),
    followers(study, baseline, challenger));
}

/// What the launch commands differ in beyond the settings: values that follow from them.
function followers(study: Study, baseline: TrialSection, challenger: TrialSection): HTMLElement | undefined {
  const flags = new Set(study.report.parameters.map(parameter => parameter.flag));
  const [before, after] = [options(baseline.launch_command), options(challenger.launch_command)];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(flag => !flags.has(flag) && flag !== "--model" && before.get(flag) !== after.get(flag));
  if (changed.length === 0) return undefined;
  return h("p", { class: "note" }, "Follows from the settings: ", changed.map((flag, index) => h("span", {}, index > 0 && ", ", h("code", {}, flag), ` ${before.get(flag) ?? "absent"} → ${after.get(flag) ?? "absent"}`)), ".");
}

function options(command: string | undefined): Map<string, string> {
  const words = (command ?? "").split(" ");
  return new Map(words.flatMap((word, index): [string, string][] => word.startsWith("--") ? [[word, words[index + 1]?.startsWith("--") ? "" : words[index + 1] ?? ""]] : []));
}

function names(a: TrialSection, b: TrialSection): string[] {
  return [...new Set([...Object.keys(b.config), ...Object.keys(a.config)])];
}

const shown = (value: Setting | undefined): Node => value === undefined ? h("span", { class: "quiet" }, "not active") : h("span", {}, String(value));
