// The page that tries the API: what is chosen fills the form, and what it answers stands below.
import { $, at } from "./page";

const form = (): HTMLFormElement | null => $<HTMLFormElement>("form[data-try]");

function put(name: string, value: string): void {
  const input = form()!.elements.namedItem(name) as HTMLInputElement;
  input.value = value;
}

function asked(): { method: string; path: string; body: string; token: string } {
  const data = new FormData(form()!);
  const text = (name: string): string => String(data.get(name) ?? "").trim();
  const method = text("method");
  return { method, path: text("path"), body: method === "GET" || method === "DELETE" ? "" : text("body"), token: text("token") };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function curl(): void {
  const { method, path, body } = asked();
  const parts = [`curl -X ${method} ${quoted(location.origin + path)}`, `-H "Authorization: Bearer $TOKEN"`];
  if (body) parts.push(`-H 'Content-Type: application/json'`, `-d ${quoted(body)}`);
  $("[data-curl]", form()!)!.textContent = parts.join(" \\\n  ");
}

async function send(): Promise<void> {
  const { method, path, body, token } = asked();
  if (!URL.canParse(path, location.origin)) return;
  const target = new URL(path, location.origin);
  if (target.origin !== location.origin) return; // the token goes nowhere else
  const headers: Record<string, string> = { Authorization: `Bearer ${token}`, "Accept-Language": document.documentElement.lang };
  if (body) headers["Content-Type"] = "application/json";
  const begun = performance.now();
  const status = $("[data-status]", form()!)!;
  try {
    const response = await fetch(target, { method, headers, body: body || null, credentials: "omit" });
    const text = await response.text();
    status.textContent = `${response.status} ${response.statusText} · ${Math.round(performance.now() - begun)} ms`;
    show(text);
  } catch (error) {
    status.textContent = String(error);
  }
}

function show(text: string): void {
  const place = $("[data-answer]", form()!)!;
  try {
    place.textContent = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    place.textContent = text;
  }
  place.hidden = !text;
}

document.addEventListener("click", (event) => {
  const one = at(event, "button.ask");
  if (!one || !form()) return;
  put("method", one.dataset.method ?? "GET");
  put("path", one.dataset.path ?? "");
  put("body", one.dataset.body ?? "");
  curl();
  form()!.scrollIntoView({ block: "start" });
  ($("[name=path]", form()!) as HTMLInputElement).focus();
});

document.addEventListener("input", (event) => {
  if (at(event, "form[data-try]")) curl();
});

document.addEventListener("submit", (event) => {
  if (!at(event, "form[data-try]")) return;
  event.preventDefault();
  void send();
});

if (form()) curl();
