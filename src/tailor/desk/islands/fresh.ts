// What somebody else just changed, put in place: only what is different is touched, and never what somebody is at.
import htmx from "./config";
import { up, within } from "./frame";
import { $, $$, word } from "./page";
import { showToast } from "./toast";

const LEFT_ALONE = ".here, .seg, .composer, .beside-row";
const STALE = 5000; // ms out of sight after which a card is looked at again
const due = new Set<string>();
let timer = 0;
let hidden = 0;

/** Somebody writes here, has chosen, or has opened something; or an answer is on its way. */
const busy = (element: Element): boolean =>
  (document.activeElement !== document.body && element.contains(document.activeElement)) ||
  $(":is(.editing, .htmx-request, :popover-open)", element) !== null ||
  element.matches(".htmx-request") ||
  $$<HTMLInputElement>("input, textarea", element).some((one) => one.value !== one.defaultValue || one.checked !== one.defaultChecked || one.files?.length);

const bare = (element: Element): Node => element.cloneNode(false);
const texts = (element: Element): string =>
  [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent?.trim()).join("|");
const alike = (one: Element, other: Element): boolean => one.tagName === other.tagName && one.id === other.id;

function patch(old: Element, fresh: Element): void {
  if (old.isEqualNode(fresh) || old.matches(LEFT_ALONE)) return;
  const [before, after] = [[...old.children], [...fresh.children]];
  const same = bare(old).isEqualNode(bare(fresh)) && texts(old) === texts(fresh);
  if (same && before.length > 0 && before.length === after.length && before.every((one, place) => alike(one, after[place]!)))
    return before.forEach((one, place) => patch(one, after[place]!));
  if (!busy(old)) return put(old, fresh);
  if (old.matches("[data-edit], form")) return; // under somebody's hands
  const left = [...after];
  for (const one of before) {
    const place = left.findIndex((other) => alike(one, other) && (one.id || known(one) === known(other)));
    if (place >= 0) patch(one, left.splice(place, 1)[0]!);
  }
}

/** By what a part of a page is known where it has no id: what it is, and its heading. */
const known = (element: Element): string => `${element.className}|${$(":is(h2, h3, dt, summary)", element)?.textContent?.trim() ?? ""}`;

function put(old: Element, fresh: Element): void {
  old.replaceWith(fresh);
  htmx.process(fresh);
  if (fresh.matches("[data-edit], td")) fresh.classList.add("fresh");
}

/** What the page itself has changed of what the server sent is not a difference. */
function asHere(fresh: Document): void {
  const [card, now] = [$(".card[data-part]", fresh), $(".card[data-part]")];
  if (card && now) card.dataset.part = now.dataset.part;
  $(".here", fresh)?.replaceWith(...[$(".here")?.cloneNode(true)].filter((one) => one !== undefined));
  const [story, told] = [$("#story", fresh), $("#story")];
  const chosen = $$("[data-tab]").findIndex((tab) => tab.ariaPressed === "true") > 0;
  const further = told && story ? $$("li", told).length > $$("li", story).length + 3 : false;
  if (told && story && (chosen || further)) story.replaceWith(told.cloneNode(true));
  for (const tab of $$("[data-tab]", fresh)) tab.ariaPressed = $$("[data-tab]").find((one) => one.textContent === tab.textContent)?.ariaPressed ?? tab.ariaPressed;
}

async function page(): Promise<Document | null> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok && !answer.redirected) return new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer?.status === 404) gone();
  return null;
}

function gone(): void {
  if (within) up({ do: "left", url: location.pathname });
  else showToast({ text: word("gone"), tone: "note" });
}

async function freshen(): Promise<void> {
  const refs = [...due];
  due.clear();
  const card = $("[data-shown]") !== null;
  const rows = refs.map(rowOf);
  const fresh = card || rows.some((row) => $(row)) ? await page() : null;
  if (!fresh) return;
  asHere(fresh);
  if (card) {
    const [main, now] = [$("#main"), $("#main", fresh)];
    if (main && now) patch(main, now);
    document.dispatchEvent(new CustomEvent("tailor:refreshed"));
  } else {
    for (const row of rows) {
      const [old, now] = [$(row), $(row, fresh)];
      if (!old || !now || old.matches("[data-rows-shown]")) continue;
      now.className = old.className;
      patch(old, now);
    }
    if (rows.some((row) => $(row)?.matches("[data-rows-shown]"))) comeIn(fresh);
  }
}

/** The row of a record, or the list itself where it is about a new one. */
const rowOf = (ref: string): string => {
  const [kind, id] = ref.split(":");
  return `[data-rows-shown="${CSS.escape(kind!)}"]:not([data-board])${id === "0" ? "" : ` #row-${CSS.escape(id!)}`}`;
};

/** Rows that were not there come in at their place, and nothing else moves; a list that was empty comes whole. */
function comeIn(fresh: Document): void {
  const whole = $$("#main > .grid, #main > .grid ~ *", fresh);
  if (whole.length) $("#main > .page[data-rows-shown]")?.replaceWith(...whole);
  whole.filter((one) => one.isConnected).forEach((one) => htmx.process(one));
  for (const row of $$("[data-rows] > [id^=row-]", fresh)) {
    if (document.getElementById(row.id)) continue;
    const before = row.previousElementSibling;
    const place = before && document.getElementById(before.id);
    if (place) place.after(row);
    else if (!before) $("[data-rows]")?.prepend(row);
    htmx.process(row);
    row.classList.add("fresh");
  }
  document.dispatchEvent(new CustomEvent("tailor:refreshed"));
}

function soon(ref: string): void {
  due.add(ref);
  clearTimeout(timer);
  timer = window.setTimeout(() => void freshen(), 150);
}

document.addEventListener("live:record", (event) => {
  const ref = String((event as CustomEvent<{ id: string }>).detail.id);
  if ($(`[data-shown="${CSS.escape(ref)}"], ${rowOf(ref)}`)) soon(ref);
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") hidden = Date.now();
  else if (hidden && Date.now() - hidden > STALE && $("[data-shown]")) soon($("[data-shown]")!.dataset.shown!);
});
