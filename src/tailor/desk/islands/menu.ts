// Popovers hang on their buttons and stay within the window; arrow keys move in menus.
import htmx from "./config";
import { $, $$, at, done, typing, visible, withModifier } from "./page";

const GAP = 4;
let invoker: HTMLElement | null = null;
let lent: HTMLElement | null = null; // the button of the menu that a popover was opened from
let early: string[] | null = null; // what is typed while a popover's form is on its way, for its first box

const anchorOf = (pop: HTMLElement): HTMLElement | null => {
  const buttons = $$(`[popovertarget="${CSS.escape(pop.id)}"]`);
  return buttons.find((one) => one === invoker) ?? buttons.find(visible) ?? lent;
};

const srcOf = (pop: HTMLElement, anchor: HTMLElement): string | undefined => anchor.dataset.src ?? pop.dataset.src;

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
  early = null;
  if (!opens) return;
  if (srcOf(pop, anchor)) {
    early = [];
    pop.replaceChildren(); // nobody types into the form of last time
  }
  const from = anchor.getBoundingClientRect(); // near enough for the first frame
  pop.style.top = `${from.bottom + GAP}px`;
  pop.style.left = `${from.left}px`;
}, true);

document.addEventListener("toggle", (event) => {
  const pop = event.target as HTMLElement;
  const anchor = pop.matches?.(".pop:popover-open") ? anchorOf(pop) : null;
  if (!anchor) return;
  place(pop, anchor);
  if (pop.matches(".menu") && pop.scrollHeight > pop.clientHeight) pop.tabIndex = 0; // what scrolls is reached by keys
  const src = srcOf(pop, anchor);
  if (src) void fetchInto(pop, anchor, src);
  else focusFirst(pop);
}, true);

// another content is another size: it may not end beyond the edge
document.addEventListener("htmx:afterSwap", (event) => {
  const pop = event.target as HTMLElement;
  const anchor = pop.matches?.(".pop:popover-open") ? anchorOf(pop) : null;
  if (anchor) place(pop, anchor);
});

async function fetchInto(pop: HTMLElement, anchor: HTMLElement, src: string): Promise<void> {
  pop.tabIndex = -1;
  pop.focus({ preventScroll: true });
  const typed = early ?? [];
  await htmx.ajax("get", src, { source: pop, target: pop, swap: "innerHTML" }).catch(() => undefined);
  if (early === typed) early = null;
  if (!pop.matches(":popover-open")) return;
  if (!pop.firstElementChild) return pop.hidePopover(); // nothing came: an empty box says nothing
  place(pop, anchor);
  focusFirst(pop);
  const box = document.activeElement;
  if (box instanceof HTMLInputElement && pop.contains(box) && ["text", "search"].includes(box.type)) write(box, typed);
}

function write(box: HTMLInputElement, typed: string[]): void {
  if (typed.length === 0) return;
  const end = typed.indexOf("Enter");
  for (const key of end < 0 ? typed : typed.slice(0, end)) box.value = key === "Backspace" ? box.value.slice(0, -1) : box.value + key;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  if (end < 0) return;
  if (box.form) box.form.requestSubmit();
  else box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
}

document.addEventListener("keydown", (event) => {
  if (!early || event.isComposing || withModifier(event) || typing(event)) return;
  if (event.key.length > 1 && event.key !== "Enter" && event.key !== "Backspace") return;
  early.push(event.key);
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

/** Where writing or choosing begins; under a finger the box above a menu would only bring up the keyboard. */
const focusFirst = (pop: HTMLElement): void => {
  const not = matchMedia("(pointer: coarse)").matches ? ":not([data-narrow])" : "";
  const first = `[role^=menuitem]:not(:disabled), input:not([type=hidden], :disabled)${not}, select, textarea, button`;
  ($(`[autofocus]${not}`, pop) ?? $(first, pop))?.focus({ preventScroll: true });
};

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

// an item that opens another popover: it hangs where the menu hung
document.addEventListener("click", (event) => {
  const pop = $(`#${CSS.escape(at(event, "[data-pop]")?.dataset.pop ?? "-")}`);
  const menu = at(event, ".pop");
  if (!pop || !menu) return;
  const anchor = anchorOf(menu);
  menu.hidePopover();
  lent = anchor;
  pop.showPopover();
});

// what was chosen is chosen: the menu goes; so do popovers whose form was answered well
document.addEventListener("click", (event) => at(event, ".pop[role=menu] [role^=menuitem]")?.closest<HTMLElement>(".pop:popover-open")?.hidePopover());
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, requestConfig } = (event as CustomEvent<{ xhr: XMLHttpRequest; requestConfig: { verb: string } }>).detail;
  if (done(xhr) && requestConfig.verb !== "get") (event.target as Element).closest<HTMLElement>(".pop:popover-open:not([data-stay])")?.hidePopover();
});
