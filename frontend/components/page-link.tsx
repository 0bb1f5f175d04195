import type { AnchorHTMLAttributes } from "react";

import { hrefOf } from "@/lib/site";

interface Props extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  page: { path: string; url: string };
}

/** A link to a page that editors have chosen, which may be one of another site. */
export async function PageLink({ page, children, ...attributes }: Props) {
  return (
    <a href={await hrefOf(page)} {...attributes}>
      {children}
    </a>
  );
}
