// Ctrl+Enter sends the form one is in, from a field of many lines too.
import { at } from "./page";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = at<HTMLFormElement>(event, "form.form, dialog form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});

// A page that is on its way is not asked for twice: two presses are one. After a while they may be two, as where a file
// was the answer, or somebody stopped the page.
const APART = 5000;
let sent = new WeakSet<HTMLFormElement>();

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post" || !navigator.onLine) return; // htmx sends its own
  if (sent.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  sent.add(form);
  setTimeout(() => sent.delete(form), APART);
});
addEventListener("pageshow", () => (sent = new WeakSet())); // gone back to
