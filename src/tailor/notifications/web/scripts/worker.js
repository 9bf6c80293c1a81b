// Shows what was pushed, and opens where it leads.
self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {
    /* nothing that is ours */
  }
  event.waitUntil(self.registration.showNotification(told.title || "Tailor", { tag: told.tag, data: told.url }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data || "/notifications/", self.location.origin);
  if (url.origin === self.location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
