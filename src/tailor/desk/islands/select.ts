// Rows are ticked as in a spreadsheet; the bar below says how many and what can be done with them.
import { $, $$, at, covered, letter, taken, typing, withModifier } from "./page";

type Box = HTMLInputElement;

const picks = (): HTMLElement | null => $("#picks");
const boxes = (): Box[] => $$<Box>("#picks [name=pick]");
let last: Box | undefined;
let selecting = false; // a phone has no boxes until one asks for them

const wholeList = (): Box | null => $<Box>("#picks [name=all]");

export function toggle(box: Box, on = !box.checked): void {
  box.checked = on;
  last = box;
  forgetAll();
  show();
}

function forgetAll(): void {
  const all = wholeList();
  if (all) all.value = "";
}

function show(): void {
  const page = boxes();
  const ticked = page.filter((box) => box.checked).length;
  const all = wholeList()?.value === "1";
  const head = $<Box>("#picks [data-pick-all]");
  if (head) {
    head.checked = ticked > 0 && ticked === page.length;
    head.indeterminate = ticked > 0 && ticked < page.length;
  }
  picks()?.classList.toggle("ticking", ticked > 0 || selecting);
  $("[data-select-mode]")?.setAttribute("aria-pressed", String(ticked > 0 || selecting));
  const bar = $("[data-bulk]");
  if (!bar) return;
  bar.hidden = ticked === 0 && !selecting;
  for (const one of $$<HTMLButtonElement>(".act-on", bar)) one.disabled = ticked === 0;
  const count = $("[data-count]", bar)!;
  count.textContent = all ? (count.dataset.allText ?? "") : (count.dataset.text ?? "{n}").replace("{n}", String(ticked));
  const offer = $("[data-select-all]", bar);
  if (offer) offer.hidden = all || (ticked < page.length && !selecting);
}

function none(): void {
  selecting = false;
  for (const box of boxes()) box.checked = false;
  forgetAll();
  show();
}

function everyRow(): void {
  for (const box of boxes()) box.checked = true;
  show();
}

document.addEventListener("click", (event) => {
  if (!picks()) return;
  const cell = at(event, "#picks .c-sel");
  const box = at<Box>(event, "[name=pick]") ?? (cell && !at(event, "input") ? $<Box>("[name=pick]", cell) : null);
  if (box) {
    const on = event.target === box ? box.checked : !box.checked;
    if (event.shiftKey && last?.isConnected) {
      const all = boxes();
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b) as [number, number];
      for (const one of all.slice(from, to + 1)) one.checked = on;
      getSelection()?.removeAllRanges();
    }
    toggle(box, on);
  } else if (at(event, "[data-select-all]")) {
    const all = wholeList();
    for (const one of boxes()) one.checked = true;
    if (all) all.value = "1";
    show();
  } else if (at(event, "[data-select-none]")) none();
  else if (at(event, "[data-select-mode]")) {
    if (picks()!.matches(".ticking")) none();
    else {
      selecting = true;
      show();
    }
  }
});

// While rows are ticked on a phone, a tap anywhere on one ticks it: no card opens and no call goes out by mistake.
document.addEventListener("click", (event) => {
  const row = at(event, "#picks.ticking [data-rows] > *");
  const box = row && $<Box>("[name=pick]", row);
  if (!box || event.target === box || !matchMedia("(width <= 640px)").matches) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!held) toggle(box);
  held = false;
}, true);

document.addEventListener("change", (event) => {
  const head = at<Box>(event, "#picks [data-pick-all]");
  if (!head) return;
  for (const box of boxes()) box.checked = head.checked;
  forgetAll();
  show();
});

document.addEventListener("keydown", (event) => {
  if (!picks() || typing(event) || covered()) return;
  const inside = at(event, ".grid, #picks") !== null || document.activeElement === document.body;
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyA" && inside && boxes().length > 0) {
    event.preventDefault();
    everyRow();
  } else if (event.key === "Escape" && boxes().some((box) => box.checked)) none();
  else if (letter(event) === "x" && !withModifier(event) && !taken("x")) {
    const box = $<Box>("[data-rows] .cursor [name=pick]");
    if (box) toggle(box);
  }
});

// On a phone there are no boxes until the first row is held under the finger.
let hold = 0;
let held = false; // the click that ends the holding is none
document.addEventListener("pointerdown", (event) => {
  const row = at(event, "#picks [data-rows] > *");
  const box = row && $<Box>("[name=pick]", row);
  held = false;
  if (event.pointerType !== "touch" || !box || at(event, ".tel, .c-sel")) return;
  hold = window.setTimeout(() => {
    toggle(box);
    navigator.vibrate?.(10);
    held = true;
  }, 450);
});
for (const name of ["pointerup", "pointercancel", "pointermove", "scroll"])
  document.addEventListener(name, () => clearTimeout(hold), true);

const ready = (): void => {
  for (const box of $$<Box>("[data-mixed]")) box.indeterminate = true;
  if (picks()) show();
};
addEventListener("pageshow", ready);
document.addEventListener("htmx:afterSettle", ready);
document.addEventListener("tailor:refreshed", ready);
