import type { Metadata } from "next";

import { PageHead } from "@/components/page-head";
import { LANGUAGES, wordsIn } from "@/lib/words";

/** What the proxy answers with status 503, made when the site is built. */
type Props = PageProps<"/~failed/[code]">;

export const dynamicParams = false;

export function generateStaticParams() {
  return LANGUAGES.map((code) => ({ code }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: wordsIn((await params).code).failed, robots: { index: false } };
}

export default async function Page({ params }: Props) {
  const words = wordsIn((await params).code);
  return (
    <PageHead title={words.failed} margin={<p className="label">503</p>}>
      <p>{words.failedText}</p>
      <p>
        {/* eslint-disable-next-line jsx-a11y/anchor-is-valid -- the address that was asked for, whatever it was */}
        <a href="">{words.failedAgain}</a>
      </p>
    </PageHead>
  );
}
