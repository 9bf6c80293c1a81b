// Cards beside the page: one in a panel at the side, others in windows, put down in a row at the bottom; on the phone, sheets.
// Each is a document of its own in an <iframe>. How they stand is kept for this person and tab, so that it is there again on the next page.
import { cardOf, within, type Word } from "./frame";
import { openPalette } from "./palette";
import { $, $$, at, covered, letter, taken, typing, withModifier } from "./page";
import { refreshPage } from "./refresh";
import { showToast } from "./toast";
import { fitted, grab, nudge, place, type Box } from "./window_sizes";

export interface Card extends Box {
  url: string;
  title: string;
  docked: boolean;
  down: boolean; // put down: waits in the row at the bottom
  draft: boolean;
}

const MOST = 8;
const aside = within ? null : $("aside.windows");
const shape = $<HTMLTemplateElement>("#window-shape");
const WIDTH = "panel-width"; // as somebody likes it in this browser
const memory = `windows:${document.body.dataset.person ?? ""}`;
const phone = matchMedia("(width <= 640px)");
const sections = new Map<Card, HTMLElement>();
let cards: Card[] = []; // the last is in front
let opener: HTMLElement | null = null;

const says = (name: string): string => shape?.dataset[name] ?? "";
const frameOf = (card: Card): HTMLIFrameElement | null => $<HTMLIFrameElement>("iframe", sections.get(card)!);
const cardFor = (event: Event): Card | undefined => {
  const element = at(event, ".window, .shelf li");
  return cards.find((one) => one.url === element?.dataset.url);
};
const front = (): Card | undefined => cards.findLast((one) => !one.down);

function keep(): void {
  if (cards.length) sessionStorage.setItem(memory, JSON.stringify(cards));
  else sessionStorage.removeItem(memory);
}

// ---- as it is, drawn -----------------------------------------------------------------------------------

function draw(): void {
  if (!aside) return;
  for (const [card, section] of sections)
    if (!cards.includes(card)) {
      section.remove();
      sections.delete(card);
    }
  cards.forEach((card, depth) => {
    const section = sections.get(card) ?? build(card);
    section.classList.toggle("down", card.down);
    section.classList.toggle("docked", card.docked);
    section.classList.toggle("front", card === front());
    section.style.zIndex = String(depth);
    section.inert = card.down;
    section.ariaLabel = card.title;
    $("h2", section)!.textContent = $("h2", section)!.title = card.title;
    place(section, fitted(card));
    if (!card.down && !frameOf(card)) load(card);
  });
  shelve();
  keep();
}

function build(card: Card): HTMLElement {
  const section = shape!.content.firstElementChild!.cloneNode(true) as HTMLElement;
  section.dataset.url = card.url;
  const link = $("[data-window=whole]", section)!;
  link.dataset.href = card.url;
  sections.set(card, section);
  $(".shelf", aside!)!.before(section);
  return section;
}

function load(card: Card): void {
  const glass = $(".glass", sections.get(card)!)!;
  const frame = Object.assign(document.createElement("iframe"), { title: card.title, src: `${card.url}?frame=1` });
  frame.addEventListener("load", () => {
    if (!frame.classList.contains("ready")) void whyNot(card);
  });
  frame.addEventListener("tailor:window", (event) => hear(card, frame, (event as CustomEvent<Word>).detail));
  glass.replaceChildren(frame);
}

function shelve(): void {
  const shelf = $(".shelf", aside!)!;
  const one = $<HTMLTemplateElement>("#put-shape")!.content.firstElementChild!;
  shelf.replaceChildren(
    ...cards.filter((card) => card.down).map((card) => {
      const item = one.cloneNode(true) as HTMLElement;
      item.dataset.url = card.url;
      $(".lbl", item)!.textContent = card.title;
      $(".draft", item)!.hidden = !card.draft;
      return item;
    }),
  );
  shelf.hidden = !shelf.children.length;
}

// ---- what can be done ----------------------------------------------------------------------------------

/** A card beside the page; where it is already, it comes to the front. */
export function openBeside(url: string, { docked = true, title = "" } = {}): Card {
  let card = cards.find((one) => one.url === url);
  if (card) card.down = false;
  else {
    if (docked) makeRoom();
    const step = (cards.length % 6) * 28;
    const w = docked ? Number(localStorage.getItem(WIDTH)) || 520 : 520;
    const h = Math.min(640, innerHeight - 120);
    card = { url, title, docked, down: false, draft: false, w, h, x: innerWidth - w - 24 - step, y: 72 + step };
    while (cards.length >= MOST) cards.splice(Math.max(0, cards.findIndex((one) => !one.draft)), 1);
  }
  raise(card);
  return card;
}

/** The panel holds one: the one before gives way, but what was begun in it waits at the bottom. */
function makeRoom(): void {
  for (const one of cards.filter((card) => card.docked && !card.down)) {
    if (one.draft) one.down = true;
    else cards = cards.filter((card) => card !== one);
  }
}

function raise(card: Card): void {
  if (phone.matches) for (const one of cards) one.down = one !== card;
  else if (card.docked) for (const one of cards) one.down ||= one.docked && one !== card;
  cards = [...cards.filter((one) => one !== card), card];
  card.down = false;
  draw();
}

function close(card: Card): void {
  const held = sections.get(card)?.contains(document.activeElement);
  cards = cards.filter((one) => one !== card);
  draw();
  if (held) back();
}

function putDown(card: Card): void {
  card.down = true;
  draw();
  $(`.shelf [data-url="${CSS.escape(card.url)}"] button`, aside!)?.focus();
}

function back(): void {
  const to = opener?.isConnected ? opener : $("#main");
  to?.focus({ preventScroll: true });
}

function enter(card: Card): void {
  const frame = frameOf(card);
  if (frame?.classList.contains("ready")) frame.contentWindow?.focus();
  else $("[data-window=close]", sections.get(card)!)?.focus();
}

/** F6: from the page into the windows, one after the other, and back. */
function goOn(step: number): void {
  const stops = [null, ...cards.filter((card) => !card.down).sort((a, b) => (a.url < b.url ? -1 : 1))];
  const now = stops.findIndex((card) => card && sections.get(card)?.contains(document.activeElement));
  const next = stops.at((Math.max(0, now) + step) % stops.length);
  if (!next) return back();
  raise(next);
  enter(next);
}

// ---- what a window says --------------------------------------------------------------------------------

function hear(card: Card, frame: HTMLIFrameElement, said: Word): void {
  const act: Record<Word["do"], () => void> = {
    ready: () => {
      frame.classList.add("ready");
      frame.contentDocument!.documentElement.dataset.theme = document.documentElement.dataset.theme;
      if (document.activeElement && sections.get(card)?.contains(document.activeElement)) frame.contentWindow?.focus();
      named(card, said.text ?? "");
    },
    title: () => named(card, said.text ?? ""),
    open: () => void openBeside(said.url!, { docked: false }),
    go: () => leaveFor(said.url!),
    key: () => {
      if (said.text === "palette") openPalette();
      else if (said.text === "F6") goOn(said.shift ? -1 : 1);
      else close(card);
    },
    front: () => card !== front() && raise(card),
    left: () => void whyNot(card, said.url),
    draft: () => {
      card.draft = said.text === "1";
      keep();
    },
  };
  act[said.do]();
}

function named(card: Card, title: string): void {
  if (!title || title === card.title) return;
  card.title = title;
  if (frameOf(card)) frameOf(card)!.title = title;
  draw();
}

/** On the phone a sheet would lie over what one goes to. */
function leaveFor(url: string): void {
  if (phone.matches) for (const card of cards) card.down = true;
  keep();
  location.assign(url);
}

/** There is no card in the frame: it is gone, the network is, the session is, or it is some other page. */
async function whyNot(card: Card, to = card.url): Promise<void> {
  try {
    const answer = await fetch(`${card.url}?frame=1`, { headers: { "HX-Request": "true" } }); // no page, which would show what is to be said here
    if (answer.status === 404 || answer.status === 410) {
      close(card);
      if (to === card.url) showToast({ text: says("gone").replace("{name}", card.title), tone: "note" });
      await refreshPage();
    } else if (answer.status === 401 || answer.redirected) location.reload();
    else leaveFor(to);
  } catch {
    const line = Object.assign(document.createElement("p"), { className: "empty", textContent: says("offline") });
    $(".glass", sections.get(card)!)?.replaceChildren(line);
    addEventListener("online", () => cards.includes(card) && load(card), { once: true });
  }
}

// ---- what is done here ---------------------------------------------------------------------------------

const byButton: Record<string, (card: Card) => void> = {
  close,
  minimise: putDown,
  restore: (card) => { raise(card); enter(card); },
  whole: (card) => { cards = cards.filter((one) => one !== card); leaveFor(card.url); },
  float: (card) => { card.docked = false; raise(card); },
  dock: (card) => { card.docked = true; raise(card); },
};

/** The page's own card goes into a window, and the page back to where one came from. */
function takeOut(url: string): void {
  openBeside(url, { docked: false, title: $("#main h1")?.textContent?.trim() ?? "" });
  const from = document.referrer && new URL(document.referrer);
  if (from && from.origin === location.origin && from.pathname !== location.pathname && history.length > 1) history.back();
  else location.assign($<HTMLAnchorElement>(".who .back")?.href ?? "/");
}

function clicked(event: MouseEvent): void {
  const button = at(event, "[data-window]");
  const card = button && cardFor(event);
  if (button && card) return byButton[button.dataset.window!]?.(card);
  const url = at(event, "[data-beside]")?.dataset.beside;
  if (url) return url === location.pathname ? takeOut(url) : void openBeside(url);
  if (at(event, "[data-beside-picked]"))
    for (const box of $$<HTMLInputElement>("#picks [name=pick]:checked").slice(0, MOST)) {
      const link = $<HTMLAnchorElement>("a[data-row-link]", box.closest<HTMLElement>("[data-rows] > *")!);
      if (cardOf(link)) openBeside(cardOf(link), { docked: false, title: link!.title });
    }
}

function byShift(event: MouseEvent): void {
  if (!event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  const link = at<HTMLAnchorElement>(event, "a[href]");
  const url = cardOf(link);
  if (!url) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  link!.closest("dialog")?.close();
  opener = link;
  enter(openBeside(url, { title: link!.title || (link!.textContent?.trim() ?? "") }));
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const card = cardFor(event);
  const handle = at(event, "[data-window=move], [data-window=size]")?.dataset.window;
  if (event.key === "F6") goOn(event.shiftKey ? -1 : 1);
  else if (card && handle && nudge(card, handle, event)) draw();
  else if (event.key === "Escape" && !covered() && !typing(event)) {
    const last = card ?? front();
    if (!last || $(".editing") || $("#picks [name=pick]:checked")) return;
    close(last);
  } else if (letter(event) === "p" && !withModifier(event) && !event.shiftKey && !typing(event) && !covered() && !taken("p")) {
    const row = $("[data-rows] > .cursor");
    const link = row && ($<HTMLAnchorElement>("a[data-row-link]", row) ?? $<HTMLAnchorElement>("a[href]", row));
    if (!link || !cardOf(link)) return;
    opener = link;
    openBeside(cardOf(link), { title: link.title || (link.textContent?.trim() ?? "") });
  } else return;
  event.preventDefault();
}

function held(event: PointerEvent): void {
  const card = cardFor(event);
  const section = at(event, ".window");
  if (!card || !section) return;
  if (card !== front()) raise(card);
  if (event.button !== 0) return;
  const edge = at(event, "[data-edge], [data-window=size]");
  if (at(event, "header") && !at(event, "button:not([data-window=move])")) grab(event, section, card, "move", done);
  else if (edge) grab(event, section, card, edge.dataset.edge ?? (card.docked ? "w" : "se"), done);

  function done(dropped: number): void {
    if (card!.docked) localStorage.setItem(WIDTH, String(card!.w));
    if (phone.matches && dropped > 80) putDown(card!);
    else draw();
  }
}

// ---- the button on a row or beside a name --------------------------------------------------------------

function offer(event: PointerEvent): void {
  const button = $(".beside-row", aside!)!;
  if (event.pointerType !== "mouse" || at(event, ".beside-row")) return;
  const row = at(event, "[data-rows] > *, .people li, .log li, #hits a");
  const link = at<HTMLAnchorElement>(event, "a") ?? (row && $<HTMLAnchorElement>("a[data-row-link], a[href]", row));
  const url = at(event, "aside.windows, dialog") ? "" : cardOf(link);
  button.hidden = !url;
  if (!url || !link) return;
  const from = (link.closest(".title-cell") ?? link).getBoundingClientRect();
  button.dataset.beside = url;
  Object.assign(button.style, { left: `${from.right - (link.closest(".title-cell") ? 30 : -4)}px`, top: `${from.top + from.height / 2 - 13}px` });
}

// ---- from page to page ---------------------------------------------------------------------------------

function restore(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("windows:") && key !== memory) sessionStorage.removeItem(key);
  try {
    cards = JSON.parse(sessionStorage.getItem(memory) ?? "[]") as Card[];
  } catch {
    cards = [];
  }
  cards = cards.filter((card) => card.url !== location.pathname || card.draft); // it is the page itself now
  draw();
}

if (aside && shape) {
  restore();
  document.addEventListener("click", clicked);
  document.addEventListener("click", byShift, true);
  document.addEventListener("keydown", pressed);
  aside.addEventListener("pointerdown", held);
  document.addEventListener("pointerover", offer, { passive: true });
  document.addEventListener("scroll", () => ($(".beside-row", aside)!.hidden = true), { capture: true, passive: true });
  addEventListener("resize", draw);
  addEventListener("pageshow", (event) => event.persisted && restore());
  document.addEventListener("submit", (event) => (event.target as Element).matches("[data-sign-out]") && sessionStorage.clear());
  new MutationObserver(() => {
    for (const frame of $$<HTMLIFrameElement>("iframe.ready", aside)) frame.contentDocument!.documentElement.dataset.theme = document.documentElement.dataset.theme;
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
