// Does the sum of an ALTCHA challenge (SHA-256 of salt and number) while somebody fills the form in. Written here, for the
// widget of ALTCHA needs styles and workers that the page's policy forbids, and crypto.subtle is missing where a house
// has no https. Field: [data-proof] with the challenge as JSON; state: [data-proof-state] with [data-while], [data-done].
import { sha256 } from "./sha256";

interface Challenge {
  algorithm: string;
  challenge: string;
  maxNumber: number;
  salt: string;
  signature: string;
}

const SLICE = 4000; // hashes between two breaths of the page

const breath = (): Promise<void> => new Promise((go) => setTimeout(go));

async function solve(task: Challenge): Promise<string> {
  for (let number = 0; number <= task.maxNumber; number++) {
    if (sha256(task.salt + number) === task.challenge)
      return btoa(JSON.stringify({ algorithm: task.algorithm, challenge: task.challenge, number, salt: task.salt, signature: task.signature }));
    if (number % SLICE === SLICE - 1) await breath();
  }
  return "";
}

async function prove(field: HTMLInputElement): Promise<void> {
  const form = field.form;
  const state = form?.querySelector("[data-proof-state]");
  let asked: HTMLElement | null | undefined;
  const hold = (event: SubmitEvent): void => {
    event.preventDefault(); // sent as soon as the sum is done
    asked = event.submitter;
  };
  form?.addEventListener("submit", hold);
  field.value = await solve(JSON.parse(field.dataset.proof ?? "{}") as Challenge);
  form?.removeEventListener("submit", hold);
  state?.querySelector("[data-while]")?.setAttribute("hidden", "");
  state?.querySelector("[data-done]")?.removeAttribute("hidden");
  if (asked !== undefined) form?.requestSubmit(asked);
}

for (const field of document.querySelectorAll<HTMLInputElement>("[data-proof]")) void prove(field);
