// News from the server. All tabs of a browser share one connection: who holds the lock listens and tells the others.
// Its address says what they show, so that they hear of it and colleagues see who else is there.
import { $$ } from "./page";
import { announce, everywhereShown } from "./shown";

interface News {
  name: string;
  data: { id?: number | string };
}

const NAMES = ["job", "step", "record", "view", "count", "notification", "here", "out"];
const LONGEST = 60_000;
const LOOK_AGAIN = 15_000; // for what a tab that died had open
const JUST_LEFT = 2000; // who said that it goes may still have been there when one looked at once
const url = document.body.dataset.liveUrl;

function spread({ name, data }: News): void {
  if (name === "out") return void leaveIfOut();
  const which = data.id === undefined ? name : `${name}:${data.id}`;
  for (const element of $$(`[data-live="${CSS.escape(which)}"], [data-live="${name}"]`))
    element.dispatchEvent(new CustomEvent("live", { detail: data }));
  document.dispatchEvent(new CustomEvent(`live:${name}`, { detail: data }));
}

/** Whoever is signed out or does not work here any more has nothing to look at. */
async function leaveIfOut(): Promise<void> {
  const answer = await fetch(url!, { method: "HEAD" }).catch(() => null);
  if (answer?.status === 401) location.reload();
}

function listen(address: string, tell: (news: News) => void): { stop: () => void; again: () => void } {
  let source: EventSource | undefined;
  let wait = 1000;
  let timer = 0;
  let shown: string | undefined;
  let stopped = false;
  const connect = async (): Promise<void> => {
    const now = await everywhereShown();
    if (stopped) return; // left meanwhile: nobody listens any more
    if (shown === now && source && source.readyState !== EventSource.CLOSED) return;
    shown = now;
    const [old, next] = [source, new EventSource(now ? `${address}?shown=${now}` : address)];
    source = next;
    next.onopen = () => {
      wait = 1000;
      old?.close(); // not before: nothing is missed between the two
    };
    next.onerror = () => {
      old?.close();
      if (next !== source || next.readyState !== EventSource.CLOSED) return; // the browser itself tries again
      void leaveIfOut();
      timer = window.setTimeout(() => void connect(), wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST);
    };
    for (const name of NAMES)
      next.addEventListener(name, (event) => {
        const news: News = { name, data: JSON.parse((event as MessageEvent<string>).data) as News["data"] };
        spread(news);
        tell(news);
      });
  };
  let later = window.setTimeout(() => void connect(), JUST_LEFT);
  const again = (): void => {
    [timer, later].forEach(clearTimeout);
    timer = window.setTimeout(() => void connect(), 150);
    later = window.setTimeout(() => void connect(), JUST_LEFT);
  };
  void connect();
  const regularly = window.setInterval(() => void connect(), LOOK_AGAIN);
  return {
    again,
    stop: () => {
      stopped = true;
      [timer, later].forEach(clearTimeout);
      clearInterval(regularly);
      source?.close();
    },
  };
}

function start(address: string): void {
  const channel = new BroadcastChannel("tailor-live");
  const leaving = new AbortController();
  let again = (): void => undefined;
  channel.onmessage = (event: MessageEvent<News>) => (event.data.name === "shown" ? again() : spread(event.data));
  const left = (): void => {
    leaving.abort();
    channel.postMessage({ name: "shown", data: {} });
    channel.close();
  };
  addEventListener("pagehide", left, { once: true });
  const locks: LockManager | undefined = navigator.locks; // browsers have none where the address is neither https nor localhost
  // held until the page is left; then the next tab in line gets it
  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      const line = listen(address, (news) => { if (locks) channel.postMessage(news); });
      again = line.again;
      leaving.signal.addEventListener("abort", () => { line.stop(); resolve(); });
    });
  void announce(leaving.signal, () => {
    again();
    if (!leaving.signal.aborted) channel.postMessage({ name: "shown", data: {} });
  }).then(() => {
    if (leaving.signal.aborted) return;
    if (locks) locks.request("tailor-live", { signal: leaving.signal }, lead).catch(() => undefined);
    else void lead(); // each tab listens for itself
  });
}

if (url) {
  start(url);
  addEventListener("pageshow", (event) => event.persisted && start(url));
}
