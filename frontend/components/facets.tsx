import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/facets.module.css";
import type { Search } from "@/lib/view";
import type { Words } from "@/lib/words";

const Found = graphql(`
  fragment Facets on SearchFacets {
    types { type count }
    categories { category { name slug } count }
    years { year count }
  }
`);

interface Props {
  facets: FragmentType<typeof Found>;
  path: string;
  search: Search;
  words: Words;
}

/** How the results are spread: each is a link that narrows them, or that takes a choice back. */
export function Facets({ facets, path, search, words }: Props) {
  const { types, categories, years } = readFragment(Found, facets);
  const orders = (["RELEVANCE", "NEWEST"] as const).map((order) => ({ value: order, label: words.orders[order] }));
  const order = search.get("order") ?? "RELEVANCE";
  return (
    <nav className={styles.facets} aria-label={words.filters}>
      <Facet
        name="order"
        label={words.order}
        options={orders}
        path={path}
        search={new URLSearchParams([...search, ["order", order]])}
        isRequired
      />
      <Facet
        name="type"
        label={words.type}
        options={types.map(({ type, count }) => ({ value: type, label: words.types[type], count }))}
        path={path}
        search={search}
      />
      <Facet
        name="category"
        label={words.category}
        options={categories.map(({ category, count }) => ({ value: category.slug, label: category.name, count }))}
        path={path}
        search={search}
      />
      <Facet
        name="year"
        label={words.year}
        options={years.map(({ year, count }) => ({ value: `${year}`, label: `${year}`, count }))}
        path={path}
        search={search}
      />
    </nav>
  );
}

interface FacetProps {
  name: string;
  label: string;
  options: { value: string; label: string; count?: number }[];
  path: string;
  search: Search;
  /** Whether one of the options is always chosen. */
  isRequired?: boolean;
}

function Facet({ name, label, options, path, search, isRequired = false }: FacetProps) {
  if (options.length < 2 && !search.has(name)) return null;
  return (
    <div>
      <h2 className={styles.heading}>{label}</h2>
      <ul role="list">
        {options.map((option) => {
          const isChosen = search.get(name) === option.value;
          const other = new URLSearchParams(search);
          other.delete("page");
          if (isChosen && !isRequired) other.delete(name);
          else other.set(name, option.value);
          return (
            <li key={option.value}>
              <a href={`${path}?${other}`} aria-current={isChosen ? "true" : undefined} data-removes={(isChosen && !isRequired) || undefined}>
                {option.label}
                {option.count !== undefined && <span className={styles.count}> {option.count}</span>}
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
