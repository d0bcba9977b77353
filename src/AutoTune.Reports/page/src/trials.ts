import type { MetricDescription, TrialSection } from "./document";
import { h, section } from "./dom";
import { fixed, hasInterval, interval, number, words } from "./format";
import { originWords, type Study } from "./study";
import { trialDetail } from "./trial-detail";

interface Column { title: string; note?: string; optional?: boolean; numeric?: boolean; sortable?: boolean; key: (trial: TrialSection) => number | string | undefined; cell: (trial: TrialSection) => Node | string }

const glyphs = { completed: "●", failed: "×", pruned: "△", not_measured: "◇", running: "…" };

export function trialsSection(study: Study): HTMLElement {
  const columns = columnsOf(study);
  const head = h("tr", {});
  const body = h("tbody", {});
  const rows = study.report.trials.map(trial => new Row(study, trial, columns));
  let sorted = { column: 0, descending: false };

  const filter = h("select", { id: "outcome", change: show }, h("option", { value: "" }, "all"),
    [...new Set(study.report.trials.map(trial => trial.outcome))].map(outcome => h("option", { value: outcome }, words(outcome))));
  head.append(...columns.map((column, index) => header(column, () => sortBy(index))));
  show();

  return section("trials", "Trials",
    study.report.trials.length === 0 ? h("p", { class: "note" }, "No trial has started yet.") : h("div", {},
      h("p", { class: "note tools" }, h("span", {}, "Each row opens on its settings, launch command, probes and log. "), h("label", {}, "Outcome ", filter)),
      h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of trials" }, h("table", { class: "trials" }, h("caption", { class: "hidden" }, "Trials; the buttons in the header sort"), h("thead", {}, head), body))));

  function sortBy(column: number) {
    const first = columns[column].numeric && column > 0;
    sorted = { column, descending: sorted.column === column ? !sorted.descending : Boolean(first) };
    show();
  }

  function show() {
    const { key } = columns[sorted.column];
    const sign = sorted.descending ? -1 : 1;
    const shown = rows.filter(row => filter.value === "" || row.trial.outcome === filter.value)
      .sort((a, b) => compare(key(a.trial), key(b.trial), sign) || a.trial.number - b.trial.number);
    body.replaceChildren(...shown.flatMap(row => row.elements));
    for (const [index, cell] of [...head.children].entries()) {
      if (index === sorted.column) cell.setAttribute("aria-sort", sorted.descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }
}

/** Trials without a value come last in both directions. */
function compare(a: number | string | undefined, b: number | string | undefined, sign: number): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
}

function header(column: Column, sort: () => void): HTMLElement {
  return h("th", { scope: "col", class: [column.numeric && "number", column.optional && "optional"].filter(Boolean).join(" ") || undefined },
    column.sortable === false ? column.title : h("button", { type: "button", class: "sort", click: sort }, column.title), column.note && h("small", {}, ` ${column.note}`));
}

function columnsOf(study: Study): Column[] {
  const names = [...new Set([...study.report.study.objectives.map(objective => objective.metric), ...study.report.metrics.map(metric => metric.name)])].slice(0, 4);
  const metrics = names.filter(name => study.report.trials.some(trial => trial.metrics[name])).map((name, index) => metricColumn(study.metric(name), index > 1));
  return [
    { title: "#", numeric: true, key: trial => trial.number, cell: () => "" },
    { title: "Outcome", key: trial => trial.outcome, cell: trial => h("span", { class: `outcome ${trial.outcome}` }, h("i", { "aria-hidden": "true" }, glyphs[trial.outcome]), ` ${words(trial.outcome)}`, role(study, trial)) },
    ...metrics,
    { title: "Settings that differ from the baseline", optional: true, sortable: false, key: () => undefined, cell: trial => changes(study, trial) },
    { title: "Engine", note: "s", optional: true, numeric: true, key: trial => trial.engine_seconds, cell: trial => number(trial.engine_seconds) },
    { title: "Origin", optional: true, key: trial => originWords(trial.origin), cell: trial => originWords(trial.origin) },
  ];
}

function metricColumn(metric: MetricDescription, optional: boolean): Column {
  return {
    title: metric.label, note: metric.unit, numeric: true, optional, key: trial => trial.metrics[metric.name]?.value,
    cell: trial => {
      const value = trial.metrics[metric.name];
      if (!value) return "";
      return h("span", {}, fixed(value.value), hasInterval(value) && h("small", { title: `95 % interval ${interval(value)}` }, ` ±${fixed((value.high - value.low) / 2, value.value)}`));
    },
  };
}

function role(study: Study, trial: TrialSection): Node | undefined {
  const name = study.role(trial.number) ?? (study.report.finals?.finalist === trial.number ? "finalist" : undefined);
  return name && h("span", { class: `tag ${name}` }, name);
}

function changes(study: Study, trial: TrialSection): Node {
  if (study.baseline === trial) return h("span", { class: "quiet" }, trial.origin.kind === "baseline" ? trial.origin.reason ?? "what runs today" : "the baseline");
  const changed = study.changed(trial);
  if (changed.length === 0) return h("span", { class: "quiet" }, "none");
  return h("span", { class: "changes" }, changed.map(([name, value]) => h("span", {}, h("span", { class: "quiet" }, `${name} `), value === undefined ? "off" : String(value))));
}

class Row {
  private readonly button: HTMLElement;
  private readonly main: HTMLElement;
  private readonly detail: HTMLElement;

  constructor(private readonly study: Study, readonly trial: TrialSection, private readonly columns: Column[]) {
    const id = `trial-${trial.number}`;
    this.button = h("button", { type: "button", class: "open", "aria-expanded": "false", "aria-controls": `${id}-detail`, "aria-label": `Trial ${trial.number}, ${words(trial.outcome)}: details`, click: () => this.toggle() }, String(trial.number));
    this.main = h("tr", { id, class: trial.outcome, click: event => { if (!(event.target as Element).closest("a, button, summary")) this.toggle(); } },
      columns.map((column, index) => index === 0
        ? h("th", { scope: "row", class: "number" }, this.button)
        : h("td", { class: [column.numeric && "number", column.optional && "optional"].filter(Boolean).join(" ") || undefined }, column.cell(trial))));
    this.detail = h("tr", { id: `${id}-detail`, class: "detail", hidden: true });
    byId.set(trial.number, this);
  }

  get elements(): HTMLElement[] { return [this.main, this.detail]; }

  toggle(open = this.detail.hidden): void {
    if (open && this.detail.childElementCount === 0) this.detail.append(h("td", { colspan: this.columns.length }, trialDetail(this.study, this.trial)));
    this.detail.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  reveal(): void {
    if (!this.main.isConnected) {
      const filter = document.querySelector<HTMLSelectElement>("#outcome")!;
      filter.value = "";
      filter.dispatchEvent(new Event("change"));
    }
    this.toggle(true);
    this.main.scrollIntoView({ block: "start" });
    this.button.focus({ preventScroll: true });
  }
}

const byId = new Map<number, Row>();

/** Opens the trial that the address names. */
export function followHash(): void {
  const match = /^#trial-(\d+)$/.exec(location.hash);
  if (match) byId.get(Number(match[1]))?.reveal();
}
