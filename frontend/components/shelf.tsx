import type { ReactNode } from "react";

import { PageLink } from "@/components/page-link";
import styles from "@/components/shelf.module.css";

interface Props {
  heading: string;
  /** Where the heading leads, if anywhere. */
  page?: { path: string; url: string } | null;
  children: ReactNode;
}

/** A heading in the margin and, beside it, what stands under it, in columns. */
export function Shelf({ heading, page, children }: Props) {
  return (
    <section className={`${styles.shelf} meridian`}>
      <h2 className={`${styles.heading} margin`}>{page ? <PageLink page={page}>{heading}</PageLink> : heading}</h2>
      <div className={`${styles.columns} main`}>{children}</div>
    </section>
  );
}
