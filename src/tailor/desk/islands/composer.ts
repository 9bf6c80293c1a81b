// The note box: its kinds are tabs, a key goes into it, Ctrl Enter saves.
import { putFiles } from "./drop";
import { $, $$, at, covered, done, letter, taken, typing, withModifier } from "./page";

const FORM = "form[data-composer]";
const field = (form: HTMLFormElement): HTMLTextAreaElement => $<HTMLTextAreaElement>("textarea", form)!;
const filesOf = (form: HTMLFormElement): HTMLInputElement[] => $$<HTMLInputElement>("input[type=file]", form);

const something = (form: HTMLFormElement): boolean => filesOf(form).some((input) => input.files?.length) || ends(form).some((end) => end.value);
const ends = (form: HTMLFormElement): HTMLSelectElement[] => $$<HTMLSelectElement>("[data-enough]", form); // how a call ended needs no words

function fit(form: HTMLFormElement): void {
  const text = field(form);
  form.classList.toggle("full", text.value !== "" || something(form));
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

function kind(radio: HTMLInputElement): void {
  const form = radio.form;
  if (!form) return;
  const text = field(form);
  text.placeholder = radio.dataset.placeholder ?? "";
  text.ariaLabel = radio.parentElement?.querySelector("span")?.firstChild?.textContent ?? "";
}

const emptied = (form: HTMLFormElement): void => {
  field(form).value = "";
  for (const input of filesOf(form)) putFiles(input, []);
  for (const end of ends(form)) end.value = "";
  fit(form);
};

document.addEventListener("tailor:chosen", (event) => {
  const form = at<HTMLFormElement>(event, FORM);
  if (form) fit(form);
});

document.addEventListener("change", (event) => {
  const radio = at<HTMLInputElement>(event, `${FORM} [name=kind]`);
  if (radio) kind(radio);
});

document.addEventListener("click", (event) => {
  // a tap on a kind is the wish to write
  const form = at(event, `${FORM} .kinds label`)?.closest<HTMLFormElement>(FORM);
  if (form && event.target instanceof HTMLInputElement && event.detail === 0 && document.activeElement?.matches(`${FORM} *`) === false) field(form).focus();
});

document.addEventListener("input", (event) => {
  const form = at(event, `${FORM} :is(textarea, [data-enough])`)?.closest<HTMLFormElement>(FORM);
  if (form) fit(form);
});

document.addEventListener("keydown", (event) => {
  const form = at<HTMLFormElement>(event, FORM);
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (field(form).value.trim() || something(form)) form.requestSubmit();
  } else if (form && event.key === "Escape") (document.activeElement as HTMLElement).blur();
  else if (!withModifier(event) && !event.shiftKey && !typing(event) && !covered() && !taken(letter(event))) {
    const radio = $<HTMLInputElement>(`[data-key-focus="${CSS.escape(letter(event))}"]`);
    if (!radio?.form) return;
    event.preventDefault();
    const part = radio.closest<HTMLElement>("[id^=part-]");
    if (part) $(`#seg-${part.id.slice(5)}`)?.click();
    radio.checked = true;
    kind(radio);
    field(radio.form).focus();
  }
});

// a button elsewhere (the thumb's "Note") that leads into the box
document.addEventListener("click", (event) => {
  const value = at(event, "[data-compose]")?.dataset.compose;
  const radio = value && $<HTMLInputElement>(`${FORM} [name=kind][value="${CSS.escape(value)}"]`);
  if (!radio || !radio.form) return;
  $("#seg-story")?.click();
  radio.checked = true;
  kind(radio);
  field(radio.form).focus();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches(FORM) || !done((event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr)) return;
  emptied(form);
  field(form).blur(); // Ctrl Z is about what was saved from now on, not about words that are no more
});

const ready = (): void => {
  for (const form of $$<HTMLFormElement>(FORM)) fit(form);
};
document.addEventListener("DOMContentLoaded", ready);
document.addEventListener("tailor:refreshed", ready);
