import styles from "@/components/preview/bar.module.css";
import { PreviewTools } from "@/components/preview/tools";
import type { Words } from "@/lib/words";

interface Props {
  /** Where readers have the page. */
  published: string;
  /** The origin of the newsroom's admin. */
  newsroom: string;
  words: Words;
}

/** Says that this is a preview, and leads out of it. */
export function PreviewBar({ published, newsroom, words }: Props) {
  return (
    <>
      <aside className={styles.bar} aria-label={words.preview}>
        <strong>{words.preview}</strong>
        <span className={styles.text}>{words.previewText}</span>
        <a href={published} data-leave-preview>
          {words.previewLeave}
        </a>
      </aside>
      <PreviewTools newsroom={newsroom} />
    </>
  );
}
