// The row under the cursor: j k or arrows move it, Enter opens, e edits, and what the row itself has a key for is pressed. It is there again when one comes back.
import { $, $$, at, covered, letter, taken, typing, visible, withModifier, word } from "./page";
import { startEditing } from "./edit";
import { showToast } from "./toast";

const rows = (): HTMLElement[] => $$("[data-rows] > *").filter(visible);
const current = (): HTMLElement | null => $("[data-rows] > .cursor");
const memory = (): string => `row:${location.pathname}${location.search}`;
const link = (row: HTMLElement): HTMLAnchorElement | null => $<HTMLAnchorElement>("a[data-row-link]", row) ?? $<HTMLAnchorElement>("a[href]", row);

function put(row: HTMLElement | undefined, scroll = true): void {
  if (!row) return;
  const before = current();
  before?.classList.remove("cursor");
  before?.removeAttribute("aria-current");
  row.classList.add("cursor");
  row.setAttribute("aria-current", "true");
  if (scroll) row.scrollIntoView({ block: "nearest" });
}

function remember(row: HTMLElement): void {
  const href = link(row)?.getAttribute("href");
  if (href) sessionStorage.setItem(memory(), href);
}

const own = (row: HTMLElement, key: string): HTMLElement | null => (key.length === 1 ? $(`[data-row-key="${CSS.escape(key)}"]`, row) : null);

function pressOwn(row: HTMLElement, key: string): boolean {
  const thing = own(row, key);
  thing?.click();
  return thing !== null;
}

function whyNot(row: HTMLElement): string {
  const holder = row.dataset.held;
  if (holder === undefined) return word("onCard");
  return holder ? word("heldBy").replace("{who}", holder) : word("held");
}

document.addEventListener("keydown", (event) => {
  if (withModifier(event) || event.shiftKey || typing(event) || covered() || !$("[data-rows]") || taken(letter(event))) return;
  const free = document.activeElement === document.body || at(event, "main, .grid, [data-rows]") !== null;
  const onThing = at(event, "a, button, input, [data-edit], summary") !== null;
  const row = current();
  const all = rows();
  const step = { j: 1, k: -1, ...(onThing ? {} : { ArrowDown: 1, ArrowUp: -1 }) }[letter(event)];
  if (step && free) {
    const now = row ? all.indexOf(row) : -1;
    put(all[Math.max(0, Math.min(all.length - 1, now + step))]);
  } else if (row && !onThing && (event.key === "Enter" || letter(event) === "o")) {
    remember(row);
    link(row)?.click();
  } else if (row && !event.repeat && pressOwn(row, letter(event))) {
    // pressed
  } else if (row && letter(event) === "e" && !onThing) {
    const place = $("[data-edit]", row);
    if (place) void startEditing(place);
    else showToast({ text: whyNot(row), tone: "note" });
  } else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const row = at(event, "[data-rows] > *");
  if (!row) return;
  put(row, false);
  remember(row);
});

addEventListener("pageshow", () => {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const href = sessionStorage.getItem(memory());
  if (entry?.type !== "back_forward" || !href || current()) return;
  put(rows().find((row) => link(row)?.getAttribute("href") === href));
});
