import { graphql } from "@/gql";
import type { LanguagesQuery } from "@/gql/graphql";
import { query } from "@/lib/api";

const Languages = graphql(`
  query Languages($site: String) {
    site(hostname: $site) {
      defaultLocale { code }
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
