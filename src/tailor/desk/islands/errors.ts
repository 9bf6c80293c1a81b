// What a server could not do is said, and that nothing was changed.
import { waits } from "./drafts";
import { showToast } from "./toast";
import { word } from "./page";

const say = (name: string): void => showToast({ text: word(name), tone: "late" });

document.addEventListener("htmx:sendError", (event) => say(waits(event.target) ? "waiting" : "offline"));
document.addEventListener("htmx:timeout", () => say("offline"));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  if (xhr.getResponseHeader("HX-Trigger")?.includes('"toast"')) return; // the server said it better
  say({ 403: "forbidden", 404: "gone", 410: "gone" }[xhr.status] ?? "failed");
});
