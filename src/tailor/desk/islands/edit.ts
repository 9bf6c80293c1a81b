// Edit in place: a value becomes a field where it stands. The server draws the field and judges what was typed;
// this only opens, sends and puts back.
import htmx from "./config";
import { $, $$, at, covered, letter, typing, visible, withModifier } from "./page";

interface Editing {
  before: string;
  initial: string | null; // null until the field has come
  byMouse: boolean;
  saving: boolean;
  goBack: boolean; // the focus returns to the value when it is saved
}

const CONTROLS = "input:not([type=hidden]), select, textarea";
const ENDS = ["Enter", "Tab", "Escape"];
const TEXT = "input:not([type=checkbox], [type=radio], [type=date]), textarea";
const open = new WeakMap<HTMLElement, Editing>();
let coming: HTMLElement | null = null; // the value whose field is on its way
let early: KeyboardEvent[] = []; // what was typed meanwhile; it must neither be lost nor taken for keys of the page

const formOf = (place: HTMLElement): HTMLFormElement | null => $<HTMLFormElement>("form", place);
const written = (form: HTMLFormElement): string => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? `${value.name} ${value.size}` : value]));

/** What holds the focus for a value: its pen, or the value itself. */
const handle = (place: HTMLElement): HTMLElement => {
  const next = place.nextElementSibling;
  return next instanceof HTMLElement && next.matches(".pen") ? next : place;
};

const placeOf = (element: Element): HTMLElement | null =>
  element.matches(".pen")
    ? (element.previousElementSibling as HTMLElement | null)
    : (element.closest<HTMLElement>("[data-edit]") ?? element.closest(".can")?.querySelector<HTMLElement>("[data-edit]") ?? null);

export async function startEditing(place: HTMLElement, byMouse = false, typed: KeyboardEvent[] = []): Promise<void> {
  const url = place.dataset.edit;
  if (!url || open.has(place)) return;
  open.set(place, { before: place.innerHTML, initial: null, byMouse, saving: false, goBack: true });
  holdPlace(place);
  [coming, early] = [place, typed];
  await htmx.ajax("get", url, { source: place, target: place, swap: "innerHTML" }).catch(() => undefined); // no network: said elsewhere
  if (coming === place) coming = null;
  if (!formOf(place)) forget(place);
}

/** The field lies over the value, which keeps its room meanwhile: nothing else on the page moves. */
function holdPlace(place: HTMLElement): void {
  if (place.matches("td")) return;
  const { width, height } = place.getBoundingClientRect();
  Object.assign(place.style, { minWidth: `${width}px`, minHeight: `${height}px` });
}

function forget(place: HTMLElement): void {
  open.delete(place);
  place.style.minWidth = place.style.minHeight = "";
}

function begin(state: Editing, form: HTMLFormElement): void {
  coming = null;
  state.initial = written(form);
  form.scrollIntoView({ block: "nearest" });
  const control = $<HTMLInputElement>(CONTROLS, form);
  control?.focus();
  const end = early.findIndex((one) => ENDS.includes(one.key));
  const letters = early.slice(0, end < 0 ? undefined : end).map((one) => one.key).join("");
  if (control?.matches(TEXT)) {
    if (letters) control.value = letters;
    else control.select();
  }
  const place = form.closest<HTMLElement>("[data-edit]")!;
  const [ended, rest] = [early[end], early.slice(end + 1)];
  if (ended && !control?.matches("textarea")) return queueMicrotask(() => done(place, ended, rest)); // htmx takes the form in hand after this
  if (state.byMouse && control?.matches("select, [type=date]") && !control.closest("[data-in-parts]")) {
    try {
      control.showPicker();
    } catch {
      // not allowed without a fresh click: the field stands open all the same
    }
  }
}

function close(place: HTMLElement, focus: boolean): void {
  const state = open.get(place);
  if (!state) return;
  forget(place);
  place.innerHTML = $("[data-theirs]", place)?.innerHTML ?? state.before; // what somebody else wrote meanwhile is what stands there now
  htmx.process(place);
  if (focus) handle(place).focus();
}

function finish(place: HTMLElement, focus: boolean): void {
  const state = open.get(place);
  const form = formOf(place);
  if (!state || !form || state.saving) return;
  if (written(form) === state.initial) return close(place, focus);
  state.saving = true;
  state.goBack = focus;
  form.requestSubmit();
}

/** Save a field that stands open, as if one had left it. */
export function finishEditing(form: HTMLFormElement): void {
  const place = form.closest<HTMLElement>("[data-edit]");
  if (place) finish(place, false);
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || !(event.target instanceof Element) || !getSelection()?.isCollapsed) return;
  const place = placeOf(event.target.closest(".pen") ?? event.target);
  if (!place || open.has(place)) return;
  if (event.target.closest("a, button:not(.pen), input, select, textarea, label, summary, [data-noedit]")) return;
  void startEditing(place, event.detail > 0);
});

// The buttons of a finger. The field keeps the focus until they are let go, or leaving it would save what is to be dropped.
document.addEventListener("mousedown", (event) => {
  if (at(event, ".editing [data-edit-done]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = at(event, ".editing [data-edit-done]");
  const place = button?.closest<HTMLElement>("[data-edit]");
  if (!button || !place) return;
  event.preventDefault();
  if (button.dataset.editDone === "save") finish(place, true);
  else close(place, true);
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || !(event.target instanceof HTMLElement)) return;
  const old = event.target.closest<HTMLElement>("[data-edit]"); // one that is being saved; what is typed there now is for the next
  if (coming && !withModifier(event) && (!typing(event) || (old && open.get(old)?.saving)) && (event.key.length === 1 || ENDS.includes(event.key))) {
    early.push(event);
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const place = event.target.closest<HTMLElement>("[data-edit]");
  if (place && open.has(place)) return whileEditing(event, place);
  const focused = event.target.matches(".pen") ? placeOf(event.target) : event.target.matches("[data-edit]") ? event.target : null;
  if (!focused || withModifier(event) || covered() || typing(event)) return;
  const asked = event.key === "F2" || letter(event) === "e" || (event.key === "Enter" && focused === event.target);
  if (!asked) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // e of the row is not meant
  void startEditing(focused);
}, true);

function done(place: HTMLElement, { key, shiftKey }: KeyboardEvent, rest: KeyboardEvent[] = []): void {
  if (key === "Escape") return close(place, true);
  const next = key === "Tab" ? neighbour(place, shiftKey ? -1 : 1) : null;
  finish(place, !next);
  if (next) void startEditing(next, false, rest);
}

function whileEditing(event: KeyboardEvent, place: HTMLElement): void {
  const control = event.target as HTMLElement;
  const many = control.matches("textarea");
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopImmediatePropagation();
    close(place, true);
  } else if (event.key === "Enter" && (!many || event.ctrlKey || event.metaKey) && !control.matches("button")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    finish(place, true);
  } else if (event.key === "Tab") {
    const controls = $$(CONTROLS, place).filter(visible);
    const edge = event.shiftKey ? controls[0] : controls.at(-1);
    if (edge !== control || !neighbour(place, event.shiftKey ? -1 : 1)) return;
    event.preventDefault();
    done(place, event);
  } else if (control.matches("select") && (event.key.startsWith("Arrow") || (event.key.length === 1 && event.key !== " "))) control.dataset.byKey = "1";
}

function neighbour(place: HTMLElement, step: number): HTMLElement | null {
  const all = $$("[data-edit]").filter(visible);
  return all[all.indexOf(place) + step] ?? null;
}

// A choice made with the mouse is made; with arrows or letters one still looks, and Enter or leaving saves.
document.addEventListener("change", (event) => {
  const control = at(event, "[data-edit] :is(select, [type=radio], .switch)");
  const place = control?.closest<HTMLElement>("[data-edit]");
  if (!control || !place || control.dataset.byKey || control.closest("[data-in-parts]") || $$(CONTROLS, place).some((one) => one.matches("input:not([type=radio], [type=checkbox]), textarea"))) return;
  finish(place, true);
});

document.addEventListener("focusout", (event) => {
  const place = at(event, "[data-edit]");
  if (!place || !open.has(place)) return;
  setTimeout(() => {
    const away = coming !== place && document.hasFocus() && !place.contains(document.activeElement) && place.isConnected;
    if (away && !open.get(place)?.saving) finish(place, false);
  });
});

document.addEventListener("htmx:afterSwap", (event) => {
  const place = event.target as HTMLElement;
  const state = open.get(place);
  const form = formOf(place);
  if (state?.initial === null && form) return begin(state, form);
  if (!state?.saving) return;
  state.saving = false;
  if (form) {
    if (state.goBack) ($(`[aria-invalid=true]`, form) ?? $(CONTROLS, form))?.focus();
    return;
  }
  forget(place);
  if (state.goBack) handle(place).focus();
});

// Not saved: the field stays open with what was typed.
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
  document.addEventListener(name, (event) => {
    const state = open.get((event.target as HTMLElement).closest<HTMLElement>("[data-edit]") ?? document.body);
    if (state) state.saving = false;
  });
