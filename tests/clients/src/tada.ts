// gql.tada: types inferred from the document itself.
import { Client, fetchExchange } from "@urql/core";
import { initGraphQLTada, readFragment } from "gql.tada";
import type { introspection } from "../generated/tada-env";
import { endpoint, shows } from "./server";

const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Date: string; DateTime: string; JSON: unknown };
}>();

const Card = graphql(`
  fragment Card on ArticlePage {
    title
    readingMinutes
    authors { name portrait { alt } }
  }
`);

const Front = graphql(
  `
    query Front($path: String!) {
      page(path: $path) {
        __typename
        ... on HomePage { sections { heading articles { id ...Card } } }
      }
    }
  `,
  [Card],
);

const client = new Client({ url: endpoint, exchanges: [fetchExchange], preferGetMethod: true });
const { data, error } = await client.query(Front, { path: "/" }).toPromise();
if (error || data?.page?.__typename !== "HomePage") throw error ?? new Error("the home page was expected");
const cards = data.page.sections.flatMap((section) => readFragment(Card, section.articles));
const minutes: number[] = cards.map((card) => card.readingMinutes);
shows("gql.tada: fragments are read with their types", new Set(minutes), new Set([1]));
shows("gql.tada: lists are never null", cards.every((card) => card.authors.map((author) => author.name).length === 2), true);
