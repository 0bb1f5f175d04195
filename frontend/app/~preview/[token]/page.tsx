import type { Metadata } from "next";

import { placeAt } from "@/lib/place";
import { findPreview } from "@/lib/preview";
import { wordsIn } from "@/lib/words";
import { PreviewEnded } from "@/views/preview-ended";

type Props = PageProps<"/~preview/[token]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const preview = await findPreview(decodeURIComponent((await params).token));
  const { locale } = preview?.place ?? (await placeAt([]));
  return { title: preview?.view?.metadata.title ?? wordsIn(locale.code).previewEnded, robots: { index: false } };
}

export default async function Page({ params }: Props) {
  const preview = await findPreview(decodeURIComponent((await params).token));
  return preview?.view?.body ?? <PreviewEnded locale={(await placeAt([])).locale} />;
}
