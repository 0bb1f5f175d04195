import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/blocks.module.css";
import { Day } from "@/components/moment";
import { PageLink } from "@/components/page-link";

const Block = graphql(`
  fragment RelatedArticles on RelatedArticlesBlock { heading articles { path url title publishedAt } }
`);

export function RelatedArticles({ block, locale }: { block: FragmentType<typeof Block>; locale: string }) {
  const { heading, articles } = readFragment(Block, block);
  if (articles.length === 0) return null;
  return (
    <aside className={`${styles.row} ${styles.wide} meridian`} aria-label={heading || undefined}>
      <p className={`${styles.side} margin label`}>{heading}</p>
      <ul className={`${styles.links} main`} role="list">
        {articles.map(({ path, url, title, publishedAt }) => (
          <li key={url}>
            <PageLink page={{ path, url }}>{title}</PageLink>
            <span className="small">
              <Day of={publishedAt} locale={locale} />
            </span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
