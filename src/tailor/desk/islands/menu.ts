// Popovers hang on their buttons and stay within the window; arrow keys move in menus.
import htmx from "./config";
import { $, $$, at, visible } from "./page";

const GAP = 4;
let invoker: HTMLElement | null = null;

const anchorOf = (pop: HTMLElement): HTMLElement | null => {
  const buttons = $$(`[popovertarget="${CSS.escape(pop.id)}"]`);
  return buttons.find((one) => one === invoker) ?? buttons.find(visible) ?? null;
};

function place(pop: HTMLElement, anchor: HTMLElement): void {
  const from = anchor.getBoundingClientRect();
  const { offsetWidth: w, offsetHeight: h } = pop;
  const below = from.bottom + GAP + h <= innerHeight - GAP || from.top < h;
  const top = below ? from.bottom + GAP : from.top - GAP - h;
  const atEnd = pop.dataset.end !== undefined || from.left + w > innerWidth - 8;
  const left = atEnd ? from.right - w : from.left;
  pop.style.top = `${Math.max(GAP, Math.min(top, innerHeight - h - GAP))}px`;
  pop.style.left = `${Math.max(8, Math.min(left, innerWidth - w - 8))}px`;
}

document.addEventListener("click", (event) => (invoker = at(event, "[popovertarget]") ?? invoker), true);

document.addEventListener("beforetoggle", (event) => {
  const pop = event.target as HTMLElement;
  const anchor = pop.matches?.(".pop") ? anchorOf(pop) : null;
  if (!anchor) return;
  const opens = (event as ToggleEvent).newState === "open";
  anchor.setAttribute("aria-expanded", String(opens));
  if (!opens) return;
  const from = anchor.getBoundingClientRect(); // near enough for the first frame
  pop.style.top = `${from.bottom + GAP}px`;
  pop.style.left = `${from.left}px`;
}, true);

document.addEventListener("toggle", (event) => {
  const pop = event.target as HTMLElement;
  const anchor = pop.matches?.(".pop:popover-open") ? anchorOf(pop) : null;
  if (!anchor) return;
  place(pop, anchor);
  const src = pop.dataset.src;
  if (src) void htmx.ajax("get", src, { source: pop, target: pop, swap: "innerHTML" }).then(() => { place(pop, anchor); focusFirst(pop); });
  else focusFirst(pop);
}, true);

const focusFirst = (pop: HTMLElement): void =>
  ($("[autofocus]", pop) ?? $("[role^=menuitem]:not(:disabled), input:not([type=hidden], :disabled), select, textarea, button", pop))?.focus({ preventScroll: true });

document.addEventListener("keydown", (event) => {
  const menu = at(event, ".pop[role=menu]");
  if (!menu) return;
  const items = $$("[role^=menuitem]:not(:disabled)", menu).filter(visible);
  const now = items.indexOf(document.activeElement as HTMLElement);
  const to = {
    ArrowDown: items[(now + 1) % items.length],
    ArrowRight: items[(now + 1) % items.length],
    ArrowUp: items.at(now - 1),
    ArrowLeft: items.at(now - 1),
    Home: items[0],
    End: items.at(-1),
  }[event.key] ?? (event.key.length === 1 && event.key !== " " ? items.find((one) => one.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase())) : undefined);
  if (event.key === "Tab") menu.hidePopover();
  if (!to) return;
  event.preventDefault();
  to.focus();
});

// what was chosen is chosen: the menu goes; so do popovers whose form was answered well
document.addEventListener("click", (event) => at(event, ".pop[role=menu] [role^=menuitem]")?.closest<HTMLElement>(".pop:popover-open")?.hidePopover());
document.addEventListener("htmx:afterRequest", (event) => {
  const { successful, requestConfig } = (event as CustomEvent<{ successful: boolean; requestConfig: { verb: string } }>).detail;
  if (successful && requestConfig.verb !== "get") (event.target as Element).closest<HTMLElement>(".pop:popover-open:not([data-stay])")?.hidePopover();
});
