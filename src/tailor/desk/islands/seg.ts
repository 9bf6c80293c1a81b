// Where a card is too narrow for columns, its parts are tabs; and of buttons that narrow something down one is pressed.
import { $, $$, at } from "./page";

function show(tab: HTMLElement): void {
  for (const one of $$(".seg [data-part]")) {
    one.setAttribute("aria-selected", String(one === tab));
    one.tabIndex = one === tab ? 0 : -1;
  }
  $(".card[data-part], .bench-page")?.setAttribute("data-part", tab.dataset.part ?? "");
}

document.addEventListener("click", (event) => {
  const tab = at(event, ".seg [data-part]");
  if (tab) show(tab);
  const filter = at(event, "[data-tab]");
  for (const one of filter ? $$("[data-tab]", filter.parentElement!) : []) one.setAttribute("aria-pressed", String(one === filter));
});

document.addEventListener("keydown", (event) => {
  const tab = at(event, ".seg [data-part]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const all = $$(".seg [data-part]");
  const next = all[(all.indexOf(tab) + step + all.length) % all.length]!;
  show(next);
  next.focus();
});
