// A form of Tailor on a page of another site. It keeps to itself: styles and ids stand in a shadow of their own.
(() => {
  const form = __FORM__;
  const here = document.currentScript;
  const make = (tag, given = {}, ...inside) => {
    const one = Object.assign(document.createElement(tag), given);
    one.append(...inside);
    return one;
  };
  const host = make("div", { className: "tailor-form", lang: form.language });
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; max-width: 30rem; font: inherit; color: inherit; }
    form { display: grid; gap: 0.9rem; }
    h2 { font-size: 1.25em; margin: 0; }
    label { display: grid; gap: 0.25rem; }
    label.tick { grid-template-columns: auto 1fr; align-items: start; gap: 0.5rem; }
    input, textarea, select { font: inherit; color: inherit; background: transparent; border: 1px solid #8a8a8a; border-radius: 6px; padding: 0.55rem 0.7rem; width: 100%; box-sizing: border-box; }
    input[type=checkbox] { width: 1.1rem; height: 1.1rem; margin: 0.2rem 0 0; }
    textarea { min-height: 6rem; }
    :focus-visible { outline: 2px solid ${form.colour}; outline-offset: 1px; }
    button { font: inherit; font-weight: 600; color: #fff; background: ${form.colour}; border: 0; border-radius: 6px; padding: 0.7rem 1.2rem; justify-self: start; cursor: pointer; min-height: 44px; }
    button:disabled { opacity: 0.6; }
    small { opacity: 0.75; }
    .wrong { color: #b3261e; font-size: 0.9em; }
    .wrong:empty, .trap { display: none; }
    @media (prefers-color-scheme: dark) { .wrong { color: #e46962; } }
  `);
  shadow.adoptedStyleSheets = [sheet];

  const faults = {};
  const fault = (name) => (faults[name] = make("span", { className: "wrong", id: `wrong-${name}` }));
  const control = (one) => {
    if (one.type === "area") return make("textarea");
    if (one.type === "choice") return make("select", {}, make("option", { value: "", textContent: form.choose }), ...one.options.map(([value, label]) => make("option", { value, textContent: label })));
    if (one.type === "yesno") return make("input", { type: "checkbox", value: "yes" });
    return make("input", { type: one.type === "number" ? "text" : one.type, inputMode: one.type === "number" ? "decimal" : "" });
  };
  const asked = (one) => {
    const box = Object.assign(control(one), { name: one.name, required: one.required });
    if (one.complete) box.autocomplete = one.complete;
    box.setAttribute("aria-describedby", `wrong-${one.name}`);
    const label = make("span", { textContent: one.label });
    return one.type === "yesno" ? make("label", { className: "tick" }, box, label, fault(one.name)) : make("label", {}, label, box, fault(one.name));
  };
  const agreed = () => {
    const box = make("input", { type: "checkbox", name: "consent", value: "yes", required: true });
    return make("label", { className: "tick" }, box, make("span", { textContent: form.consent }), fault("consent"));
  };
  const hidden = (name, value) => make("input", { type: "hidden", name, value });
  const button = make("button", { textContent: form.send });
  const state = make("span", { className: "wrong", role: "status" });
  const trap = make("input", { name: form.trap, className: "trap", tabIndex: -1, autocomplete: "off", ariaHidden: "true" });
  const stamp = hidden("stamp", "");
  const asks = new URLSearchParams(location.search);
  const traces = { page: location.href.slice(0, 2000), referrer: document.referrer };
  const paper = make("form", { method: "post", action: form.url, noValidate: true },
    ...(form.heading ? [make("h2", { textContent: form.heading })] : []),
    ...form.asks.map(asked), ...(form.consent ? [agreed()] : []), trap, stamp,
    ...form.traces.map((name) => hidden(name, traces[name] ?? asks.get(name) ?? "")), state, button);
  paper.acceptCharset = "utf-8";
  shadow.append(paper);
  here ? here.after(host) : document.body.append(host);

  const say = (errors = {}, text = "") => {
    for (const [name, place] of Object.entries(faults)) {
      place.textContent = errors[name] ?? "";
      paper.elements[name]?.setAttribute("aria-invalid", String(name in errors));
    }
    state.textContent = text;
    paper.elements[Object.keys(errors)[0]]?.focus();
  };
  fetch(`${form.url}stamp/`, { credentials: "omit" }).then((answer) => answer.json()).then((said) => (stamp.value = said.stamp)).catch(() => undefined);

  paper.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    button.textContent = form.sending;
    say();
    try {
      const answer = await fetch(form.url, { method: "POST", credentials: "omit", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(paper)) });
      const said = await answer.json();
      if (said.done && said.go) return void (location.href = said.go);
      if (said.done) return shadow.replaceChildren(make("p", { textContent: said.thanks, role: "status", tabIndex: -1 }));
      if (said.check) return paper.submit(); // the check is made on Tailor's own page, and what was typed goes there
      say(said.errors, said.wrong ?? "");
    } catch {
      say({}, form.lost);
    }
    button.disabled = false;
    button.textContent = form.send;
  });
})();
