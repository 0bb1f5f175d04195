import { graphql } from "@/gql";
import { SearchInput } from "@/components/search-input";
import styles from "@/components/search-form.module.css";
import { hashOf } from "@/lib/ask";
import { PUBLIC_CMS_URL, SITE_HOSTNAME } from "@/lib/settings";
import type { Locale } from "@/lib/site";
import type { Words } from "@/lib/words";

/** What browsers ask by its hash alone: the build has registered it. */
const Suggest = graphql(`
  query Suggest($prefix: String!, $locale: String, $site: String) {
    suggest(prefix: $prefix, first: 8, locale: $locale, site: $site) { text kind path }
  }
`);

interface Props {
  locale: Locale;
  words: Words;
  /** Whether it is the form of the search's own page, and what was typed into it. */
  isLarge?: boolean;
  typed?: string;
}

/** The search: a form that works as it is, with suggestions where scripts run. */
export function SearchForm({ locale, words, isLarge = false, typed = "" }: Props) {
  const action = `${locale.prefix}/search/`;
  return (
    <search>
      <form className={styles.form} action={action} data-large={isLarge || undefined}>
        <SearchInput
          id={isLarge ? "search" : "search-top"}
          typed={typed}
          action={action}
          suggestUrl={`${PUBLIC_CMS_URL}/graphql/?documentId=${hashOf(Suggest)}`}
          variables={{ locale: locale.code, site: SITE_HOSTNAME }}
          words={{
            label: words.searchPrompt,
            placeholder: words.searchFor,
            suggestions: words.suggestions,
            kinds: words.suggestionKinds,
          }}
        />
        {isLarge && <button className={styles.button}>{words.searchFor}</button>}
      </form>
    </search>
  );
}
