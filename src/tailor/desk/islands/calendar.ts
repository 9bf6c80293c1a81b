// The calendar: a task is dragged to another day, hour or person by mouse, by a finger that rests on it first, or by keys.
import htmx from "./config";
import { $, $$, at, covered, visible, withModifier } from "./page";

const REST = 280; // ms a finger rests before it drags
const FAR = 6; // px a mouse moves before it drags

interface Held {
  slip: HTMLElement;
  from: HTMLElement;
  over: HTMLElement;
}

let held: Held | null = null;
let ghost: HTMLElement | null = null;
let dragged = false; // what follows is the click that ends a drag
let back = ""; // the task that has the focus again once the page is new

const calendar = (): HTMLElement | null => $("[data-calendar]");
const nameOf = (slip: HTMLElement): string => $("span", slip)?.textContent ?? "";

function say(what: string, slip: HTMLElement, cell: HTMLElement): void {
  const text = calendar()?.dataset[what] ?? "";
  $("#calendar-said")!.textContent = text.replace("{name}", nameOf(slip)).replace("{place}", cell.dataset.label ?? "");
}

function pick(slip: HTMLElement): void {
  const from = slip.closest<HTMLElement>("[data-cell]")!;
  held = { slip, from, over: from };
  slip.classList.add("held");
  calendar()?.classList.add("dragging");
  say("picked", slip, from);
}

function over(cell: HTMLElement): void {
  if (!held || held.over === cell) return;
  held.over.classList.remove("over");
  held.over = cell;
  cell.classList.toggle("over", cell !== held.from);
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  say("over", held.slip, cell);
}

function leave(): Held | null {
  const was = held;
  ghost?.remove();
  held = ghost = null;
  was?.slip.classList.remove("held");
  was?.over.classList.remove("over");
  calendar()?.classList.remove("dragging");
  return was;
}

function cancel(): void {
  const was = leave();
  if (was) say("left", was.slip, was.from);
}

async function drop(): Promise<void> {
  const was = leave();
  if (!was) return;
  const { slip, over: cell, from } = was;
  if (cell === from) return say("left", slip, from);
  const values: Record<string, string> = {};
  if (cell.dataset.cell !== from.dataset.cell) values.to = cell.dataset.cell!;
  if (cell.dataset.owner && cell.dataset.owner !== from.dataset.owner) values.owner = cell.dataset.owner;
  back = slip.dataset.slip!;
  await htmx.ajax("post", `/tasks/${back}/to/`, { source: slip, swap: "none", values }).catch(() => undefined);
}

document.addEventListener("tailor:refreshed", () => {
  if (back) $(`[data-slip="${CSS.escape(back)}"]`)?.focus({ preventScroll: true });
  back = "";
});

// mouse, pen, finger

document.addEventListener("pointerdown", (event) => {
  dragged = false;
  const slip = at(event, "[data-slip]");
  if (!slip || event.button !== 0 || held) return;
  const [x, y, finger] = [event.clientX, event.clientY, event.pointerType === "touch"];
  const box = slip.getBoundingClientRect();
  const begin = (): void => {
    pick(slip);
    dragged = true;
    ghost = slip.cloneNode(true) as HTMLElement;
    ghost.className = "slip ghost-slip";
    ghost.setAttribute("aria-hidden", "true");
    ghost.style.inlineSize = `${Math.min(box.width, 220)}px`;
    document.body.append(ghost);
    follow(x, y);
  };
  const follow = (nowX: number, nowY: number): void => {
    ghost!.style.translate = `${box.left + nowX - x}px ${box.top + nowY - y}px`;
    const cell = document.elementFromPoint(nowX, nowY)?.closest<HTMLElement>("[data-cell]");
    if (cell) over(cell);
  };
  const move = (next: PointerEvent): void => {
    const far = Math.hypot(next.clientX - x, next.clientY - y) > FAR;
    if (held?.slip === slip) follow(next.clientX, next.clientY);
    else if (finger && far) end(); // it scrolls
    else if (!finger && far) begin();
  };
  const scroll = (touch: Event): void => {
    if (held && touch.cancelable) touch.preventDefault();
  };
  const up = (): void => {
    end();
    if (held) void drop();
  };
  const lost = (): void => {
    end();
    cancel();
  };
  const end = (): void => {
    clearTimeout(timer);
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", up);
    document.removeEventListener("pointercancel", lost);
    document.removeEventListener("touchmove", scroll);
  };
  const timer = finger ? setTimeout(begin, REST) : 0;
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", lost);
  document.addEventListener("touchmove", scroll, { passive: false });
});

document.addEventListener(
  "click",
  (event) => {
    if (!dragged || !at(event, "[data-slip]")) return;
    dragged = false;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// a free place begins a task of that hour
document.addEventListener("click", (event) => {
  const cell = at(event, "[data-cell]");
  const form = calendar()?.dataset.new;
  if (!cell || !form || dragged || at(event, "a")) return;
  const { cell: to, owner } = cell.dataset;
  location.assign(`${form}&${new URLSearchParams({ due: to! + (to!.includes("T") ? ":00" : ""), ...(owner && { owner }) })}`);
});

document.addEventListener("contextmenu", (event) => held && event.preventDefault());

// keys

/** The cell that lies next in a direction, as the eye sees it. */
function beside(cell: HTMLElement, x: number, y: number): HTMLElement | null {
  const here = cell.getBoundingClientRect();
  const middle = (box: DOMRect): [number, number] => [box.left + box.width / 2, box.top + box.height / 2];
  const [fromX, fromY] = middle(here);
  let best: HTMLElement | null = null;
  let least = Infinity;
  for (const one of $$("[data-cell]").filter(visible)) {
    const [toX, toY] = middle(one.getBoundingClientRect());
    const along = (toX - fromX) * x + (toY - fromY) * y;
    const across = Math.abs((toX - fromX) * y) + Math.abs((toY - fromY) * x);
    if (along > 2 && along + 4 * across < least) [best, least] = [one, along + 4 * across];
  }
  return best;
}

const WAYS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

document.addEventListener(
  "keydown",
  (event) => {
    if (withModifier(event) || covered()) return;
    const slip = at(event, "[data-slip]");
    if (!held && slip && event.key === " ") pick(slip);
    else if (!held) return;
    else if (event.key === "Escape") cancel();
    else if (event.key === "Enter" || event.key === " ") void drop();
    else if (WAYS[event.key]) {
      const next = beside(held.over, ...WAYS[event.key]!);
      if (next) over(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
