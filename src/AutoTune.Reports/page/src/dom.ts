type Child = Node | string | number | null | undefined | false;
type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/** An element with attributes and children. Text is always set as text: nothing of the document is ever parsed as HTML. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: (Child | Child[])[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child): child is Node | string | number => child !== null && child !== undefined && child !== false).map(child =>
    typeof child === "number" ? String(child) : child));
  return element;
}

export function section(id: string, title: string, ...children: (Child | Child[])[]): HTMLElement {
  return h("section", { id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), ...children);
}

export function table(caption: string, head: Child[], rows: Child[][], numeric: number[] = []): HTMLElement {
  const align = (index: number) => numeric.includes(index) ? "number" : undefined;
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Table: ${caption}` },
    h("table", {},
      h("caption", { class: "hidden" }, caption),
      h("thead", {}, h("tr", {}, head.map((cell, index) => h("th", { scope: "col", class: align(index) }, cell)))),
      h("tbody", {}, rows.map(row => h("tr", {}, row.map((cell, index) => h("td", { class: align(index) }, cell)))))));
}

export function command(text: string): HTMLElement {
  const status = h("span", { class: "hidden", role: "status" });
  const button = h("button", { type: "button", class: "copy", "aria-label": "Copy the command", click: () => void copy() }, "copy");
  const code = h("pre", { class: "command", tabindex: 0 }, h("code", {}, text));
  return h("div", { class: "command-line" }, code, button, status);

  async function copy() {
    const done = await copied(text, code);
    button.textContent = done ? "copied" : "selected";
    status.textContent = done ? "copied" : "selected: press Ctrl+C";
    setTimeout(() => { button.textContent = "copy"; }, 2000);
  }
}

// A file opened from disk may be refused the clipboard: then the text is selected for Ctrl+C.
async function copied(text: string, element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return false;
  }
}

export const trialLink = (number: number, text = `#${number}`): HTMLElement => h("a", { href: `#trial-${number}` }, text);

export const listed = (nodes: Child[]): Child[] => nodes.flatMap((node, index) => index === 0 ? [node] : [", ", node]);
