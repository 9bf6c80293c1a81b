// Light, dark, or as the system has it: at once here, and kept for the person.
import { $$, at, tell } from "./page";

document.addEventListener("click", (event) => {
  const choice = at(event, "[data-set-theme]")?.dataset.setTheme;
  if (!choice) return;
  document.documentElement.dataset.theme = choice;
  for (const one of $$("[data-set-theme]")) {
    const state = one.getAttribute("role") ? "aria-checked" : "aria-pressed";
    one.setAttribute(state, String(one.dataset.setTheme === choice));
  }
  const url = document.body.dataset.themeUrl;
  if (url) void tell(url, { theme: choice });
});
