import { type FragmentType, graphql, readFragment } from "@/gql";
import { Day } from "@/components/moment";
import { PageLink } from "@/components/page-link";
import { CardPicture, Credit, HeroPicture, Picture } from "@/components/picture";
import styles from "@/components/teaser.module.css";

const Article = graphql(`
  fragment Teaser on ArticlePage {
    path
    url
    title
    kicker
    publishedAt
    summary
    image { ...CardPicture }
  }
`);

export type TeaserArticle = FragmentType<typeof Article>;

const Lead = graphql(`
  fragment LeadArticle on ArticlePage { path url title kicker publishedAt summary image { ...HeroPicture } }
`);

interface Props {
  article: TeaserArticle;
  locale: string;
  /** The level of its headline. */
  level?: 2 | 3;
}

/** Leads to an article: picture, label, headline, summary and date. */
export function Teaser({ article, locale, level = 3 }: Props) {
  const { path, url, title, kicker, publishedAt, summary, image } = readFragment(Article, article);
  const Heading = `h${level}` as const;
  const picture = image && readFragment(CardPicture, image);
  return (
    <article className={styles.teaser}>
      {picture && (
        <div className={styles.picture}>
          <Picture picture={picture} rendition={picture.card} sizes="(min-width: 80em) 20rem, (min-width: 40em) 45vw, 7.5rem" />
          <Credit picture={picture} />
        </div>
      )}
      {kicker && <p className="label">{kicker}</p>}
      <Heading className={styles.headline}>
        <PageLink page={{ path, url }}>{title}</PageLink>
      </Heading>
      {summary && <p className={styles.summary}>{summary}</p>}
      <p className="small">
        <Day of={publishedAt} locale={locale} />
      </p>
    </article>
  );
}

/** Leads to the first article of the front page, which has its whole width. */
export function LeadTeaser({ article, locale }: { article: FragmentType<typeof Lead>; locale: string }) {
  const { path, url, title, kicker, publishedAt, summary, image } = readFragment(Lead, article);
  const picture = image && readFragment(HeroPicture, image);
  return (
    <article className={styles.lead}>
      <div>
        {kicker && <p className="label">{kicker}</p>}
        <h3 className={styles.leadHeadline}>
          <PageLink page={{ path, url }}>{title}</PageLink>
        </h3>
        <div className={styles.standfirst}>
          {summary && <p>{summary}</p>}
          <p className="small">
            <Day of={publishedAt} locale={locale} />
          </p>
        </div>
      </div>
      {picture && (
        <div className={styles.leadPicture}>
          <Picture picture={picture} rendition={picture.hero} sizes="(min-width: 80em) 62rem, (min-width: 62em) 80vw, 100vw" isFirst />
          <Credit picture={picture} />
        </div>
      )}
    </article>
  );
}
