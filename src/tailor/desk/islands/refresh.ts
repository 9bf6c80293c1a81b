// The page as it is now, in place: scrolling and what is half typed stay.
import htmx from "./config";
import { $, $$ } from "./page";

type Field = HTMLInputElement | HTMLTextAreaElement;

const scrollers = (): HTMLElement[] => $$("#main :is(.grid, .page, .guide, .card, .card > *, .pre)");

const typed = (): [string, string, string][] =>
  $$<Field>("#main :is(textarea, input[type=text])")
    .filter((field) => field.value !== field.defaultValue)
    .map((field) => [field.form?.getAttribute("action") ?? "", field.name, field.value]);

export async function refreshPage(): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const main = $("#main");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#main");
  if (!answer.ok || !main || !fresh) return location.reload();
  const places = scrollers().map((element) => element.scrollTop);
  const kept = typed();
  const part = $(".card[data-part]")?.dataset.part;
  main.replaceChildren(...fresh.childNodes);
  htmx.process(main);
  scrollers().forEach((element, index) => (element.scrollTop = places[index] ?? 0));
  for (const [action, name, value] of kept)
    for (const field of $$<Field>(`#main [name="${CSS.escape(name)}"]`))
      if ((field.form?.getAttribute("action") ?? "") === action) field.value = value;
  if (part) $(".card[data-part]")?.setAttribute("data-part", part);
  document.dispatchEvent(new CustomEvent("tailor:refreshed"));
}

document.addEventListener("tailor:refresh", () => void refreshPage());
