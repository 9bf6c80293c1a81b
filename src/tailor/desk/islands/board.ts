// The board: a ticket is dragged by mouse, by a finger that rests on it first, or by keys; the server says whether it stays.
// What is seen is never more than what is so: a refused ticket goes back to where it was.
import htmx from "./config";
import { $, $$, at, covered, done, visible, withModifier } from "./page";
import { refreshPage } from "./refresh";

const REST = 280; // ms a finger rests before it drags
const FAR = 6; // px a mouse moves before it drags
const EDGE = 48; // px from the edge of the board where it begins to scroll

interface Held {
  ticket: HTMLElement;
  from: HTMLElement; // its list
  before: Element | null; // what it stood before
  over: HTMLElement; // the column it is over
  byKey: boolean;
}

let held: Held | null = null;
let ghost: HTMLElement | null = null;
let dragged = false; // what follows is the click that ends a drag
let timer = 0;

const board = (): HTMLElement | null => $("[data-board]");
const columnOf = (element: Element): HTMLElement => element.closest<HTMLElement>("[data-column]")!;
const listOf = (column: HTMLElement): HTMLElement => $("ol", column)!;
const nameOf = (ticket: HTMLElement): string => $(".nm", ticket)?.textContent ?? "";
const link = (ticket: HTMLElement): HTMLElement | null => $("a.nm", ticket);

function say(what: string, ticket: HTMLElement, column: HTMLElement): void {
  const text = board()?.dataset[what] ?? "";
  $("#board-said")!.textContent = text.replace("{name}", nameOf(ticket)).replace("{stage}", column.dataset.label ?? "");
}

function pick(ticket: HTMLElement, byKey: boolean): void {
  held = { ticket, from: ticket.parentElement!, before: ticket.nextElementSibling, over: columnOf(ticket), byKey };
  ticket.classList.add("held");
  if (byKey) say("picked", ticket, held.over);
}

function over(column: HTMLElement): void {
  if (!held || held.over === column) return;
  held.over.classList.remove("over");
  held.over = column;
  column.classList.toggle("over", column !== columnOf(held.from));
  if (!held.byKey) return;
  column.scrollIntoView({ block: "nearest", inline: "nearest" });
  listOf(column).prepend(held.ticket);
  link(held.ticket)?.focus({ preventScroll: true });
  say("over", held.ticket, column);
}

function leave(): Held | null {
  const was = held;
  ghost?.remove();
  held = ghost = null;
  was?.ticket.classList.remove("held");
  was?.over.classList.remove("over");
  return was;
}

function back({ ticket, from, before, byKey }: Held): void {
  if (before?.parentElement === from) from.insertBefore(ticket, before);
  else from.append(ticket);
  if (byKey) link(ticket)?.focus({ preventScroll: true });
}

async function drop(): Promise<void> {
  const was = leave();
  if (!was) return;
  const { ticket, over: column, from } = was;
  if (column === columnOf(from)) {
    back(was);
    return say("left", ticket, column);
  }
  listOf(column).prepend(ticket);
  ticket.classList.add("moving");
  if (was.byKey) link(ticket)?.focus({ preventScroll: true });
  const url = board()!.dataset.move!.replace("{pk}", ticket.dataset.ticket!);
  let stays = false;
  const watch = (event: Event): void => {
    const { detail } = event as CustomEvent<{ xhr: XMLHttpRequest; requestConfig: { path: string } }>;
    if (detail.requestConfig?.path === url) stays = done(detail.xhr);
  };
  document.addEventListener("htmx:afterRequest", watch);
  await htmx.ajax("post", url, { source: ticket, target: "#dialogs", swap: "innerHTML", values: { to: column.dataset.column!, seen: ticket.dataset.version! } }).catch(() => undefined);
  document.removeEventListener("htmx:afterRequest", watch);
  ticket.classList.remove("moving");
  say(stays ? "set" : "left", ticket, stays ? column : columnOf(from));
  if (!stays) back(was);
}

function cancel(): void {
  const was = leave();
  if (!was) return;
  back(was);
  say("left", was.ticket, columnOf(was.from));
}

// mouse, pen, finger

document.addEventListener("pointerdown", (event) => {
  dragged = false;
  const ticket = at(event, "[data-ticket]:not([data-held])");
  if (!ticket || event.button !== 0 || held || at(event, "button, input, select")) return;
  const [x, y, finger] = [event.clientX, event.clientY, event.pointerType === "touch"];
  const box = ticket.getBoundingClientRect();
  const begin = (): void => {
    pick(ticket, false);
    dragged = true;
    ghost = ticket.cloneNode(true) as HTMLElement;
    ghost.removeAttribute("id");
    ghost.className = "tkt ghost-tkt";
    ghost.setAttribute("aria-hidden", "true");
    ghost.style.inlineSize = `${box.width}px`;
    document.body.append(ghost);
    follow(x, y);
  };
  let [lastX, lastY] = [x, y];
  const lookUnder = (): void => {
    const column = document.elementFromPoint(lastX, lastY)?.closest<HTMLElement>("[data-column]");
    if (column) over(column);
  };
  const follow = (nowX: number, nowY: number): void => {
    ghost!.style.translate = `${box.left + nowX - x}px ${box.top + nowY - y}px`;
    [lastX, lastY] = [nowX, nowY];
    lookUnder();
    const place = board()!.getBoundingClientRect();
    const pull = nowX > place.right - EDGE ? 1 : nowX < place.left + EDGE ? -1 : 0;
    if (pull) board()!.scrollBy({ left: pull * 14 });
  };
  const move = (next: PointerEvent): void => {
    const far = Math.hypot(next.clientX - x, next.clientY - y) > FAR;
    if (held?.ticket === ticket && !held.byKey) follow(next.clientX, next.clientY);
    else if (finger && far) end(); // it scrolls
    else if (!finger && far) begin();
  };
  const scroll = (touch: Event): void => {
    if (held && touch.cancelable) touch.preventDefault();
  };
  const up = (): void => {
    const was = held;
    end();
    if (!was || was.byKey) return;
    lookUnder(); // the board may have gone on scrolling beneath
    void drop();
  };
  const lost = (): void => {
    end();
    if (held && !held.byKey) cancel();
  };
  const end = (): void => {
    clearTimeout(timer);
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", up);
    document.removeEventListener("pointercancel", lost);
    document.removeEventListener("touchmove", scroll);
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", lost);
  document.addEventListener("touchmove", scroll, { passive: false });
  if (finger) timer = window.setTimeout(begin, REST);
});

document.addEventListener("click", (event) => {
  if (!dragged) return;
  dragged = false;
  if (!at(event, "[data-board]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

for (const name of ["dragstart", "contextmenu"])
  document.addEventListener(name, (event) => {
    if (at(event, "[data-ticket]") && (name === "dragstart" || held)) event.preventDefault();
  });

// keys

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && held) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return cancel();
  }
  const ticket = at(event, "a.nm")?.closest<HTMLElement>("[data-ticket]");
  if (!ticket || withModifier(event) || covered()) return;
  const drops = held?.byKey && [" ", "Enter"].includes(event.key);
  if (drops) void drop();
  else if (event.key === " ") {
    if (ticket.matches("[data-held]")) return;
    pick(ticket, true);
  } else if (!step(event.key, ticket)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

/** Arrows carry a ticket that is picked up; without one they go from ticket to ticket. */
function step(key: string, ticket: HTMLElement): boolean {
  const aside = { ArrowRight: 1, ArrowLeft: -1 }[key];
  const along = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!aside && !along) return false;
  const columns = $$("[data-column]");
  const now = columns.indexOf(columnOf(ticket));
  if (held) {
    const next = aside ? columns[now + aside] : undefined;
    if (next) over(next);
    return true;
  }
  const mates = $$("[data-ticket]", columnOf(ticket));
  const place = mates.indexOf(ticket);
  if (along) link(mates[place + along] ?? ticket)?.focus();
  for (let to = now + (aside ?? 0); aside && columns[to]; to += aside) {
    const others = $$("[data-ticket]", columns[to]!);
    if (!others.length) continue;
    link(others[Math.min(place, others.length - 1)]!)?.focus();
    break;
  }
  return true;
}

// what changed, here or elsewhere

async function freshen(): Promise<void> {
  if (held) return later();
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected || held) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, then] = [$$("[data-column]"), $$("[data-column]", fresh)];
  if (now.length !== then.length || now.some((one, place) => one.id !== then[place]!.id)) return refreshPage();
  const focused = document.activeElement?.closest<HTMLElement>("[data-ticket]")?.id;
  const shown = new Set($$("[data-ticket]", fresh).map((one) => one.id));
  now.forEach((column, place) => put(column, then[place]!, shown));
  $(".board-seg")?.replaceChildren(...$$(".board-seg > *", fresh));
  watchColumns();
  if (focused && document.activeElement === document.body) link($(`#${CSS.escape(focused)}`) ?? document.body)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("tailor:refreshed"));
}

/** What was shown by “more” stays behind what has come, unless it stands elsewhere now. */
function put(column: HTMLElement, fresh: HTMLElement, shown: Set<string>): void {
  $("header", column)!.replaceWith($("header", fresh)!);
  const [list, next] = [listOf(column), listOf(fresh)];
  const known = new Map($$("[data-ticket]", list).map((one) => [one.id, one]));
  const first = $$("[data-ticket]", next).map((one) => {
    const old = known.get(one.id);
    if (old) one.classList.toggle("cursor", old.classList.contains("cursor"));
    return old?.isEqualNode(one) ? old : one;
  });
  const further = $("[data-more]", next) ? [...known.values()].slice(first.length).filter((one) => !shown.has(one.id)) : [];
  const more = further.length ? $("[data-more]", list) : $("[data-more]", next);
  list.replaceChildren(...first, ...further, ...(more ? [more] : []));
  htmx.process(list);
}

function later(): void {
  clearTimeout(waiting);
  waiting = window.setTimeout(() => void freshen(), 200);
}
let waiting = 0;

document.addEventListener("live:record", (event) => {
  const ref = String((event as CustomEvent<{ id: string }>).detail.id);
  if (board()?.dataset.rowsShown === ref.split(":")[0]) later();
});

document.addEventListener("tailor:moved", () => {
  $<HTMLDialogElement>("dialog#move")?.close();
  if (board()) void freshen();
  else void refreshPage();
});

// a stage chosen on the phone and refused is not what the record has
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = (event as CustomEvent<{ elt: Element; xhr: XMLHttpRequest }>).detail;
  if (done(xhr)) return;
  if (elt.matches("[data-stage-select]")) (elt as HTMLSelectElement).value = $<HTMLOptionElement>("option[selected]", elt)?.value ?? "";
  if (elt.matches(".checklist input")) (elt as HTMLInputElement).checked = (elt as HTMLInputElement).defaultChecked;
});

// the phone shows one column at a time, and says which

let watching: IntersectionObserver | undefined;

function watchColumns(): void {
  watching?.disconnect();
  const place = board();
  if (!place || !$(".board-seg")) return;
  watching = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) mark((one.target as HTMLElement).dataset.column ?? "");
  }, { root: place, threshold: 0.6 });
  for (const column of $$("[data-column]", place)) watching.observe(column);
}

function mark(key: string): void {
  const segments = $$("[data-to-column]").filter(visible);
  for (const one of segments) {
    if (one.dataset.toColumn === key) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  const now = segments.find((one) => one.dataset.toColumn === key);
  if (now) now.parentElement!.scrollLeft = now.offsetLeft - now.parentElement!.offsetLeft - 16;
}

document.addEventListener("click", (event) => {
  const to = at(event, "[data-to-column]")?.dataset.toColumn;
  if (to === undefined) return;
  const column = $$("[data-column]").find((one) => one.dataset.column === to);
  if (column) board()!.scrollTo({ left: column.offsetLeft - board()!.offsetLeft });
});

document.addEventListener("DOMContentLoaded", watchColumns);
document.addEventListener("tailor:refreshed", watchColumns);
document.addEventListener("htmx:afterSettle", watchColumns);
