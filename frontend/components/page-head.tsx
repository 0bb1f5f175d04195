import type { ReactNode } from "react";

import styles from "@/components/page-head.module.css";

interface Props {
  title: ReactNode;
  /** What stands in the margin beside the title. */
  margin?: ReactNode;
  children?: ReactNode;
}

/** The head of a page that is no article. */
export function PageHead({ title, margin, children }: Props) {
  return (
    <header className={`${styles.head} meridian`}>
      <div className="margin">{margin}</div>
      <div className="main">
        <h1 className={styles.title}>{title}</h1>
        {children && <div className={styles.text}>{children}</div>}
      </div>
    </header>
  );
}
