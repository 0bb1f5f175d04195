"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

import styles from "@/components/live-updates.module.css";

interface Props {
  /** The address of the newsroom's live updates. */
  url: string;
  /** What the page was made of. */
  tags: string[];
  words: { newer: string; showNewer: string };
}

/** How many tags the newsroom lets one page follow. */
const MOST_TAGS = 400;

/** A connection that breaks is made again by the browser; one that was refused is not. */
const AGAIN_MILLISECONDS = 30_000;

/** Tells a reader that the page has changed since it was opened, and shows the new one when asked to. */
export function LiveUpdates({ url, tags, words }: Props) {
  const router = useRouter();
  const [isOld, setIsOld] = useState(false);
  const followed = tags.slice(0, MOST_TAGS).join(",");

  useEffect(() => {
    if (!followed) return;
    let source: EventSource;
    let timer: number | undefined;
    function connect() {
      source = new EventSource(`${url}?tags=${followed}`);
      source.addEventListener("changed", () => setIsOld(true));
      source.addEventListener("reset", () => setIsOld(true));
      source.addEventListener("error", () => {
        if (source.readyState !== EventSource.CLOSED) return;
        timer = window.setTimeout(connect, AGAIN_MILLISECONDS * (1 + Math.random()));
      });
    }
    connect();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [url, followed]);

  function show() {
    setIsOld(false);
    router.refresh();
  }

  return (
    <div role="status" className={styles.place}>
      {isOld && (
        <p className={styles.bar}>
          {words.newer}{" "}
          <button type="button" className={styles.button} onClick={show}>
            {words.showNewer}
          </button>
        </p>
      )}
    </div>
  );
}
