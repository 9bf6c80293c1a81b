// Files: dropped on a place or chosen by hand they go into its file input. Where the form has a list for them they stand
// there, with name, size and a small picture, and each can be left out before anything is sent.
import { $, $$, at } from "./page";

const THUMB = 36;
const TAIL = 12; // so many last letters of a name are always to be seen
const kept = new WeakMap<HTMLInputElement, File[]>(); // the browser forgets what was chosen before

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
const listOf = (input: HTMLInputElement): HTMLElement | null => (input.form ? $("[data-chosen]", input.form) : null);
const same = (one: File, other: File): boolean => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

export function putFiles(input: HTMLInputElement, files: File[]): void {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  input.files = data.files;
  kept.set(input, files);
  list(input, files);
  input.dispatchEvent(new CustomEvent("tailor:chosen", { bubbles: true }));
}

/** What was chosen, together with what stood there before where several fit. */
function added(input: HTMLInputElement, fresh: File[]): File[] {
  const before = kept.get(input) ?? [];
  if (!fresh.length) return before; // the window to choose from was closed
  return input.multiple ? [...before, ...fresh.filter((one) => !before.some((other) => same(one, other)))] : fresh.slice(0, 1);
}

function list(input: HTMLInputElement, files: File[]): void {
  const place = listOf(input);
  if (!place) return;
  place.replaceChildren(...files.map((file) => line(input, file)));
  place.hidden = !files.length;
}

function line(input: HTMLInputElement, file: File): HTMLElement {
  const one = $<HTMLTemplateElement>("#chosen-shape")!.content.firstElementChild!.cloneNode(true) as HTMLElement;
  const [head, tail] = $$(".mid > span", one);
  const cut = file.name.length > TAIL * 2 ? file.name.length - TAIL : file.name.length;
  head!.textContent = file.name.slice(0, cut);
  tail!.textContent = file.name.slice(cut);
  one.title = file.name;
  $(".size", one)!.textContent = sized(file.size);
  const button = $("[data-unchoose]", one)!;
  button.ariaLabel = button.title = (button.dataset.label ?? "").replace("{n}", file.name);
  button.addEventListener("click", () => {
    putFiles(input, (kept.get(input) ?? []).filter((other) => other !== file));
    input.focus();
  });
  if (file.type.startsWith("image/")) void thumbnail(file, $(".pic", one)!);
  return one;
}

function sized(bytes: number): string {
  const [value, unit] = bytes < 1000 ? [bytes, "byte"] : bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  const maximumFractionDigits = unit === "megabyte" ? 1 : 0;
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(value);
}

/** Drawn, not linked to: the page may show no pictures but its own. */
async function thumbnail(file: File, place: HTMLElement): Promise<void> {
  try {
    const picture = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = THUMB * devicePixelRatio;
    const side = Math.min(picture.width, picture.height);
    canvas.getContext("2d")!.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, canvas.width, canvas.height);
    picture.close();
    place.replaceChildren(canvas);
  } catch {
    // no picture this browser knows: the icon stays
  }
}

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
  if (listOf(input)) $("[type=submit]", place)?.focus();
});

document.addEventListener("change", (event) => {
  const input = at<HTMLInputElement>(event, "input[type=file]");
  if (input && listOf(input)) putFiles(input, added(input, [...(input.files ?? [])]));
});

// a page that comes back out of the browser's memory still has its files
addEventListener("pageshow", () => {
  for (const input of $$<HTMLInputElement>("input[type=file]")) if (input.files?.length && listOf(input)) putFiles(input, [...input.files]);
});
