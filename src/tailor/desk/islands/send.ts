// Ctrl+Enter sends the form one is in, from a field of many lines too.
import { at } from "./page";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = at<HTMLFormElement>(event, "form.form, dialog form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
