// The page as it is now, and its menu where that is another one, in place: scrolling, focus and what is half typed stay.
import htmx from "./config";
import { putFiles } from "./drop";
import { $, $$ } from "./page";

type Field = HTMLInputElement | HTMLTextAreaElement;

const scrollers = (): HTMLElement[] => $$("#main :is(.grid, .page, .matrix-wrap, .guide, .card, .card > *, .pre)");

const typed = (): [string, string, string][] =>
  $$<Field>("#main :is(textarea, input[type=text])")
    .filter((field) => field.value !== field.defaultValue)
    .map((field) => [field.form?.getAttribute("action") ?? "", field.name, field.value]);

const chosen = (): [string, string, File[]][] =>
  $$<HTMLInputElement>("#main input[type=file]")
    .filter((input) => input.files?.length)
    .map((input) => [input.form?.getAttribute("action") ?? "", input.name, [...input.files!]]);

export async function refreshPage(): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const main = $("#main");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#main");
  if (!answer.ok || !main || !fresh) return location.reload();
  const places = scrollers().map((element) => element.scrollTop);
  const [kept, files] = [typed(), chosen()];
  const part = $(".card[data-part]")?.dataset.part;
  const at = document.activeElement?.id;
  for (const menu of [".rail", ".tabbar"]) {
    const [now, then] = [$(menu), $(menu, fresh.ownerDocument)];
    if (now && then && now.textContent !== then.textContent) now.replaceChildren(...then.childNodes);
  }
  main.replaceChildren(...fresh.childNodes);
  htmx.process(main);
  if (at && document.activeElement === document.body) document.getElementById(at)?.focus();
  scrollers().forEach((element, index) => (element.scrollTop = places[index] ?? 0));
  for (const [action, name, value] of kept)
    for (const field of $$<Field>(`#main [name="${CSS.escape(name)}"]`))
      if ((field.form?.getAttribute("action") ?? "") === action) field.value = value;
  for (const [action, name, those] of files)
    for (const input of $$<HTMLInputElement>(`#main input[type=file][name="${CSS.escape(name)}"]`))
      if ((input.form?.getAttribute("action") ?? "") === action) putFiles(input, those);
  $("#toasts")?.append(...fresh.ownerDocument.querySelectorAll("#toasts > *"));
  if (part) $(".card[data-part]")?.setAttribute("data-part", part);
  document.dispatchEvent(new CustomEvent("tailor:refreshed"));
}

document.addEventListener("tailor:refresh", () => void refreshPage());
