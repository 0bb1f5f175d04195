"use client";

import { useEffect } from "react";

/** Tells the newsroom that a reader has opened a page, for its lists of what is read most. It stores nothing of the reader. */
export function ReadBeacon({ url, id }: { url: string; id: string }) {
  useEffect(() => {
    navigator.sendBeacon(url, JSON.stringify({ id }));
  }, [url, id]);
  return null;
}
