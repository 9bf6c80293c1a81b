// Dialogs: opened by data-open, closed by data-close or a click beside them; one that comes as a fragment opens itself.
import { $, $$, at } from "./page";

const dirty = (dialog: HTMLElement): boolean =>
  $$<HTMLInputElement>("input:not([type=hidden], [type=checkbox], [type=radio]), textarea", dialog).some((field) => field.value !== field.defaultValue);

document.addEventListener("click", (event) => {
  const opens = at(event, "[data-open]")?.dataset.open;
  if (opens) {
    const dialog = $<HTMLDialogElement>(`dialog#${CSS.escape(opens)}`);
    if (dialog && !dialog.open) dialog.showModal();
  }
  if (at(event, "[data-close]")) at<HTMLDialogElement>(event, "dialog")?.close();
  if (at(event, "[data-back]")) history.back();
  // what was typed is not lost by a click beside
  if (event.target instanceof HTMLDialogElement && outside(event, event.target) && !dirty(event.target)) event.target.close();
});

function outside(event: MouseEvent, dialog: HTMLElement): boolean {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

const openNow = (): void => {
  for (const dialog of $$<HTMLDialogElement>("dialog[data-open-now]:not([open])")) {
    dialog.removeAttribute("data-open-now");
    dialog.showModal();
    $("[autofocus], form :is(input:not([type=hidden]), select, textarea)", dialog)?.focus(); // not the cross, which comes first
    if (dialog.closest("#dialogs")) dialog.addEventListener("close", () => dialog.remove());
  }
};
document.addEventListener("htmx:afterSwap", openNow);
document.addEventListener("DOMContentLoaded", openNow);
