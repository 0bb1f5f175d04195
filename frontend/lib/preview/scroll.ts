/** What the admin and the frames of a preview say to each other of the place that is scrolled to: Wagtail's own messages. */
type Message =
  | { type: "w-preview:get-scroll-position" }
  | { type: "w-preview:set-scroll-position"; x: number; y: number };

/**
 * Takes the place that the frame before was scrolled to, and tells it to the frame that comes next.
 *
 * Wagtail's userbar does so too, but asks once: the admin waits ten seconds before it shows a frame whose predecessor had not loaded
 * its userbar yet.
 *
 * Returns what ends that.
 */
export function keepScroll(newsroom: string): () => void {
  const over = new AbortController();
  const { signal } = over;
  const { origin } = window.location;

  const tell = (wagtail: object) => window.parent.postMessage({ wagtail: { ...wagtail, origin } }, newsroom);
  const ask = () => tell({ type: "w-preview:request-scroll" });

  window.addEventListener(
    "message",
    ({ origin: sender, source, data }: MessageEvent) => {
      if (sender !== newsroom || source !== window.parent) return;
      const message = (data as { wagtail?: Message } | null)?.wagtail;
      if (message?.type === "w-preview:get-scroll-position") {
        tell({ type: "w-preview:set-scroll-position", x: window.scrollX, y: window.scrollY });
      }
      if (message?.type === "w-preview:set-scroll-position") {
        window.scrollTo({ top: message.y, left: message.x, behavior: "instant" });
      }
    },
    { signal },
  );
  // The admin listens from the moment that the frame has loaded.
  if (document.readyState === "complete") ask();
  else window.addEventListener("load", ask, { signal });
  return () => over.abort();
}
