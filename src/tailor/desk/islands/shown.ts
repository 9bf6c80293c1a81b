// What this document shows, for the one tab that listens for all: the name of a lock, which the browser itself lets go when
// the document is gone, however it went. A document nobody looks at shows nothing, unless something is being written in it.
import { $, $$ } from "./page";

const PREFIX = "tailor-shown:";
const locks: LockManager | undefined = navigator.locks;

const writing = (): boolean => $("main form.editing") !== null || document.activeElement?.matches("main textarea") === true;

/** ``party:5``, ``party:7*`` while something is written there, ``party:9-`` for a row, ``party:0-`` for a list into which new ones may come. */
function shownHere(): string {
  const busy = writing();
  if (document.visibilityState !== "visible" && !busy) return "";
  const cards = $$("[data-shown]").map((one) => one.dataset.shown + (busy ? "*" : ""));
  const rows = $$("[data-rows-shown]").flatMap((list) =>
    ["0", ...$$("[data-rows] > [id^=row-]", list).map((row) => row.id.slice(4))].map((id) => `${list.dataset.rowsShown}:${id}-`));
  return [...cards, ...rows].join(",");
}

/** What all tabs of this browser show. */
export async function everywhereShown(): Promise<string> {
  if (!locks) return shownHere();
  const { held } = await locks.query();
  const names = (held ?? []).map((one) => one.name ?? "").filter((name) => name.startsWith(PREFIX));
  return [...new Set(names.flatMap((name) => name.slice(PREFIX.length).split(",")))].sort().join(",");
}

/** Say what is shown here, and say it anew (`changed`) whenever that is something else. */
export async function announce(leaving: AbortSignal, changed: () => void): Promise<void> {
  let said = "";
  let release = (): void => undefined;
  let timer = 0;
  const say = (): Promise<void> =>
    new Promise((resolve) => {
      const now = shownHere();
      if (now === said || leaving.aborted) return resolve();
      said = now;
      release();
      if (!locks || !now) return resolve();
      const until = new Promise<void>((let_go) => (release = let_go));
      locks.request(PREFIX + now, { mode: "shared" }, () => (resolve(), until)).catch(() => resolve());
    });
  const soon = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const before = said;
      void say().then(() => said !== before && changed());
    }, 300);
  };
  for (const name of ["visibilitychange", "focusin", "focusout", "htmx:afterSettle", "tailor:refreshed"])
    document.addEventListener(name, soon, { signal: leaving });
  leaving.addEventListener("abort", () => { clearTimeout(timer); release(); });
  await say();
  if (said) changed();
}
