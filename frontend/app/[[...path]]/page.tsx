import type { Metadata } from "next";

import { showMetadata, showPage } from "@/app/show";

/** An address without a query: rendered once, and again when the newsroom says that something in it has changed. */
type Props = PageProps<"/[[...path]]">;

/** None is made when the site is built: the newsroom need not be there then. */
export function generateStaticParams() {
  return [];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return showMetadata(((await params).path ?? []).join("/"), "");
}

export default async function Page({ params }: Props) {
  return showPage(((await params).path ?? []).join("/"), "");
}
