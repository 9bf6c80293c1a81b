// While a new client is typed in, those who look alike are shown beside.
import { $, at } from "./page";

const PAUSE = 250;
const timers = new WeakMap<Element, number>();
const asked = new WeakMap<Element, AbortController>();

async function check(field: HTMLElement): Promise<void> {
  const into = $(field.dataset.checkInto ?? "");
  const form = field.closest("form");
  if (!into || !form || !field.dataset.checkUrl) return;
  asked.get(into)?.abort();
  const mine = new AbortController();
  asked.set(into, mine);
  const values = new URLSearchParams(
    [...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[0] !== "csrfmiddlewaretoken"),
  );
  try {
    const answer = await fetch(`${field.dataset.checkUrl}?${values}`, { headers: { "HX-Request": "true" }, signal: mine.signal });
    const html = answer.ok ? await answer.text() : "";
    if (asked.get(into) === mine) into.innerHTML = html;
  } catch {
    // a hint only: without it the form works as well
  }
}

document.addEventListener("input", (event) => {
  const field = at(event, "[data-check-url]");
  if (!field) return;
  clearTimeout(timers.get(field));
  timers.set(field, window.setTimeout(() => void check(field), PAUSE));
});
