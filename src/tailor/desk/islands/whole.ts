// What a narrow place cuts off is told whole by its title, once somebody points at it or comes to it.
import { at } from "./page";

const tell = (event: Event): void => {
  const cut = at(event, ".cut, td, th, .tabs > a, .chip > button") ?? null;
  const text = cut?.textContent?.trim();
  if (cut && text && !cut.title && cut.scrollWidth > cut.clientWidth && !cut.matches(":has(input, form)")) cut.title = text;
};
document.addEventListener("pointerover", tell, { passive: true });
document.addEventListener("focusin", tell);
