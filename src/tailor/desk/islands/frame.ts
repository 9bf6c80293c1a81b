// Inside a window: the card of an <iframe>. What is the business of the page around it is handed up.
import { $, at, covered, letter, typing, withModifier } from "./page";

export interface Word {
  do: "ready" | "title" | "open" | "go" | "key" | "front" | "left" | "draft";
  text?: string;
  url?: string;
  shift?: boolean;
}

export const within = document.documentElement.hasAttribute("data-framed");
const frame = within && window.frameElement;

/** Say something to the page around. */
export function up(detail: Word): void {
  if (frame) frame.dispatchEvent(new CustomEvent<Word>("tailor:window", { bubbles: true, detail }));
}

/** The address of a card that a link leads to; where it is something else the window finds out. */
export function cardOf(link: HTMLAnchorElement | null): string {
  const known = link?.origin === location.origin && /^\/(?!files\/|jobs\/|history\/|notifications\/)[\w-]+\/\d+\/$/.test(link.pathname);
  return link && known && !link.hash && !link.download ? link.pathname : "";
}

const title = (): string => $("#main h1")?.textContent?.trim() ?? document.title;

if (within && !frame) location.replace(location.pathname); // opened by itself: the whole page
if (frame) {
  document.documentElement.dataset.framed = parent.matchMedia("(width <= 640px)").matches ? "sheet" : "desk";
  document.addEventListener("DOMContentLoaded", () => up({ do: "ready", text: title() }));
  for (const name of ["tailor:refreshed", "htmx:afterSettle"]) document.addEventListener(name, () => up({ do: "title", text: title() }));
  document.addEventListener("pointerdown", () => up({ do: "front" }), true);

  document.addEventListener("click", (event) => {
    const link = at<HTMLAnchorElement>(event, "a[href]");
    if (!link || event.defaultPrevented || withModifier(event as unknown as KeyboardEvent) || link.target || link.origin !== location.origin) return;
    const card = event.shiftKey ? cardOf(link) : "";
    if (event.shiftKey && !card) return;
    event.preventDefault();
    up(card ? { do: "open", url: card } : { do: "go", url: link.href });
  });

  document.addEventListener("keydown", (event) => {
    const palette = (event.ctrlKey || event.metaKey) && event.code === "KeyK";
    const leave = event.key === "Escape" && !typing(event) && !covered() && !$(".editing");
    if (event.defaultPrevented || !(palette || leave || event.key === "F6" || (letter(event) === "/" && !typing(event) && !covered()))) return;
    event.preventDefault();
    up({ do: "key", text: palette || letter(event) === "/" ? "palette" : event.key, shift: event.shiftKey });
  });

  // what was done leads elsewhere: the record is gone, or there is another page to see
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const url = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.getResponseHeader("HX-Redirect");
    if (!url) return;
    event.preventDefault();
    up({ do: "left", url });
  });
}
