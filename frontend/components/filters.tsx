import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/filters.module.css";
import type { ArticleFilter } from "@/gql/graphql";
import type { Search } from "@/lib/view";
import type { Words } from "@/lib/words";

const Choices = graphql(`
  fragment Filters on Query {
    categories(locale: $locale, site: $site) { name slug ancestors { name } }
    tags(first: 100, locale: $locale, site: $site) { nodes { name slug } }
  }
`);

interface Props {
  choices: FragmentType<typeof Choices>;
  years: number[];
  path: string;
  search: Search;
  words: Words;
}

/** Narrows a listing by section, year and tag: a form that works without scripts. */
export function Filters({ choices, years, path, search, words }: Props) {
  const { categories, tags } = readFragment(Choices, choices);
  const sections = categories
    .map(({ name, slug, ancestors }) => ({ slug, name: [...ancestors, { name }].map((one) => one.name).join(" › ") }))
    .sort((one, other) => one.name.localeCompare(other.name));
  return (
    <form className={styles.form} action={path} aria-label={words.filters}>
      <Select name="category" label={words.category} any={words.any} options={sections} search={search} />
      <Select name="year" label={words.year} any={words.any} options={years.map((year) => ({ slug: `${year}`, name: `${year}` }))} search={search} />
      <Select name="tag" label={words.tag} any={words.any} options={tags.nodes} search={search} />
      <button className={styles.button}>{words.show}</button>
      {isNarrowed(search) && (
        <a className={styles.clear} href={path}>
          {words.clear}
        </a>
      )}
    </form>
  );
}

interface SelectProps {
  name: string;
  label: string;
  any: string;
  options: { slug: string; name: string }[];
  search: Search;
}

function Select({ name, label, any, options, search }: SelectProps) {
  return (
    <label className={styles.choice}>
      {label}
      <select name={name} defaultValue={search.get(name) ?? ""}>
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option.slug} value={option.slug}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Returns whether a reader has chosen any of the filters. */
export function isNarrowed(search: Search): boolean {
  return ["category", "year", "tag"].some((name) => search.get(name));
}

/** Returns the filter of the API for what a reader has chosen; null for what is no year. */
export function filterOf(search: Search): ArticleFilter | null {
  const [category, year, tag] = [search.get("category"), search.get("year"), search.get("tag")];
  if (year && !/^\d{4}$/.test(year)) return null;
  return {
    ...(category && { category: [category] }),
    ...(tag && { tag: [tag] }),
    ...(year && { publishedFrom: `${year}-01-01`, publishedTo: `${year}-12-31` }),
  };
}
