// A long menu, or what there is to tick, gets shorter as one types into the box above it; arrows go down into it, letters lead back into the box.
import { $, $$, at, visible, withModifier } from "./page";

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

const items = (place: HTMLElement): HTMLElement[] => $$("[role=menuitem], .choice", place);

document.addEventListener("input", (event) => {
  const box = at<HTMLInputElement>(event, "[data-narrow]");
  const place = box?.closest<HTMLElement>("[data-narrowed]");
  if (!box || !place) return;
  const sought = plain(box.value.trim());
  for (const one of items(place)) one.hidden = !plain(one.textContent ?? "").includes(sought);
  const none = $("[data-narrow-none]", place);
  if (none) none.hidden = items(place).some((one) => !one.hidden);
});

document.addEventListener("keydown", (event) => {
  const place = at(event, "[data-narrowed]");
  const box = place && $<HTMLInputElement>("[data-narrow]", place);
  if (!place || !box || event.isComposing || withModifier(event)) return;
  const stops = [box, ...items(place).filter(visible).map((one) => $<HTMLElement>("input", one) ?? one)];
  const now = stops.indexOf(document.activeElement as HTMLInputElement);
  const to = { ArrowDown: stops[(now + 1) % stops.length], ArrowUp: stops.at(now - 1) }[event.key];
  if (to) to.focus();
  else if (event.key === "Enter" && now === 0 && (box.value || !box.form)) {
    stops[1]?.click();
    if (box.form) box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true })); // all that can be ticked again; Enter once more sends the form
  } else {
    if (now > 0 && event.key.length === 1 && event.key !== " ") box.focus(); // the letter goes where the focus is by then
    return;
  }
  event.preventDefault();
});
