// A line in which one thing after the other is typed: empty once it is kept, and one goes on in it.
import { $, at } from "./page";

const LINE = "form.quick-task";
let goesOn = "";

document.addEventListener("htmx:afterRequest", (event) => {
  const form = at<HTMLFormElement>(event, LINE);
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  if (!form || event.target !== form || !xhr.getResponseHeader("HX-Trigger")?.includes("tailor:refresh")) return;
  form.reset();
  $(".as-said", form)?.replaceChildren();
  if (form.contains(document.activeElement)) goesOn = LINE;
});

document.addEventListener("tailor:refreshed", () => {
  if (goesOn && document.activeElement === document.body) $(`${goesOn} [name=line]`)?.focus({ preventScroll: true });
  goesOn = "";
});
