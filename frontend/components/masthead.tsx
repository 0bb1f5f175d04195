import { type FragmentType, graphql, readFragment } from "@/gql";
import { LanguageSwitcher } from "@/components/language-switcher";
import styles from "@/components/masthead.module.css";
import { SearchForm } from "@/components/search-form";
import { hrefOf, type Locale } from "@/lib/site";
import type { View } from "@/lib/view";
import type { Words } from "@/lib/words";

const Site = graphql(`
  fragment Masthead on Site {
    name
    settings { strapline }
    entries: menu(slot: MAIN, locale: $locale) {
      label
      url
      page { path locale direction }
      children { label url page { path locale direction } }
    }
  }
`);

interface Props {
  site: FragmentType<typeof Site>;
  locale: Locale;
  locales: Locale[];
  /** The site's own language, in which its settings are written. */
  own: Locale;
  translations: View["translations"];
  path: string;
  words: Words;
}

/** The top of every page: the site's name, its menu, its languages and the search. */
export function Masthead({ site, locale, locales, own, translations, path, words }: Props) {
  const { name, settings, entries } = readFragment(Site, site);
  return (
    <header className={`${styles.masthead} sheet`}>
      <div className="meridian">
        <p className={`${styles.strapline} margin`} lang={own.code !== locale.code ? own.code : undefined}>
          {settings.strapline}
        </p>
        <div className={`${styles.top} main`}>
          <a className={styles.name} href={`${locale.prefix}/`}>
            {name}
          </a>
          <LanguageSwitcher current={locale} locales={locales} translations={translations} words={words} />
        </div>
      </div>
      <div className={`${styles.bar} meridian`}>
        <div className="margin">
          <SearchForm locale={locale} words={words} />
        </div>
        <nav className="main" aria-label={words.menu}>
          <ul className={styles.menu} role="list">
            {entries.map((entry) => (
              <li key={entry.url}>
                <MenuLink entry={entry} path={path} locale={locale} />
                {entry.children.length > 0 && (
                  <details className={styles.more}>
                    <summary aria-label={words.moreOf(entry.label)} />
                    <ul role="list">
                      {entry.children.map((child) => (
                        <li key={child.url}>
                          <MenuLink entry={child} path={path} locale={locale} />
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </header>
  );
}

interface MenuLinkProps {
  entry: { label: string; url: string; page: { path: string; locale: string; direction: string } | null };
  path: string;
  locale: Locale;
}

async function MenuLink({ entry: { label, url, page }, path, locale }: MenuLinkProps) {
  const href = page ? await hrefOf({ path: page.path, url }) : url;
  return (
    <a
      href={href}
      aria-current={href === path ? "page" : undefined}
      lang={page && page.locale !== locale.code ? page.locale : undefined}
      dir={page && page.direction !== locale.direction ? page.direction.toLowerCase() : undefined}
    >
      {label}
    </a>
  );
}
