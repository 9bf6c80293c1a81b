// Rows of a [data-sortable] list are put in order: dragged by their handle, moved by their arrows, or by Alt and an arrow key.
import { $, $$, at } from "./page";

const ROW = "[data-sorts]";
const EDGE = 28; // px from the edge of the list within which it scrolls along
const PACE = 8;

/** Moves what is beside the row and not the row itself, so that the row keeps the focus and the finger. */
function step(row: Element, by: number): boolean {
  const beside = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!beside?.matches(ROW)) return false;
  if (by < 0) row.after(beside);
  else row.before(beside);
  return true;
}

function say(row: Element): void {
  const list = row.closest<HTMLElement>("[data-sortable]");
  const status = list?.parentElement && $("[data-sorted]", list.parentElement);
  if (!list || !status) return;
  const all = $$(ROW, list);
  const said: Record<string, string> = { name: $("label, .cut", row)?.textContent?.trim() ?? "", place: String(all.indexOf(row as HTMLElement) + 1), all: String(all.length) };
  status.textContent = (list.dataset.says ?? "").replace(/\{(\w+)\}/g, (_whole, name: string) => said[name] ?? "");
}

function moved(row: Element, by: number): void {
  if (!step(row, by)) return;
  row.scrollIntoView({ block: "nearest" });
  sorted(row);
}

/** A list that keeps its order at once is told by this event, which its form listens to. */
function sorted(row: Element): void {
  say(row);
  row.dispatchEvent(new CustomEvent("sorted", { bubbles: true }));
}

/** What was ticked goes behind the last one that is shown, what no longer is below these; the others move, so that the tick
 * keeps the focus. Who ticks by keyboard goes along, a mouse stays where it is for the next one. */
document.addEventListener("change", (event) => {
  const tick = at<HTMLInputElement>(event, `[data-sortable] ${ROW} [type=checkbox]`);
  const row = tick?.closest(ROW);
  if (!tick || !row) return;
  const rows = $$(ROW, row.parentElement!);
  const [place, last] = [rows.indexOf(row as HTMLElement), rows.findLastIndex((one) => one !== row && !$("[type=checkbox]:not(:checked)", one))];
  if (place > last) row.after(...rows.slice(last + 1, place));
  else row.before(...rows.slice(place + 1, last + 1));
  if (tick.matches(":focus-visible")) row.scrollIntoView({ block: "nearest" });
  say(row);
}, true); // before the form tells the order

document.addEventListener("click", (event) => {
  const by = at(event, "[data-sort-by]")?.dataset.sortBy;
  const row = at(event, ROW);
  if (by && row) moved(row, Number(by));
});

document.addEventListener("keydown", (event) => {
  const row = at(event, ROW);
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!row || !by || !event.altKey) return;
  event.preventDefault();
  moved(row, by);
});

function follow(row: HTMLElement, y: number): void {
  const list = row.parentElement!;
  const { top, bottom } = list.getBoundingClientRect();
  list.scrollTop += y < top + EDGE ? -PACE : y > bottom - EDGE ? PACE : 0;
  const middle = (one: Element): number => one.getBoundingClientRect().top + one.clientHeight / 2;
  const { previousElementSibling: above, nextElementSibling: below } = row;
  if (above && y < middle(above)) step(row, -1);
  else if (below && y > middle(below)) step(row, 1);
}

document.addEventListener("pointerdown", (event) => {
  const handle = at(event, "[data-sorts] .handle");
  const row = handle?.closest<HTMLElement>(ROW);
  if (!handle || !row) return;
  event.preventDefault();
  row.classList.add("held");
  const before = row.previousElementSibling;
  const move = (to: PointerEvent): void => follow(row, to.clientY);
  const end = (): void => {
    row.classList.remove("held");
    for (const name of ["pointerup", "pointercancel"]) document.removeEventListener(name, end);
    document.removeEventListener("pointermove", move);
    if (row.previousElementSibling !== before) sorted(row);
  };
  // on the document: a handle that is moved within the page would lose its pointer
  document.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end);
});
