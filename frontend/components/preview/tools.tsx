"use client";

import { useEffect, useRef } from "react";

import styles from "@/components/preview/tools.module.css";
import { connectBlocks } from "@/lib/preview/blocks";
import { keepScroll } from "@/lib/preview/scroll";
import { loadUserbar } from "@/lib/preview/userbar";

/** In a preview: the place that was scrolled to, the block that is pointed at, and Wagtail's userbar, which checks the content. */
export function PreviewTools({ newsroom }: { newsroom: string }) {
  const userbar = useRef<HTMLDivElement>(null);
  const outline = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Beside the form, the admin has buttons for what the userbar shows.
    if (userbar.current) userbar.current.hidden = window.parent !== window;
    if (userbar.current) void loadUserbar(newsroom, userbar.current);
  }, [newsroom]);
  useEffect(() => (window.parent === window ? undefined : keepScroll(newsroom)), [newsroom]);
  useEffect(() => {
    const isFramed = window.parent !== window;
    return isFramed && outline.current ? connectBlocks(newsroom, outline.current) : undefined;
  }, [newsroom]);
  return (
    <>
      <div ref={userbar} />
      <div ref={outline} className={styles.outline} hidden>
        <span className={styles.name} />
      </div>
    </>
  );
}
