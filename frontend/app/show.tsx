import type { Metadata } from "next";
import type { ReactNode } from "react";
import { preconnect } from "react-dom";

import "@/styles/base.css";

import { Colophon } from "@/components/colophon";
import { LiveUpdates } from "@/components/live-updates";
import { Masthead } from "@/components/masthead";
import { ReadBeacon } from "@/components/read-beacon";
import { graphql } from "@/gql";
import { query, queryUntagged, tagsOfPage } from "@/lib/api";
import type { Place } from "@/lib/place";
import { PUBLIC_CMS_URL } from "@/lib/settings";
import { languages } from "@/lib/site";
import type { View } from "@/lib/view";
import { wordsIn } from "@/lib/words";
import { Missing } from "@/views/missing";
import { fonts } from "@/styles/fonts";
import { find } from "@/views";

const Frame = graphql(`
  query Frame($locale: String, $site: String) {
    site(hostname: $site) { ...Masthead ...Colophon }
  }
`);

const FrameSections = graphql(`
  query FrameSections($locale: String, $site: String) { ...Sections }
`);

/** Browsers that can fetch a page while a reader points at its link. */
const PREFETCH = JSON.stringify({ prefetch: [{ where: { href_matches: "/*" }, eagerness: "moderate" }] });

/** The document around what stands at an address. */
export async function showFrame(address: string, children: ReactNode) {
  preconnect(PUBLIC_CMS_URL);
  return showFrameOf(await find(address, ""), children);
}

/** The document around a view: its language and direction, the masthead and the colophon, and what is no part of it. */
export async function showFrameOf({ place, view }: { place: Place; view: View | null }, children: ReactNode, beside?: ReactNode) {
  const locales = await languages();
  const { locale } = place;
  const [{ site }, sections] = await Promise.all([
    query(Frame, { locale: locale.code }),
    // Which sections have articles depends on all articles: with its tags, each publish would render every page anew.
    queryUntagged(FrameSections, { locale: locale.code }),
  ]);
  const words = wordsIn(locale.code);
  return (
    <html lang={locale.code} dir={locale.direction.toLowerCase()} className={fonts}>
      <body>
        <a className="visually-hidden" href="#content">
          {words.skip}
        </a>
        <Masthead
          site={site}
          locale={locale}
          locales={locales}
          own={locales[0]}
          translations={view?.translations ?? []}
          path={place.path}
          words={words}
        />
        <main id="content" className="sheet" tabIndex={-1}>
          {children}
        </main>
        <Colophon site={site} sections={sections} locale={locale} own={locales[0]} words={words} />
        {beside}
        <script type="speculationrules" dangerouslySetInnerHTML={{ __html: PREFETCH }} />
      </body>
    </html>
  );
}

/** What stands at an address. */
export async function showPage(address: string, search: string) {
  const { place, view } = await find(address, search);
  if (!view) return <Missing locale={place.locale} />;
  const { newer, showNewer } = wordsIn(place.locale.code);
  return (
    <>
      {view.body}
      {view.id && <ReadBeacon url={`${PUBLIC_CMS_URL}/read/`} id={view.id} />}
      {!search && <LiveUpdates url={`${PUBLIC_CMS_URL}/live/`} tags={[...tagsOfPage()]} words={{ newer, showNewer }} />}
    </>
  );
}

export async function showMetadata(address: string, search: string): Promise<Metadata> {
  const { place, view } = await find(address, search);
  return view?.metadata ?? { title: wordsIn(place.locale.code).missing, robots: { index: false } };
}
