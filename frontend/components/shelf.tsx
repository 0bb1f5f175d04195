import type { ReactNode } from "react";

import styles from "@/components/shelf.module.css";

interface Props {
  heading: string;
  /** Where the heading leads, if anywhere. */
  path?: string | undefined;
  children: ReactNode;
}

/** A heading in the margin and, beside it, what stands under it, in columns. */
export function Shelf({ heading, path, children }: Props) {
  return (
    <section className={`${styles.shelf} meridian`}>
      <h2 className={`${styles.heading} margin`}>{path ? <a href={path}>{heading}</a> : heading}</h2>
      <div className={`${styles.columns} main`}>{children}</div>
    </section>
  );
}
