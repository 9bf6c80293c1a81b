// The button that has this browser told by push; it stands there only where the browser can do that.
const button = document.querySelector("[data-push-key]");
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const said = document.querySelector("[data-push-said]");

async function subscribe() {
  button.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
    await navigator.serviceWorker.register("/notifications/scripts/worker.js", { scope: "/notifications/scripts/" });
    const worker = await navigator.serviceWorker.getRegistration("/notifications/scripts/");
    await ready(worker);
    await (await worker.pushManager.getSubscription())?.unsubscribe();
    const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(button.dataset.pushKey) });
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const answer = await fetch("/me/notifications/push/", { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(made) });
    if (!answer.ok) throw new Error(String(answer.status));
    location.reload();
  } catch {
    said.hidden = false;
    button.disabled = false;
  }
}

function ready(worker) {
  const coming = worker.installing || worker.waiting;
  if (!coming) return null;
  return new Promise((done) => coming.addEventListener("statechange", () => coming.state === "activated" && done()));
}

if (button && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  button.hidden = false;
  button.addEventListener("click", subscribe);
} else document.querySelector("[data-push-never]").hidden = false;
