// Half-filled forms (data-draft) survive a reload, a crash, a lost network and a change of computer: at once in this browser, a
// moment later on the server. Never passwords and never files. Sent or discarded, they are gone.
import "./edit"; // it takes a field in hand first
import { finishEditing } from "./edit";
import { up } from "./frame";
import { $, $$, at, csrf } from "./page";

type Pairs = [string, string][];
interface Kept {
  at: number;
  content: Pairs;
  sent: number; // when the server kept it; 0 while it has not been told, -1 while nobody knows whether it heard
}

const PAUSE = 1500; // after the last letter
const APART = 4000; // between two of one form
const AGAIN = 15_000;
const LABEL = "label:"; // the words of a chosen record stand beside its number
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "seen", "pick", "all", "question", "q"]);
const mine = `draft:${document.body.dataset.person ?? ""}:`;
const GONE = `gone-${mine}`; // which copy on the server was sent or thrown away here
const url = document.body.dataset.person ? "/drafts/" : "";
const shape = $<HTMLTemplateElement>("#kept-shape");
const timers = new Map<string, number>();
const told = new Map<string, number>();
const touched = new WeakSet<HTMLFormElement>();
const met = new WeakSet<HTMLFormElement>();
const asked = new Set<string>();
const waiting = new Set<HTMLFormElement>(); // sent without a network: they go out when it is back
const onTheirWay = new WeakMap<XMLHttpRequest, string>();
let filling = false;

const says = (name: string): string => shape?.dataset[name] ?? "";
const formsHere = (): HTMLFormElement[] => $$<HTMLFormElement>("form[data-draft]");
const same = (one: Pairs, other: Pairs): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The address of a form, and of which records it speaks where the address does not say. */
function keyOf(form: HTMLFormElement): string {
  const address = form.getAttribute("hx-post") ?? form.getAttribute("action");
  if (!address) return (location.pathname + location.search).slice(0, 200);
  const about = new FormData(form);
  const records = [...about.getAll("pick"), about.get("all") ? `all${about.get("question")}` : ""].join(",").replace(/^,|,$/g, "");
  return `${address.split("?")[0]}${records ? `#${short(records)}` : ""}`.slice(0, 200);
}

function short(text: string): string {
  if (text.length <= 40) return text;
  let sum = 0;
  for (const letter of text) sum = (Math.imul(sum, 31) + letter.codePointAt(0)!) | 0;
  return `${text.length}.${sum >>> 0}`;
}

// ---- what stands in a form -----------------------------------------------------------------------------

function written(form: HTMLFormElement): Pairs {
  const secret = new Set($$<HTMLInputElement>("input[type=password]", form).map((input) => input.name));
  const pairs = [...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === "string" && !NOT_KEPT.has(pair[0]) && !secret.has(pair[0]));
  for (const radio of $$<HTMLInputElement>(".chooser [type=radio]:checked", form)) pairs.push([LABEL + radio.name, radio.labels?.[0]?.textContent?.trim() ?? ""]);
  return pairs;
}

function fresh(form: HTMLFormElement): Pairs {
  const clone = form.cloneNode(true) as HTMLFormElement;
  clone.reset();
  return written(clone);
}

const nothing = (form: HTMLFormElement, content: Pairs): boolean =>
  same(content, fresh(form)) || (form.matches("[data-composer]") && !content.some(([name, value]) => name === $<HTMLTextAreaElement>("textarea", form)?.name && value.trim()));

function fill(form: HTMLFormElement, content: Pairs): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of content) values.set(name, [...(values.get(name) ?? []), value]);
  filling = true;
  for (const place of $$(".chooser .choices", form)) offerChosen(place, values, form);
  for (const control of form.elements as unknown as Iterable<HTMLInputElement>) { // rows may grow meanwhile
    if (!control.name || NOT_KEPT.has(control.name) || ["file", "password", "submit"].includes(control.type)) continue;
    const there = values.get(control.name) ?? [];
    if (control.matches("[type=checkbox], [type=radio]")) control.checked = there.includes(control.value);
    else if (there.length) control.value = there.shift()!;
    // leaving a field in place saves it; elsewhere others want to know, and everywhere rows that grow
    for (const name of control.closest("[data-growing]") ? ["input"] : form.matches(".editing") ? [] : ["input", "change"]) if (!control.matches("[type=hidden], [hx-get], [type=radio]:not(:checked)")) control.dispatchEvent(new Event(name, { bubbles: true }));
  }
  filling = false;
}

/** A record that was found by its name is not among the choices of a fresh form. */
function offerChosen(place: HTMLElement, values: Map<string, string[]>, form: HTMLFormElement): void {
  for (const [name, [text]] of values) {
    const chosen = name.startsWith(LABEL) ? name.slice(LABEL.length) : "";
    const [value] = values.get(chosen) ?? [];
    const search = new URLSearchParams($("[hx-get]", place.parentElement!)?.getAttribute("hx-get")?.split("?")[1]);
    if (!value || search.get("name") !== chosen || $$<HTMLInputElement>("[type=radio]", form).some((one) => one.name === chosen && one.value === value)) continue;
    const label = Object.assign(document.createElement("label"), { className: "choice" });
    label.append(Object.assign(document.createElement("input"), { type: "radio", className: "radio", name: chosen, value }), Object.assign(document.createElement("span"), { textContent: text ?? "" }));
    place.append(label);
  }
}

// ---- in this browser -----------------------------------------------------------------------------------

function read(key: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(mine + key) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

function write(key: string, kept: Kept): void {
  try {
    localStorage.setItem(mine + key, JSON.stringify(kept));
  } catch {
    // the browser keeps nothing: the server will
  }
}

const keysHere = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(mine)).map((key) => key.slice(mine.length));

function typed(form: HTMLFormElement): void {
  const key = keyOf(form);
  const content = written(form);
  touched.add(form);
  if (nothing(form, content)) return forget(key);
  if (!same(read(key)?.content ?? [], content)) {
    write(key, { at: Date.now(), content, sent: read(key)?.sent ? -1 : 0 });
    later(key, PAUSE);
  }
  up({ do: "draft", text: "1" });
}

/** Sent or thrown away. */
export function forget(key: string): void {
  const before = read(key);
  localStorage.removeItem(mine + key);
  clearTimeout(timers.get(key));
  timers.delete(key);
  if (before?.sent) {
    sessionStorage.setItem(GONE + key, String(before.sent));
    tellGone(key);
  }
  told.delete(key);
  for (const form of formsHere()) if (keyOf(form) === key) note(form, 0);
  mark();
  up({ do: "draft", text: formsHere().some((form) => read(keyOf(form))) ? "1" : "0" });
}

// ---- on the server -------------------------------------------------------------------------------------

const tellServer = (values: Record<string, string>): Promise<Response> =>
  fetch(url, { method: "POST", body: new URLSearchParams(values), headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, keepalive: JSON.stringify(values).length < 20_000 });

const tellGone = (key: string): void => void tellServer({ form: key }).catch(() => undefined);

function later(key: string, pause: number): void {
  if (!url) return;
  clearTimeout(timers.get(key));
  timers.set(key, window.setTimeout(() => void send(key), Math.max(pause, (told.get(key) ?? 0) + APART - Date.now())));
}

async function send(key: string): Promise<void> {
  clearTimeout(timers.get(key));
  timers.delete(key);
  const kept = read(key);
  if (!kept || kept.sent > 0) return;
  told.set(key, Date.now());
  write(key, { ...kept, sent: -1 });
  try {
    const answer = await tellServer({ form: key, content: JSON.stringify(kept.content) });
    if (answer.status >= 500) return later(key, AGAIN);
    if (!answer.ok || answer.redirected) return; // too large, or signed out: this browser has it
    const { at: sent } = (await answer.json()) as { at: number };
    const now = read(key);
    if (now && same(now.content, kept.content)) write(key, { ...now, sent });
  } catch {
    for (const form of formsHere()) if (keyOf(form) === key) note(form, kept.at, says("away"));
    later(key, AGAIN);
  }
}

const sendAll = (): void => {
  for (const key of timers.keys()) void send(key);
};

async function fetchKept(under: string): Promise<void> {
  if (!url || asked.has(under)) return;
  asked.add(under);
  let found: Record<string, { at: number; content: Pairs }>;
  try {
    const answer = await fetch(`${url}?${new URLSearchParams({ under })}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return;
    found = (await answer.json()) as typeof found;
  } catch {
    return void asked.delete(under);
  }
  for (const key of keysHere().filter((one) => one.startsWith(under) && !found[one] && read(one)!.sent > 0)) {
    localStorage.removeItem(mine + key); // sent or discarded elsewhere
    for (const form of formsHere()) if (keyOf(form) === key && !touched.has(form)) refill(form, fresh(form), 0);
  }
  for (const [key, { at: sent, content }] of Object.entries(found)) {
    const here = read(key);
    if (here && (here.sent <= 0 || here.sent >= sent)) continue;
    const gone = Number(sessionStorage.getItem(GONE + key));
    if (!here && (gone < 0 || gone >= sent)) {
      if (gone < 0) sessionStorage.removeItem(GONE + key); // which copy it was nobody knows: so only once
      tellGone(key); // the next page can ask before the server heard of it
      continue;
    }
    write(key, { at: sent, content, sent });
    for (const form of formsHere()) if (keyOf(form) === key && !touched.has(form)) refill(form, content, sent);
  }
  mark();
}

// ---- seen again ----------------------------------------------------------------------------------------

function refill(form: HTMLFormElement, content: Pairs, since: number): void {
  fill(form, content);
  note(form, since);
  up({ do: "draft", text: since ? "1" : "0" });
}

const time = (since: number): string => {
  const day: Intl.DateTimeFormatOptions = new Date(since).toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(since);
};

/** "Kept from 14:05 · Discard", in the place the form has for it. */
function note(form: HTMLFormElement, since: number, text = says("from")): void {
  const place = $("[data-kept]", form) ?? $("#main .head [data-kept]");
  if (!place || !shape) return;
  place.replaceChildren();
  if (!since) return;
  place.append(shape.content.cloneNode(true));
  $("span", place)!.textContent = text.replace("{time}", time(since));
  $("[data-discard]", place)!.addEventListener("click", () => {
    fill(form, fresh(form));
    forget(keyOf(form));
    ($("textarea, input:not([type=hidden], [type=radio])", form) ?? form).focus();
  });
}

/** Values that somebody began to change, under a stitch. */
function mark(): void {
  const open = new Set(keysHere());
  for (const place of $$("[data-edit]")) {
    const begun = open.has(place.dataset.edit!.split("?")[0]!);
    if (place.classList.contains("begun") === begun) continue;
    place.classList.toggle("begun", begun);
    place.title = begun ? says("begun") : "";
  }
}

/** What became of a form sent from the page before. A page that was asked for anew, since no answer came, says nothing of it. */
function outcome(): "taken" | "refused" | "" {
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (page?.redirectCount && document.referrer === sessionStorage.getItem("draft-from")) return "taken";
  return (page?.responseStatus || 400) >= 400 ? "refused" : ""; // 0 where a browser does not say
}

function meet(): void {
  const sent = sessionStorage.getItem("draft-sent");
  const became = sent ? outcome() : "";
  if (sent && became === "taken" && !formsHere().some((form) => keyOf(form) === sent)) forget(sent); // before anything is asked for
  mark();
  for (const form of formsHere().filter((one) => !met.has(one))) {
    met.add(form);
    const key = keyOf(form);
    const kept = read(key);
    const refused = sent === key && became === "refused"; // it came back with what is to be mended
    if (kept && !refused && !nothing(form, kept.content) && !same(kept.content, written(form))) refill(form, kept.content, kept.at);
    else if (kept) up({ do: "draft", text: "1" });
    if (kept && kept.sent <= 0) later(key, PAUSE);
    const under = key.startsWith(location.pathname) ? location.pathname : key;
    if (![...asked].some((one) => key.startsWith(one))) void fetchKept(under);
  }
  if ($("main.card-page")) void fetchKept(location.pathname); // fields begun elsewhere too
  sessionStorage.removeItem("draft-sent");
}

// ---- what happens to forms -----------------------------------------------------------------------------

for (const name of ["input", "change"])
  document.addEventListener(name, (event) => {
    const form = at<HTMLInputElement>(event, "input, select, textarea")?.form;
    if (!filling && form?.matches("[data-draft]")) typed(form);
  });

// as it was: whoever says so does not want it again
addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && !event.isComposing ? at<HTMLFormElement>(event, "form.editing[data-draft]") : null;
  if (form) forget(keyOf(form));
}, true);
addEventListener("click", (event) => {
  const form = at(event, "[data-edit-done=leave], footer [data-close], [data-leave]")?.closest<HTMLFormElement>("form[data-draft]");
  if (form) forget(keyOf(form));
}, true);

/** Sent while there was no network: nothing has left this computer, so that it may go out later by itself. */
export const waits = (form: unknown): boolean => form instanceof HTMLFormElement && waiting.has(form);

document.addEventListener("htmx:beforeSend", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-draft]")) return;
  onTheirWay.set((event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr, keyOf(form));
  if (navigator.onLine) waiting.delete(form);
  else waiting.add(form);
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  const key = onTheirWay.get(xhr);
  if (key && xhr.status >= 200 && xhr.status < 400) forget(key);
});

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.matches("[data-sign-out]")) for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key); // the next person at this computer must not find them
  if (!form.matches("[data-draft]:not([hx-post])")) return;
  if (navigator.onLine) {
    clearTimeout(timers.get(keyOf(form)));
    timers.delete(keyOf(form)); // a copy told on the way out would come behind the word that it was taken
    sessionStorage.setItem("draft-from", location.href.split("#")[0]!);
    return sessionStorage.setItem("draft-sent", keyOf(form));
  }
  event.preventDefault();
  waiting.add(form);
  form.dispatchEvent(new CustomEvent("htmx:sendError", { bubbles: true })); // said as all of its kind
});

addEventListener("online", () => {
  for (const form of waiting) {
    waiting.delete(form);
    if (!form.isConnected) continue;
    if (form.matches(".editing")) finishEditing(form);
    else form.requestSubmit();
  }
  for (const key of keysHere()) if (read(key)!.sent <= 0) later(key, 0);
});
addEventListener("pagehide", sendAll);
addEventListener("pageshow", (event) => event.persisted && sessionStorage.removeItem("draft-sent")); // gone back to: it was not taken
document.addEventListener("visibilitychange", () => document.hidden && sendAll());

if (url && shape) {
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:") && !key.startsWith(mine)) localStorage.removeItem(key);
  document.addEventListener("DOMContentLoaded", meet);
  for (const name of ["htmx:afterSwap", "tailor:refreshed"]) document.addEventListener(name, meet);
}
