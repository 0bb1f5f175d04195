import { graphql } from "@/gql";
import type { LanguagesQuery } from "@/gql/graphql";
import { query } from "@/lib/api";

const Languages = graphql(`
  query Languages($site: String) {
    site(hostname: $site) {
      defaultLocale { code }
      rootPage { url }
      locales { code name direction }
    }
  }
`);

export type Locale = LanguagesQuery["site"]["locales"][number] & {
  /** What its paths begin with: empty for the site's own language, else `/fr`. */
  prefix: string;
};

/** Returns the languages that the site has pages in, its own first. */
export async function languages(): Promise<[Locale, ...Locale[]]> {
  const { site } = await query(Languages, {});
  const own = site.defaultLocale.code;
  const locales = site.locales.map((locale) => ({ ...locale, prefix: locale.code === own ? "" : `/${locale.code}` }));
  const [first, ...others] = locales;
  if (!first) throw new Error("The site has no public page in any language.");
  return [first, ...others];
}

/**
 * Returns where a link to a page leads: its path, or its address where editors have chosen a page of another site.
 *
 * The path of such a page would lead to a page of this site, or to none.
 */
export async function hrefOf({ path, url }: { path: string; url: string }): Promise<string> {
  const { site } = await query(Languages, {});
  return url === site.rootPage.url.replace(/\/$/, "") + path ? path : url;
}
