// The bell: how much was not looked at stands on it and before the title of the tab; what it tells leads to the card beside
// the page; a short sound where somebody wants one, in one tab only.
import { cardOf, within } from "./frame";
import { $, $$, at, tell, withModifier } from "./page";
import { openBeside } from "./windows";

interface Corner {
  id: number;
  unread: number;
  about?: string;
  sound?: boolean;
}

const bell = $("[data-bell]");
const memory = `unread:${document.body.dataset.person ?? ""}`;
const quietly = bell?.ariaLabel ?? "";

function show(unread: number): void {
  const count = $(".n", bell!)!;
  count.hidden = unread === 0;
  count.textContent = unread > 99 ? "99+" : String(unread);
  bell!.ariaLabel = unread ? (bell!.dataset.some ?? "").replace("{n}", String(unread)) : quietly;
  document.title = (unread ? `(${unread}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  sessionStorage.setItem(memory, String(unread));
}

/** What it is about stands before one's eyes: a card, in a window too, or the strip of a job. */
function inSight(about: string): boolean {
  if (!about || document.visibilityState !== "visible") return false;
  const [kind, id] = about.split(":");
  const query = kind === "job" ? `#job-${CSS.escape(id ?? "")}` : `[data-shown="${CSS.escape(about)}"]`;
  return $(query) !== null || $$<HTMLIFrameElement>("aside.windows .window:not(.down) iframe.ready").some((frame) => frame.contentDocument?.querySelector(query));
}

const look = (values: Record<string, string>): void => void tell(`${bell!.dataset.bell}read/`, values);

function moved({ id, unread, about = "", sound = false }: Corner): void {
  if (id && inSight(about)) return look({ about }); // what then is left is told anew
  show(unread);
  if (id && sound) void ring(id);
}

// ---- the sound -----------------------------------------------------------------------------------------

/** One tab sounds: the first to get the lock, of those whose person has touched them, for others may not. */
async function ring(id: number): Promise<void> {
  if (!navigator.userActivation?.hasBeenActive) return;
  const locks: LockManager | undefined = navigator.locks;
  if (!locks) return document.visibilityState === "visible" ? chime() : undefined;
  await locks.request(`tailor-sound:${id}`, { ifAvailable: true }, (mine) => {
    if (!mine) return;
    chime();
    return new Promise((done) => setTimeout(done, 2000)); // tabs that hear of it later do not sound again
  });
}

/** Two soft notes, a fourth apart. */
function chime(): void {
  const audio = new AudioContext();
  [659, 880].forEach((pitch, place) => {
    const [tone, volume, from] = [audio.createOscillator(), audio.createGain(), audio.currentTime + place * 0.14];
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.12, from + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + 0.36);
  });
  setTimeout(() => void audio.close(), 1000);
  document.dispatchEvent(new CustomEvent("tailor:sounded"));
}

// ---- what is clicked -----------------------------------------------------------------------------------

function clicked(event: MouseEvent): void {
  if (at(event, "[data-all-read]")) {
    look({});
    for (const one of $$(".notifications .unread")) one.classList.remove("unread");
    for (const button of $$("[data-all-read]")) button.hidden = true;
    return show(0);
  }
  const line = at(event, "[data-notification]");
  if (!line) return;
  if (line.closest("li.unread")) look({ id: line.dataset.notification! });
  line.closest("li")?.classList.remove("unread");
  if (!(line instanceof HTMLAnchorElement) || withModifier(event as unknown as KeyboardEvent) || event.shiftKey) return;
  const url = cardOf(line);
  if (!url) return;
  event.preventDefault();
  line.closest<HTMLElement>(".pop:popover-open")?.hidePopover();
  if (url !== location.pathname) openBeside(url, { title: $("b:last-of-type", line)?.textContent ?? "" });
}

if (bell && !within) {
  const kept = Number(sessionStorage.getItem(memory));
  if (kept) show(kept);
  bell.addEventListener("live", (event) => moved((event as CustomEvent<Corner>).detail));
  document.addEventListener("click", clicked);
  document.addEventListener("change", (event) => at<HTMLInputElement>(event, "[data-hear]")?.checked && chime());
}
