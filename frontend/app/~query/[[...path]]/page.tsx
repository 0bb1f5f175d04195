import type { Metadata } from "next";

import { showMetadata, showPage } from "@/app/show";

/** An address with a query, which next.config.ts leads here: rendered for each request, from cached answers. */
type Props = PageProps<"/~query/[[...path]]">;

export async function generateMetadata(props: Props): Promise<Metadata> {
  return showMetadata(...(await addressOf(props)));
}

export default async function Page(props: Props) {
  return showPage(...(await addressOf(props)));
}

async function addressOf({ params, searchParams }: Props): Promise<[address: string, search: string]> {
  const [{ path = [] }, given] = await Promise.all([params, searchParams]);
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) search.set(name, [value].flat()[0] ?? "");
  return [path.join("/"), search.toString()];
}
