// Passkeys. A button [data-passkey="get"|"create"] asks data-begin-url what to ask of the device, and hands its answer in
// with the form data-form (field "passkey"); for "create" the form's own fields go along with the asking.
interface Described { id: string; type: "public-key"; transports?: AuthenticatorTransport[] }

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
const text = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const described = (list: Described[] | undefined): PublicKeyCredentialDescriptor[] =>
  (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function get(asked: Record<string, never>): Promise<object> {
  const options = asked as unknown as PublicKeyCredentialRequestOptions & { challenge: string; allowCredentials?: Described[] };
  const publicKey = { ...options, challenge: bytes(options.challenge as unknown as string), allowCredentials: described(options.allowCredentials as unknown as Described[]) };
  const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response as AuthenticatorAssertionResponse;
  const response = { authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature), userHandle: userHandle && text(userHandle) };
  return { id: found.id, rawId: text(found.rawId), type: found.type, clientExtensionResults: {}, response };
}

async function create(asked: Record<string, never>): Promise<object> {
  const options = asked as unknown as PublicKeyCredentialCreationOptions;
  const user = options.user as unknown as { id: string; name: string; displayName: string };
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge as unknown as string),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: described(options.excludeCredentials as unknown as Described[]),
  };
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const { attestationObject, clientDataJSON } = made.response as AuthenticatorAttestationResponse;
  const response = { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) };
  return { id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: {}, response };
}

async function use(button: HTMLElement): Promise<void> {
  const form = document.getElementById(button.dataset.form ?? "") as HTMLFormElement | null;
  if (!form) return;
  const begun = await fetch(button.dataset.beginUrl ?? "", { method: "POST", body: new FormData(form) });
  if (!begun.ok) {
    form.requestSubmit(); // the page says what was wrong
    return;
  }
  try {
    const asked = (await begun.json()) as Record<string, never>;
    const answer = await (button.dataset.passkey === "create" ? create(asked) : get(asked));
    (form.elements.namedItem("passkey") as HTMLInputElement).value = JSON.stringify(answer);
    form.submit();
  } catch {
    button.focus(); // the person said no, or took too long
  }
}

// a device without https and its own name knows no passkeys: nothing is offered there
if (window.PublicKeyCredential) {
  for (const offer of document.querySelectorAll("[data-passkey-offer]")) offer.removeAttribute("hidden");
  for (const button of document.querySelectorAll<HTMLElement>("[data-passkey]"))
    button.addEventListener("click", (event) => {
      event.preventDefault();
      void use(button);
    });
}
