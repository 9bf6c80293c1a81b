// "Saved. Undo": shown in the bar for the time its stitch runs. The stitch is a CSS animation, so it halts under the
// mouse or the focus by itself, and its end is what puts the toast away.
import htmx from "./config";
import { $, $$, at, typing } from "./page";
import { refreshPage } from "./refresh";

interface Toast {
  text: string;
  undo_url?: string | null;
  tone?: string;
  link_url?: string | null;
  link_text?: string;
}

const MOST = 5;

export function showToast(item: Toast): void {
  const shape = $<HTMLTemplateElement>("#toast-shape")?.content.firstElementChild;
  const place = $("#toasts");
  if (!shape || !place || !item.text) return;
  const toast = shape.cloneNode(true) as HTMLElement;
  toast.className = `toast ink ${item.tone ?? ""}`;
  $(".said", toast)!.textContent = item.text;
  for (const same of $$("[data-toast]", place)) if ($(".said", same)?.textContent === item.text) same.remove();
  if (item.tone === "late" || item.tone === "note") {
    const use = $("use", toast);
    use?.setAttribute("href", use.getAttribute("href")!.replace(/#.*/, "#circle-alert"));
  }
  const link = $<HTMLAnchorElement>("a", toast);
  if (item.link_url) Object.assign(link!, { href: item.link_url, textContent: item.link_text ?? "" });
  else link?.remove();
  if (item.undo_url) toast.dataset.undo = item.undo_url;
  else {
    delete toast.dataset.undo;
    $("[data-undo-now]", toast)?.remove();
  }
  place.append(toast);
  for (const old of $$("[data-toast]", place).slice(0, -MOST)) old.remove();
}

async function undo(toast: HTMLElement): Promise<void> {
  const url = toast.dataset.undo;
  if (!url) return;
  toast.remove();
  let done = false;
  const watch = (event: Event): void => {
    const { detail } = event as CustomEvent<{ successful: boolean; xhr: XMLHttpRequest; requestConfig: { path: string } }>;
    if (detail.requestConfig.path === url) done = detail.successful && !detail.xhr.getResponseHeader("HX-Redirect"); // who is sent elsewhere needs nothing here
  };
  document.addEventListener("htmx:afterRequest", watch);
  await htmx.ajax("post", url, { source: document.body, target: document.body, swap: "none" }).catch(() => $("#toasts")?.prepend(toast)); // not heard: it waits behind the word of that
  document.removeEventListener("htmx:afterRequest", watch);
  if (done) await refreshPage();
}

document.addEventListener("toast", (event) => {
  const { detail } = event as CustomEvent<Toast & { items?: Toast[] }>;
  for (const item of detail.items ?? [detail]) showToast(item);
});

document.addEventListener("animationend", (event) => at(event, ".toasts .stitch")?.closest("[data-toast]")?.remove());

document.addEventListener("click", (event) => {
  const toast = at(event, "[data-toast]");
  if (!toast) return;
  if (at(event, "[data-undo-now]")) void undo(toast);
  else if (at(event, "[data-toast-close]")) toast.remove();
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.code !== "KeyZ" || typing(event)) return;
  const newest = $$(".toasts [data-undo]").at(-1);
  if (!newest) return;
  event.preventDefault();
  void undo(newest);
});
