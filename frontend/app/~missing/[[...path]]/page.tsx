import type { Metadata } from "next";

import { placeAt } from "@/lib/place";
import { wordsIn } from "@/lib/words";
import { Missing } from "@/views/missing";

/** What the proxy answers with status 404. */
type Props = PageProps<"/~missing/[[...path]]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await placeAt((await params).path ?? []);
  return { title: wordsIn(locale.code).missing, robots: { index: false } };
}

export default async function Page({ params }: Props) {
  const { locale } = await placeAt((await params).path ?? []);
  return <Missing locale={locale} />;
}
