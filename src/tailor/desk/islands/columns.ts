// Column widths by dragging the grip, or with Shift and arrows on the column's heading.
import { $, $$, at, tell } from "./page";

const LEAST = 56;
const STEP = 16;
const REST = 600; // ms after the last move until the server hears of it
let timer = 0;

function cols(table: HTMLTableElement): [HTMLTableCellElement, HTMLElement][] {
  const marks = $$("col", table);
  return $$<HTMLTableCellElement>("thead th", table).map((th, index) => [th, marks[index]!]);
}

function setWidth(th: HTMLTableCellElement, width: number): void {
  const table = th.closest("table")!;
  const all = cols(table);
  const px = Math.max(LEAST, Math.round(width));
  const mine = all.find(([one]) => one === th)?.[1];
  if (!mine) return;
  // the name takes what is left, so it alone is never frozen unless it is what is dragged
  const before = all.map(([one]) => one.offsetWidth);
  all.forEach(([, col], index) => {
    if (col !== mine && !col.matches(".w-name")) col.style.width = `${before[index]}px`;
  });
  mine.style.width = `${px}px`;
  const shown = all.filter(([one]) => one.offsetWidth > 0);
  table.style.minWidth = `${shown.reduce((sum, [one, col]) => sum + (col === mine ? px : col.matches(".w-name") ? 160 : one.offsetWidth), 0)}px`;
  clearTimeout(timer);
  const url = table.dataset.widthsUrl;
  if (url) timer = window.setTimeout(() => void tell(url, { col: th.dataset.col ?? "", width: String(px) }), REST);
}

document.addEventListener("pointerdown", (event) => {
  const grip = at(event, "th[data-col] .grip");
  const th = grip?.closest("th");
  if (!grip || !th) return;
  event.preventDefault();
  const [from, start] = [event.clientX, th.offsetWidth];
  const side = getComputedStyle(th).direction === "rtl" ? -1 : 1;
  grip.setPointerCapture(event.pointerId);
  grip.classList.add("held");
  const move = (to: PointerEvent): void => setWidth(th, start + (to.clientX - from) * side);
  const end = (): void => {
    grip.classList.remove("held");
    grip.removeEventListener("pointermove", move);
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", end, { once: true });
  grip.addEventListener("pointercancel", end, { once: true });
});

document.addEventListener("click", (event) => {
  if (at(event, ".grip")) event.preventDefault(); // not a click on the heading's sorting link
});

document.addEventListener("keydown", (event) => {
  const th = at<HTMLTableCellElement>(event, "th[data-col]");
  const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
  if (!th || !step || !event.shiftKey || !$(".grip", th)) return;
  event.preventDefault();
  setWidth(th, th.offsetWidth + step);
});
