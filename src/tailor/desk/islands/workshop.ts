// The workshop: the preview of a draft goes along with every change of the shape, wherever in the page that is made.
import htmx from "./config";
import { within } from "./frame";
import { $, $$, at } from "./page";

const CHANGED = "tailor:shape";
const bench = (): HTMLElement | null => $(".workshop-page");
const look = (): HTMLIFrameElement | null => $<HTMLIFrameElement>("[data-look-frame]");

async function changed(): Promise<void> {
  const parts = $("#part-edit");
  if (!bench() || !parts) return;
  look()?.contentWindow?.location.reload();
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#part-edit");
  if (!answer.ok || !fresh) return;
  const [place, active] = [parts.scrollTop, document.activeElement];
  const spot = parts.contains(active) ? $$("a, button, input, select", parts).indexOf(active as HTMLElement) : -1;
  parts.replaceChildren(...fresh.childNodes);
  htmx.process(parts);
  parts.scrollTop = place;
  $$("a, button, input, select", parts)[spot]?.focus();
}

// a card beside is a page of its own: what was changed there concerns the page around it
document.addEventListener(CHANGED, (event) => {
  if (within && window.frameElement) parent.document.body.dispatchEvent(new CustomEvent(CHANGED, { bubbles: true }));
  else if (event.target) void changed();
});
document.addEventListener("tailor:window", (event) => {
  if ((event as CustomEvent<{ do: string }>).detail.do === "left" && bench()) document.body.dispatchEvent(new CustomEvent(CHANGED, { bubbles: true }));
});

document.addEventListener("click", (event) => {
  if (!bench()) return;
  if (at(event, "a[data-beside]")) event.preventDefault(); // islands/windows opens it
  const button = at(event, "[data-look]");
  const frame = look();
  if (button && frame) {
    for (const one of $$("[data-look]")) one.setAttribute("aria-pressed", String(one === button));
    frame.src = button.dataset.look ?? "";
  }
  const narrow = at(event, "[data-narrow]");
  if (narrow) narrow.setAttribute("aria-pressed", String($(".look-frame")!.classList.toggle("narrow")));
});

document.addEventListener("change", (event) => at<HTMLSelectElement>(event, "select[data-submits]")?.form?.requestSubmit());
