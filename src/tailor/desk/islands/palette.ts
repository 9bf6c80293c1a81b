// Ctrl-K: any record, page or operation. The server finds; this asks at every letter and never shows an old answer.
import { $, $$, at, csrf, covered, letter, typing, withModifier, word } from "./page";

const PAUSE = 30; // ms between letters of one stroke
const box = $<HTMLDialogElement>("#palette");
const input = box && $<HTMLInputElement>("input", box);
const hits = $("#hits");

let timer = 0;
let asked: AbortController | undefined;

const options = (): HTMLAnchorElement[] => (hits ? $$<HTMLAnchorElement>("a[role=option]", hits) : []);
const chosen = (): HTMLAnchorElement | undefined => options().find((one) => one.getAttribute("aria-selected") === "true");

export function openPalette(text = ""): void {
  if (!box || !input || box.open) return;
  input.value = text;
  box.showModal();
  input.setSelectionRange(text.length, text.length);
  void ask();
}

async function ask(): Promise<void> {
  const url = document.body.dataset.searchUrl;
  if (!url || !input || !hits || !box) return;
  asked?.abort();
  const mine = (asked = new AbortController());
  try {
    const answer = await fetch(`${url}?${new URLSearchParams({ q: input.value })}`, {
      headers: { "HX-Request": "true", "HX-Target": "hits" },
      signal: mine.signal,
    });
    const html = await answer.text();
    if (mine !== asked) return;
    if (!answer.ok) return nothing(word("failed"));
    if (answer.redirected && document.body.dataset.signInUrl && new URL(answer.url).pathname.startsWith(document.body.dataset.signInUrl)) return location.reload();
    hits.innerHTML = html;
    if (options().length === 0 && input.value.trim()) nothing(word("nothing"));
  } catch (error) {
    if (mine !== asked || (error as Error).name === "AbortError") return;
    nothing(word("offline"));
  }
  $(".found", box)!.textContent = $("[data-found]", hits)?.textContent ?? "";
  choose(options()[0]);
}

function nothing(text: string): void {
  const line = document.createElement("p");
  line.className = "none";
  line.setAttribute("role", "option"); // a list box holds nothing else
  line.ariaDisabled = "true";
  line.textContent = text;
  hits?.replaceChildren(line);
}

function choose(option: HTMLAnchorElement | undefined): void {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  option?.scrollIntoView({ block: "nearest" });
  input?.setAttribute("aria-expanded", String(options().length > 0));
  if (option) input?.setAttribute("aria-activedescendant", option.id);
  else input?.removeAttribute("aria-activedescendant");
}

function move(step: number): void {
  const all = options();
  const now = all.indexOf(chosen()!);
  choose(all[(now + step + all.length) % all.length]);
}

function go(option: HTMLAnchorElement, newTab: boolean): void {
  if (option.dataset.method === "post") return send(option.href);
  box?.close();
  if (newTab) window.open(option.href, "_blank", "noopener");
  else location.assign(option.href);
}

function send(url: string): void {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: url });
  const token = document.createElement("input");
  Object.assign(token, { type: "hidden", name: "csrfmiddlewaretoken", value: csrf() });
  form.append(token);
  document.body.append(form);
  form.submit();
}

input?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = window.setTimeout(() => void ask(), PAUSE);
});

input?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const all = options();
  const act: Record<string, () => void> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => choose(all[Math.min(all.length - 1, all.indexOf(chosen()!) + 8)]),
    PageUp: () => choose(all[Math.max(0, all.indexOf(chosen()!) - 8)]),
    Enter: () => {
      const option = chosen();
      if (option && event.shiftKey) option.dispatchEvent(new MouseEvent("click", { shiftKey: true, bubbles: true, cancelable: true })); // beside
      else if (option) go(option, event.ctrlKey || event.metaKey);
      else if (input.value.trim()) location.assign(`${document.body.dataset.searchUrl}?${new URLSearchParams({ q: input.value })}`);
    },
  };
  // Home and End belong to the text while there is some
  if (!input.value) Object.assign(act, { Home: () => choose(all[0]), End: () => choose(all.at(-1)) });
  const action = act[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

hits?.addEventListener("click", (event) => {
  const option = at<HTMLAnchorElement>(event, "a[role=option]");
  if (!option || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(option, false);
});
hits?.addEventListener("pointermove", (event) => {
  const option = at<HTMLAnchorElement>(event, "a[role=option]");
  if (option && option !== chosen() && (event.movementX || event.movementY)) choose(option);
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
    event.preventDefault();
    if (box?.open) box.close();
    else openPalette();
  } else if (letter(event) === "/" && !withModifier(event) && !typing(event) && !covered()) {
    event.preventDefault();
    openPalette();
  }
});

// The bar's field is a plain search form without scripts. To come upon it with Tab changes nothing (WCAG 3.2.1);
// a click or the first letter opens the palette.
document.addEventListener("click", (event) => {
  const field = at<HTMLInputElement>(event, "[data-open-palette]");
  if (field) openPalette(field.value);
});
document.addEventListener("input", (event) => {
  const field = at<HTMLInputElement>(event, "[data-open-palette]");
  if (!field) return;
  openPalette(field.value);
  field.value = "";
});
