// Rows of a [data-growing] list: there is always an empty one to go on in, and those with a button for it can be taken
// out. `sort` puts them in order.
import { $, $$, at } from "./page";

const ROW = "[data-growing] > *";
const TYPED = "input:not([type=hidden])";

function emptied(row: Element): HTMLElement {
  const blank = row.cloneNode(true) as HTMLElement;
  for (const control of $$<HTMLInputElement | HTMLSelectElement>("input, select", blank)) {
    if (control instanceof HTMLSelectElement) control.selectedIndex = 0;
    else control.value = "";
    control.removeAttribute("id");
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  }
  for (const more of $$<HTMLDetailsElement>("details", blank)) more.open = false;
  return blank;
}

const isBlank = (row: Element): boolean => $$<HTMLInputElement>(TYPED, row).every((input) => input.value === "");

document.addEventListener("input", (event) => {
  const row = at(event, ROW);
  if (!row || isBlank(row) || [...row.parentElement!.children].some(isBlank)) return;
  row.parentElement!.append(emptied(row));
});

document.addEventListener("click", (event) => {
  const row = at(event, "[data-row-out]")?.closest(ROW);
  if (!row || isBlank(row)) return;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  if (next) $<HTMLInputElement>(TYPED, next)?.focus(); // before the row goes, or leaving the form would save it
  row.remove();
});

// Enter goes on to the next row, where it does not save the whole.
document.addEventListener("keydown", (event) => {
  const row = event.key === "Enter" && !event.isComposing && at(event, TYPED)?.closest(ROW);
  if (!row || !row.matches("[data-sorts]") || row.closest("[data-edit]")) return;
  event.preventDefault();
  if (row.nextElementSibling) $<HTMLInputElement>(TYPED, row.nextElementSibling)?.focus();
});
