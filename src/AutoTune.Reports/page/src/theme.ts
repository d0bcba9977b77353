import { h } from "./dom";

type Theme = "system" | "light" | "dark";
const order: Theme[] = ["system", "light", "dark"];

/** Follows the system until the reader chooses; the choice holds for this page view and, where the browser allows it, the next. */
export function themeButton(): HTMLElement {
  let theme = stored();
  const button = h("button", { type: "button", click: () => apply(order[(order.indexOf(theme) + 1) % order.length]) });
  apply(theme);
  return button;

  function apply(next: Theme) {
    theme = next;
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    button.textContent = `Theme: ${next}`;
    remember(next);
  }
}

// Storage is refused to files in some browsers.
function stored(): Theme {
  try {
    return order.find(theme => theme === localStorage.getItem("autotune-theme")) ?? "system";
  } catch {
    return "system";
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem("autotune-theme", theme);
  } catch {
    return;
  }
}
