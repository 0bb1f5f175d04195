import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/colophon.module.css";
import { hrefOf, type Locale } from "@/lib/site";
import type { Words } from "@/lib/words";

const Site = graphql(`
  fragment Colophon on Site {
    name
    settings { organisation socialLinks }
    feeds(locale: $locale) { url format content }
    footer: menu(slot: FOOTER, locale: $locale) { label url page { path locale } }
  }
`);

const Sections = graphql(`
  fragment Sections on Query {
    categories(locale: $locale, site: $site) { name path(site: $site) parent { slug } }
  }
`);

interface Props {
  site: FragmentType<typeof Site>;
  sections: FragmentType<typeof Sections>;
  locale: Locale;
  /** The site's own language, in which its settings are written. */
  own: Locale;
  words: Words;
}

const FORMATS = { RSS: "RSS", ATOM: "Atom", JSON: "JSON Feed" };

/** The bottom of every page: its sections, its menu, the feeds, and who publishes it. */
export async function Colophon({ site, sections, locale, own, words }: Props) {
  const { name, settings, feeds, footer } = readFragment(Site, site);
  const { categories } = readFragment(Sections, sections);
  const menu = await Promise.all(
    footer.map(async ({ label, url, page }) => ({ label, href: page ? await hrefOf({ path: page.path, url }) : url, lang: page?.locale })),
  );
  const elsewhere = [
    ...feeds.filter(({ content }) => content === "SUMMARY").map(({ format, url }) => ({ label: FORMATS[format], href: url })),
    ...settings.socialLinks.map((url) => ({ label: new URL(url).hostname, href: url })),
  ];
  return (
    <footer className={`${styles.colophon} sheet`}>
      <div className="meridian">
        <p className={`${styles.name} margin`}>{name}</p>
        <div className={`${styles.columns} main`}>
          <Links label={words.sections} links={categories.filter(({ parent }) => !parent).map(({ name: label, path }) => ({ label, href: path }))} />
          <Links
            label={words.footer}
            links={[...menu, { label: words.corrections, href: `${locale.prefix}/corrections/` }]}
            locale={locale}
          />
          <Links label={words.elsewhereToo} links={elsewhere} />
          <p className={styles.imprint} lang={own.code !== locale.code ? own.code : undefined}>
            {settings.organisation}
          </p>
        </div>
      </div>
    </footer>
  );
}

interface LinksProps {
  label: string;
  links: { label: string; href: string; lang?: string | undefined }[];
  locale?: Locale;
}

function Links({ label, links, locale }: LinksProps) {
  if (links.length === 0) return null;
  return (
    <nav aria-label={label}>
      <ul className={styles.links} role="list">
        {links.map((link) => (
          <li key={link.href}>
            <a href={link.href} lang={link.lang !== locale?.code ? link.lang : undefined}>
              {link.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
