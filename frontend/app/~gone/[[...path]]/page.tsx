import type { Metadata } from "next";

import { placeAt } from "@/lib/place";
import { wordsIn } from "@/lib/words";
import { Gone } from "@/views/gone";
import { Missing } from "@/views/missing";

/** What the proxy answers with status 410. */
type Props = PageProps<"/~gone/[[...path]]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await placeAt((await params).path ?? []);
  return { title: wordsIn(locale.code).gone, robots: { index: false } };
}

export default async function Page({ params }: Props) {
  const place = await placeAt((await params).path ?? []);
  return (await Gone(place)) ?? <Missing locale={place.locale} />;
}
