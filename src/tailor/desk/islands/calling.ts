// Calling through: whoever is next stands ready, and is seen the moment one goes on. The answer of the server, which alone gives
// somebody to anybody, takes its place; until then nothing in it can be pressed.
const NEXT = /\/calls\/\d+\/(keep|skip)\/$/;
let ready = "";
let asked = 0;
let at: Element | null = null;

const now = (): HTMLElement | null => document.querySelector("#call-now");

async function fetchAhead(): Promise<void> {
  ready = "";
  const mine = ++asked;
  const url = now()?.dataset.ahead;
  const answer = url ? await fetch(url).catch(() => null) : null;
  const text = answer?.status === 200 ? await answer.text() : "";
  if (mine === asked) ready = text;
}

function show(): void {
  const place = now();
  const next = new DOMParser().parseFromString(ready, "text/html").querySelector<HTMLElement>("#call-now");
  if (!place || !next) return;
  for (const one of [next, ...next.querySelectorAll<HTMLElement>("*")])
    for (const name of ["id", "for", "data-key", "autofocus", "data-ahead"]) one.removeAttribute(name);
  at = document.activeElement;
  next.inert = true;
  next.dataset.next = "";
  for (const one of place.children) one.toggleAttribute("hidden", true);
  place.append(next);
}

/** It was not kept: what was typed is still there. */
function takeBack(): void {
  const next = document.querySelector("#call-now > [data-next]");
  if (!next) return;
  next.remove();
  for (const one of now()?.children ?? []) one.removeAttribute("hidden");
  if (at instanceof HTMLElement && at.isConnected) at.focus();
}

const path = (event: Event): string => (event as CustomEvent<{ requestConfig?: { path: string } }>).detail.requestConfig?.path ?? "";

document.addEventListener("htmx:beforeSend", (event) => {
  if (!NEXT.test(path(event))) return;
  asked++; // what is still on its way is of before
  if (ready) show();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (NEXT.test(path(event))) takeBack();
});
document.addEventListener("htmx:afterSettle", (event) => {
  if ((event.target as Element).id === "call-now") void fetchAhead();
});
// out of a field, so that digits are keys again
document.addEventListener("keydown", (event) => {
  const field = event.target as HTMLElement;
  if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented && field.closest("#call-now")) field.blur();
});
void fetchAhead();
export {};
