// htmx, held to what the page's security policy allows.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0, // pages hold people's data: none of it stays in the browser's storage
  refreshOnHistoryMiss: true,
  defaultSettleDelay: 0, // a form just swapped in answers to Enter at once
  scrollIntoViewOnBoost: false,
  scrollBehavior: "instant",
  // 422: the form again with messages; 409: somebody changed it meanwhile, both to be shown where they belong
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "409", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

// The session ended: the answer is the sign-in page, which does not belong into a corner of this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  const signIn = document.body.dataset.signInUrl;
  if (signIn && xhr.responseURL && new URL(xhr.responseURL).pathname.startsWith(signIn)) {
    event.preventDefault();
    location.reload();
  }
});

// htmx gives what comes the attributes of what it takes the place of, and the policy reports a style among them: a text
// box that was pulled taller has one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = (event as CustomEvent<{ target: Element }>).detail;
  for (const field of target.querySelectorAll(":is(input, textarea)[id][style]")) field.removeAttribute("style");
});

export default htmx;
