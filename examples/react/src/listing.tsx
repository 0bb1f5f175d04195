import { type TypedDocumentNode, gql } from "@apollo/client";
import { useQuery } from "@apollo/client/react";
import type { ListingQuery, ListingQueryVariables } from "./listing.generated";

const LISTING: TypedDocumentNode<ListingQuery, ListingQueryVariables> = gql`
  query Listing($path: String!) {
    page(path: $path) {
      id
      ... on NewsIndexPage {
        title
        articles(first: 20) {
          nodes {
            id url kicker title publishedAt summary
            image { id alt credit rendition(preset: CARD) { url width height } }
          }
        }
      }
    }
  }
`;

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

export function Listing({ path }: ListingQueryVariables) {
  const { data, error } = useQuery(LISTING, { variables: { path } });
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <p>Loading …</p>;
  if (data.page?.__typename !== "NewsIndexPage") return <p role="alert">There is no listing at {path}</p>;
  const { title, articles } = data.page;
  return (
    <>
      <h1>{title}</h1>
      <ol>
        {articles.nodes.map(({ id, url, kicker, title, publishedAt, summary, image }) => (
          <li key={id}>
            {image && (
              <figure>
                <img src={image.rendition.url} alt={image.alt} width={image.rendition.width} height={image.rendition.height} />
                <figcaption>{image.credit}</figcaption>
              </figure>
            )}
            {kicker && <p>{kicker}</p>}
            <h2><a href={url}>{title}</a></h2>
            <time dateTime={publishedAt}>{day.format(new Date(publishedAt))}</time>
            {summary && <p>{summary}</p>}
          </li>
        ))}
      </ol>
    </>
  );
}
