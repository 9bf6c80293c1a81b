// What several behaviours ask of the page.

export const $ = <T extends Element = HTMLElement>(query: string, within: ParentNode = document): T | null =>
  within.querySelector<T>(query);

export const $$ = <T extends Element = HTMLElement>(query: string, within: ParentNode = document): T[] => [
  ...within.querySelectorAll<T>(query),
];

/** The element an event is about, or its nearest ancestor that fits. */
export const at = <T extends Element = HTMLElement>(event: Event, query: string): T | null =>
  event.target instanceof Element ? event.target.closest<T>(query) : null;

const FIELDS = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]";

/** Somebody writes here, so letters are letters and not keys. */
export const typing = (event: KeyboardEvent): boolean => event.isComposing || at(event, FIELDS) !== null;

/** The Latin letter of the key, whatever alphabet the keyboard is set to; people with Russian or Georgian layouts press keys too. */
export function letter(event: KeyboardEvent): string {
  const { key, code } = event;
  if (code === "Slash" && key === ".") return "/";
  if (code === "Slash" && key === ",") return "?";
  if (code.startsWith("Key") && key.charCodeAt(0) > 127) return code.slice(3).toLowerCase();
  return key.length === 1 ? key.toLowerCase() : key;
}

/** A dialog stands over the page, or a menu hangs open: keys of the page are not meant. */
export const covered = (): boolean => $("dialog:modal") !== null || $(".pop:popover-open") !== null;

export const withModifier = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey || event.altKey;

export const visible = (element: Element): boolean => element.checkVisibility?.() ?? true;

/** A thing in sight has taken this key for itself; it goes before what rows and boxes do with it. */
export const taken = (key: string): boolean => key.length === 1 && $$(`[data-key="${CSS.escape(key)}"]`).some(visible);

/** A form that comes back with what is wrong with it (422, 409) is an answer to htmx, but not the one hoped for. */
export const done = ({ status }: XMLHttpRequest): boolean => status >= 200 && status < 300;

/** What scripts may say, written by the server in the person's language. */
export const word = (name: string): string => $("#words")?.dataset[name] ?? "";

export const csrf = (): string => {
  const headers = document.body.getAttribute("hx-headers");
  return headers ? ((JSON.parse(headers) as Record<string, string>)["X-CSRFToken"] ?? "") : "";
};

/** A plain POST of few values, whose answer nobody waits for. */
export const tell = (url: string, values: Record<string, string>): Promise<Response> =>
  fetch(url, {
    method: "POST",
    body: new URLSearchParams(values),
    headers: { "X-CSRFToken": csrf(), "HX-Request": "true" },
    keepalive: true,
  });
