/** What the preview asks the editor's form, and what the form answers, each as `{ dateline: … }` and to one origin alone. */
export type ToForm = { type: "block-pointed-at" | "block-chosen"; id: string } | { type: "preview-shown"; ids: string[] };
export type ToPreview = { type: "block-named"; id: string; name: string } | { type: "block-focused"; id: string };

/** What the components of blocks carry: the id that the API gives. */
const BLOCK = "[data-block]";

/**
 * Outlines the block under the pointer with the name that the form has for it, leads to it in the form upon a click, and shows
 * the block that is being written.
 *
 * Returns what ends that.
 */
export function connectBlocks(newsroom: string, outline: HTMLElement): () => void {
  const over = new AbortController();
  const { signal } = over;
  let shown: HTMLElement | null = null;

  const tell = (message: ToForm) => window.parent.postMessage({ dateline: message }, newsroom);
  const show = (block: HTMLElement | null, name = "") => {
    shown = block;
    outline.hidden = !block;
    if (block) place(outline, block, name);
  };

  document.addEventListener(
    "pointerover",
    ({ target }) => {
      const block = blockAt(target);
      if (block === shown) return;
      show(block);
      if (block) tell({ type: "block-pointed-at", id: idOf(block) });
    },
    { signal },
  );
  document.documentElement.addEventListener("pointerleave", () => show(null), { signal });
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      // The form must not be left by a click beside it, nor its preview replaced by another page.
      if (link && "leavePreview" in link.dataset) link.target = "_blank";
      else if (link) event.preventDefault();
      const block = blockAt(event.target);
      if (block) tell({ type: "block-chosen", id: idOf(block) });
    },
    { signal, capture: true },
  );
  window.addEventListener(
    "message",
    ({ origin, source, data }: MessageEvent) => {
      if (origin !== newsroom || source !== window.parent) return;
      const message = (data as { dateline?: ToPreview } | null)?.dateline;
      if (message?.type === "block-named" && shown && idOf(shown) === message.id) show(shown, message.name);
      if (message?.type === "block-focused") blockOf(message.id)?.scrollIntoView({ block: "nearest" });
    },
    { signal },
  );
  tell({ type: "preview-shown", ids: [...document.querySelectorAll<HTMLElement>(BLOCK)].map(idOf) });
  return () => over.abort();
}

function blockAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(BLOCK) : null;
}

function blockOf(id: string): HTMLElement | null {
  return [...document.querySelectorAll<HTMLElement>(BLOCK)].find((block) => idOf(block) === id) ?? null;
}

function idOf(block: HTMLElement): string {
  return block.dataset["block"] ?? "";
}

/** Puts the outline around what a block shows; the block itself may be as wide as the page. */
function place(outline: HTMLElement, block: HTMLElement, name: string): void {
  const shown = document.createRange();
  shown.selectNodeContents(block);
  const { top, left, width, height } = shown.getBoundingClientRect();
  const origin = (outline.offsetParent ?? document.documentElement).getBoundingClientRect();
  Object.assign(outline.style, {
    top: `${top - origin.top}px`,
    left: `${left - origin.left}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  const label = outline.firstElementChild;
  if (label) label.textContent = name;
}
