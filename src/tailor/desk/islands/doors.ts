// What only the pages before signing in need; a file of its own, so that no other page carries it.
import "./proof";
import "./passkeys";
import { $$ } from "./page";

// Whoever begins here lives by the clock of their browser, unless they say otherwise.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of $$<HTMLInputElement>("input[data-zone]")) field.value ||= zone;
for (const link of $$<HTMLAnchorElement>("a[data-zone]")) link.href += `&time_zone=${encodeURIComponent(zone)}`;
