// What only the pages before signing in need; a file of its own, so that no other page carries it.
import "./proof";
import "./passkeys";
import { $$ } from "./page";

// Whoever begins here lives by the clock of their browser, unless they say otherwise.
for (const field of $$<HTMLInputElement>("[data-zone]")) field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
