import { showFrameOf } from "@/app/show";
import { PreviewBar } from "@/components/preview/bar";
import { placeAt } from "@/lib/place";
import { findPreview } from "@/lib/preview";
import { PUBLIC_CMS_URL } from "@/lib/settings";
import { wordsIn } from "@/lib/words";

/** What the proxy gives to who has a token: rendered each time, and kept nowhere. */
export const dynamic = "force-dynamic";

export default async function Layout({ params, children }: LayoutProps<"/~preview/[token]">) {
  const preview = await findPreview(decodeURIComponent((await params).token));
  const place = preview?.place ?? (await placeAt([]));
  return showFrameOf(
    { place, view: preview?.view ?? null },
    children,
    // Beside the page: Wagtail counts the words of `main`.
    preview && <PreviewBar published={preview.published} newsroom={new URL(PUBLIC_CMS_URL).origin} words={wordsIn(place.locale.code)} />,
  );
}
