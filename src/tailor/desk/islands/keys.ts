// Keys are written on the things themselves (data-key, data-go); this obeys them, and lists those of this page on "?".
import { $, $$, covered, letter, taken, typing, visible, withModifier } from "./page";

const WAIT = 1200; // ms for the letter after g
let going = 0;

const press = (query: string): boolean => {
  const target = [...$$(`#main ${query}`), ...$$(query)].find(visible); // what the page is about before what stands around it
  if (target?.matches("input.in")) target.focus();
  else target?.click();
  return target !== undefined;
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || withModifier(event) || event.repeat || typing(event) || covered()) return;
  const key = letter(event);
  if (key.length !== 1) return;
  if (Date.now() - going < WAIT) {
    going = 0;
    const way = $(`[data-go="${CSS.escape(key)}"]`); // the menu may be folded away on a phone
    if (way) {
      event.preventDefault();
      way.click();
    }
    return;
  }
  if (key === "g" && $("[data-go]") && !taken("g")) {
    going = Date.now();
    return;
  }
  const written = event.shiftKey && /[a-z]/.test(key) ? key.toUpperCase() : key;
  const pressed = key === "?" ? listKeys() : press(`[data-key="${CSS.escape(written)}"]`);
  if (pressed) event.preventDefault();
});

function listKeys(): boolean {
  const dialog = $<HTMLDialogElement>("#keys");
  if (!dialog) return false;
  fill(dialog);
  dialog.showModal();
  return true;
}

function fill(dialog: HTMLElement): void {
  const list = $("[data-keylist]", dialog);
  if (!list) return;
  const says = list.dataset;
  const found: [string[], string][] = [[["Ctrl K", "/"], says.find ?? ""], [["Ctrl Z"], says.undo ?? ""]];
  if ($("[data-rows]")) found.push([["J", "K"], says.rows ?? ""], [["Enter"], says.open ?? ""]);
  if ($("[data-rows]") && $("aside.windows")) found.push([["P"], says.beside ?? ""]);
  if ($("aside.windows")) found.push([["F6"], says.other ?? ""]);
  if ($("#picks")) found.push([["X"], says.pick ?? ""]);
  if ($("main [data-edit]")) found.push([["E"], says.edit ?? ""]);
  for (const one of $$("[data-key]").filter(visible))
    if (one.dataset.key !== "?") found.push([[one.dataset.key!.toUpperCase()], one.ariaLabel ?? $(".lbl, .grow", one)?.textContent ?? ""]);
  for (const one of $$("[data-key-focus]")) found.push([[one.dataset.keyFocus!.toUpperCase()], one.parentElement?.querySelector("span")?.firstChild?.textContent ?? ""]);
  for (const one of $$("[data-go]")) found.push([["G", one.dataset.go!.toUpperCase()], $(".cut", one)?.textContent ?? one.textContent ?? ""]);
  list.replaceChildren(
    ...found.flatMap(([keys, text]) => {
      const dt = document.createElement("dt");
      for (const key of keys) dt.append(Object.assign(document.createElement("kbd"), { textContent: key }));
      return [dt, Object.assign(document.createElement("dd"), { textContent: text })];
    }),
  );
}

// opened by its button, not by the key
document.addEventListener("beforetoggle", (event) => (event.target as HTMLElement).id === "keys" && fill(event.target as HTMLElement), true);
