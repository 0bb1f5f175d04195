import styles from "@/components/numbered-pages.module.css";
import type { Search } from "@/lib/view";
import type { Words } from "@/lib/words";

interface Props {
  number: number;
  total: number;
  path: string;
  search: Search;
  words: Words;
}

/** Leads to the other pages of a list: the first, the last, and those around this one. */
export function NumberedPages({ number, total, path, search, words }: Props) {
  if (total < 2) return null;
  const near = [number - 1, number, number + 1].filter((one) => one > 1 && one < total);
  const shown = [1, ...near, total];
  return (
    <nav className="meridian" aria-label={words.pages}>
      <p className={`${styles.place} margin small`}>{words.pageOf(number, total)}</p>
      <ul className={`${styles.pages} main`} role="list">
        {number > 1 && (
          <li>
            <a rel="prev" href={pageHref(path, search, number - 1)}>
              {words.previous}
            </a>
          </li>
        )}
        {shown.map((one, index) => (
          <li key={one} data-gap={index > 0 && one - (shown[index - 1] ?? 0) > 1 ? true : undefined}>
            <a href={pageHref(path, search, one)} aria-label={words.page(one)} aria-current={one === number ? "page" : undefined}>
              {one}
            </a>
          </li>
        ))}
        {number < total && (
          <li>
            <a rel="next" href={pageHref(path, search, number + 1)}>
              {words.next}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** Returns the address of another page of a list, narrowed as this one is. The first has no number. */
export function pageHref(path: string, search: Search, number: number): string {
  const other = new URLSearchParams(search);
  if (number > 1) other.set("page", String(number));
  else other.delete("page");
  return other.size > 0 ? `${path}?${other}` : path;
}
