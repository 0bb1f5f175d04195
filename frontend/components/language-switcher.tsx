import styles from "@/components/language-switcher.module.css";
import type { Locale } from "@/lib/site";
import type { View } from "@/lib/view";
import type { Words } from "@/lib/words";

interface Props {
  current: Locale;
  locales: Locale[];
  translations: View["translations"];
  words: Words;
}

/** Leads to the same page in other languages, or to their front page where it is not translated. */
export function LanguageSwitcher({ current, locales, translations, words }: Props) {
  if (locales.length < 2) return null;
  return (
    <nav aria-label={words.languages}>
      <ul className={styles.languages} role="list">
        {locales.map((locale) => {
          const translation = translations.find((one) => one.locale === locale.code);
          return (
            <li key={locale.code} lang={locale.code} dir={locale.direction.toLowerCase()}>
              {locale.code === current.code ? (
                <span aria-current="true">{locale.name}</span>
              ) : (
                <a href={translation?.path ?? `${locale.prefix}/`} hrefLang={locale.code}>
                  {locale.name}
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
