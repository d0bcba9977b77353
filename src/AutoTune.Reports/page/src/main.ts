import { showBench } from "./bench";
import type { BenchReport } from "./bench-document";
import { forgetCharts } from "./chart";
import { comparisonSection } from "./comparison";
import type { StudyReport } from "./document";
import { h } from "./dom";
import { environmentSection } from "./environment";
import { failuresSection } from "./failures";
import { finalsSection } from "./finals";
import { words } from "./format";
import { parametersSection } from "./parameters";
import { paretoSection } from "./pareto";
import { progressSection } from "./progress";
import { readingSection } from "./reading";
import { Study } from "./study";
import { themeButton } from "./theme";
import { followHash, trialsSection } from "./trials";
import { verdictDetails } from "./verdict";

const sections = [paretoSection, progressSection, parametersSection, comparisonSection, trialsSection, finalsSection, failuresSection, environmentSection, readingSection];

/** Draws a report into the page; a live page calls it again with each newer document. */
export function show(report: StudyReport): void {
  const study = new Study(report);
  forgetCharts();
  const drawn = sections.map(part => part(study)).filter((part): part is HTMLElement => part !== undefined);
  element("top").replaceChildren(...top(study, drawn));
  if (report.headline) element("headline").textContent = report.headline;
  if (report.sentence) element("sentence").textContent = report.sentence;
  element("verdict-more").replaceChildren(...verdictDetails(study));
  element("sections").replaceChildren(...drawn);
  requestAnimationFrame(followHash);
}

const element = (id: string): HTMLElement => document.getElementById(id)!;

function top({ report }: Study, drawn: HTMLElement[]): HTMLElement[] {
  const { study } = report;
  const about = [study.engines.join(", "), study.model, study.state].filter(Boolean).join(" · ");
  return [
    h("div", { class: "bar" }, h("p", {}, h("strong", {}, study.name), ` ${about}`), themeButton()),
    ...(report.notice ? [h("p", { class: "notice" }, report.notice)] : []),
    h("nav", { "aria-label": "Sections" }, drawn.map(part => h("a", { href: `#${part.id}` }, words(part.id === "reading" ? "how to read" : part.id)))),
  ];
}

const isBench = (document: StudyReport | BenchReport): document is BenchReport => "kind" in document;

const report = JSON.parse(element("report").textContent!) as StudyReport | BenchReport;
if (isBench(report)) showBench(report);
else show(report);
addEventListener("hashchange", followHash);
