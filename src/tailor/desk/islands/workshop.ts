// The workshop: the preview of a draft goes along with every change of the shape, wherever in the page that is made.
import htmx from "./config";
import { within } from "./frame";
import { $, $$, at } from "./page";

const CHANGED = "tailor:shape";
const bench = (): HTMLElement | null => $(".workshop-page");
const look = (): HTMLIFrameElement | null => $<HTMLIFrameElement>("[data-look-frame]");

const CONTROLS = "a, button, input:not([type=hidden]), select";

/** A control, by what it is and in which row it stands: the rows may stand in another order by now. */
function known(control: Element): string {
  const row = $<HTMLInputElement>("input[type=hidden]", control.closest("[data-sorts], form") ?? control)?.value ?? "";
  const label = control.getAttribute("aria-label") ?? control.getAttribute("href") ?? "";
  return [row, control.tagName, control.id, control.getAttribute("name"), label].join(" ");
}

let waiting = false; // something was ticked or moved that no request has taken along yet
for (const name of ["change", "sorted"]) document.addEventListener(name, (event) => (waiting ||= !!at(event, "#part-edit")), true);
document.addEventListener("htmx:beforeSend", () => (waiting = false));

/** Whether drawing the parts anew would throw away what the person did since: a further answer comes then. */
function atIt(parts: Element): boolean {
  const active = document.activeElement;
  const typed = active instanceof HTMLInputElement && active.type === "text" && active.value !== active.defaultValue;
  return waiting || !!$(".htmx-request", parts) || (typed && parts.contains(active));
}

async function changed(): Promise<void> {
  const parts = $("#part-edit");
  if (!bench() || !parts) return;
  look()?.contentWindow?.location.reload();
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#part-edit");
  if (!answer.ok || !fresh || atIt(parts)) return;
  const [place, active] = [parts.scrollTop, document.activeElement];
  const byKeys = active?.matches(":focus-visible");
  const spot = active && parts.contains(active) ? known(active) : "";
  parts.replaceChildren(...fresh.childNodes);
  htmx.process(parts);
  parts.scrollTop = place;
  if (spot) $$(CONTROLS, parts).find((one) => known(one) === spot)?.focus({ preventScroll: !byKeys });
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
