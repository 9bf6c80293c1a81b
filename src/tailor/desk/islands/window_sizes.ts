// Where a window stands and how large it is: by mouse, finger and arrow keys, and never out of reach.

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
  docked: boolean;
}

const LEAST = { w: 320, h: 220 };
const BAR = 48; // answers in the bar stay in sight
const STEP = 16;

const between = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, Math.max(low, high)));

/** The box, as much of it as this screen has room for; what somebody wanted is kept for a larger one. */
export function fitted(box: Box): Box {
  const w = between(LEAST.w, box.w, innerWidth - (box.docked ? 64 : 16));
  const h = between(LEAST.h, box.h, innerHeight - BAR - 8);
  return { ...box, w, h, x: between(0, box.x, innerWidth - w), y: between(BAR, box.y, innerHeight - h) };
}

export function place(section: HTMLElement, { x, y, w, h }: Box): void {
  for (const [name, value] of Object.entries({ x, y, w, h })) section.style.setProperty(`--${name}`, `${Math.round(value)}px`);
}

function changed(before: Box, how: string, dx: number, dy: number): Box {
  const after = { ...before };
  if (how === "move") Object.assign(after, { x: before.x + dx, y: before.y + dy });
  if (how.includes("e") && how !== "move") after.w = Math.max(LEAST.w, before.w + dx);
  if (how.includes("s")) after.h = Math.max(LEAST.h, before.h + dy);
  if (how.includes("w")) {
    after.w = Math.max(LEAST.w, before.w - dx);
    after.x = before.x + before.w - after.w;
  }
  if (how.includes("n")) {
    after.h = Math.max(LEAST.h, before.h - dy);
    after.y = before.y + before.h - after.h;
  }
  return after;
}

/** Follow the pointer until it is let go; `done` gets how far down it went. The frames let nothing through meanwhile. */
export function grab(event: PointerEvent, section: HTMLElement, box: Box, how: string, done: (down: number) => void): void {
  if (box.docked && how === "move" && !matchMedia("(width <= 640px)").matches) return;
  const before = fitted(box);
  const handle = event.target as HTMLElement;
  const leaving = new AbortController();
  const { signal } = leaving;
  let down = 0;
  handle.setPointerCapture(event.pointerId);
  section.parentElement!.classList.add("moving");
  handle.addEventListener("pointermove", (now) => {
    down = now.clientY - event.clientY;
    const { x, y, w, h } = fitted(changed(before, how, now.clientX - event.clientX, down));
    Object.assign(box, { x, y, w, h });
    place(section, box);
  }, { signal });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"])
    handle.addEventListener(name, () => {
      leaving.abort();
      section.parentElement?.classList.remove("moving");
      done(down);
    }, { signal, once: true });
}

/** An arrow key on a handle; whether it was one. Shift goes in large steps. */
export function nudge(box: Box, handle: string, { key, shiftKey }: KeyboardEvent): boolean {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
  if (!dx && !dy) return false;
  const step = shiftKey ? STEP * 5 : STEP;
  const how = handle === "move" ? "move" : box.docked ? "w" : "se";
  if (box.docked && how === "move") return true;
  const { x, y, w, h } = fitted(changed(fitted(box), how, dx! * step, dy! * step));
  Object.assign(box, { x, y, w, h });
  return true;
}
