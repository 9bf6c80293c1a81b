// Files dropped on a place go into its file input, and off they go.
import { $, at } from "./page";

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

document.addEventListener("dragover", (event) => {
  const place = holdsFiles(event) ? at(event, "[data-drop]") : null;
  if (!place) return;
  event.preventDefault();
  place.classList.add("over");
});

document.addEventListener("dragleave", (event) => {
  const place = at(event, "[data-drop]");
  if (place && !place.contains(event.relatedTarget as Node | null)) place.classList.remove("over");
});

document.addEventListener("drop", (event) => {
  const place = holdsFiles(event) ? at(event, "[data-drop]") : null;
  const input = place && $<HTMLInputElement>("input[type=file]", place);
  if (!place || !input || !event.dataTransfer) return;
  event.preventDefault();
  place.classList.remove("over");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  if (!input.hasAttribute("data-autosubmit")) input.form?.requestSubmit();
});

// chosen by hand, the same happens where the page says so
document.addEventListener("change", (event) => {
  const input = at<HTMLInputElement>(event, "input[type=file][data-autosubmit]");
  if (input?.files?.length) input.form?.requestSubmit();
});
