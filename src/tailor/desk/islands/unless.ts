// Fields that have no sense while another is ticked: an organisation has no birthday. They are put away and not sent.
import { $$, at } from "./page";

const CONTROLS = "input, select, textarea";

function settle(form: HTMLFormElement, ticked: HTMLInputElement): void {
  for (const place of $$(`[data-unless="${CSS.escape(ticked.name)}"]`, form)) {
    place.hidden = ticked.checked;
    for (const control of $$<HTMLInputElement>(CONTROLS, place)) control.disabled = ticked.checked;
  }
}

const settleAll = (): void => {
  for (const form of $$<HTMLFormElement>("form:has([data-unless])"))
    for (const ticked of $$<HTMLInputElement>("input[type=checkbox]", form)) settle(form, ticked);
};

document.addEventListener("change", (event) => {
  const ticked = at<HTMLInputElement>(event, "input[type=checkbox]");
  if (ticked?.form) settle(ticked.form, ticked);
});
addEventListener("pageshow", settleAll); // what the browser filled in again too
settleAll();
