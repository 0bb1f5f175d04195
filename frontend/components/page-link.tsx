import type { AnchorHTMLAttributes } from "react";

import { hrefOf } from "@/lib/site";

interface Props extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  page: { path: string; url: string };
}

/** A link to a page that editors have chosen, which may be one of another site. */
export async function PageLink({ page, children, ...attributes }: Props) {
  const href = await hrefOf(page);
  return (
    <a href={href} {...attributes}>
      {children}
    </a>
  );
}
