// News from the server. All tabs of a browser share one connection: who holds the lock listens and tells the others.
import { $$ } from "./page";

interface News {
  name: string;
  data: { id?: number | string };
}

const NAMES = ["job", "step", "record", "view", "count"];
const LONGEST = 60_000;
const url = document.body.dataset.liveUrl;

function spread({ name, data }: News): void {
  const which = data.id === undefined ? name : `${name}:${data.id}`;
  for (const element of $$(`[data-live="${CSS.escape(which)}"], [data-live="${name}"]`))
    element.dispatchEvent(new CustomEvent("live", { detail: data }));
}

function listen(address: string, tell: (news: News) => void): () => void {
  let source: EventSource | undefined;
  let wait = 1000;
  let timer = 0;
  const connect = (): void => {
    source = new EventSource(address);
    source.onopen = () => (wait = 1000);
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return; // the browser itself tries again
      timer = window.setTimeout(connect, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST);
    };
    for (const name of NAMES)
      source.addEventListener(name, (event) => {
        const news: News = { name, data: JSON.parse((event as MessageEvent<string>).data) as News["data"] };
        spread(news);
        tell(news);
      });
  };
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

function start(address: string): void {
  const channel = new BroadcastChannel("tailor-live");
  const leaving = new AbortController();
  channel.onmessage = (event: MessageEvent<News>) => spread(event.data);
  addEventListener("pagehide", () => { leaving.abort(); channel.close(); }, { once: true });
  const locks: LockManager | undefined = navigator.locks; // browsers have none where the address is neither https nor localhost
  // held until the page is left; then the next tab in line gets it
  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      const stop = listen(address, (news) => { if (locks) channel.postMessage(news); });
      leaving.signal.addEventListener("abort", () => { stop(); resolve(); });
    });
  if (locks) locks.request("tailor-live", { signal: leaving.signal }, lead).catch(() => undefined);
  else void lead(); // each tab listens for itself
}

if (url) {
  start(url);
  addEventListener("pageshow", (event) => event.persisted && start(url));
}
