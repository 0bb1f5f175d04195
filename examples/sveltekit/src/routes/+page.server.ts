import { error } from "@sveltejs/kit";
import { graphql } from "$lib/gql";
import { ask } from "$lib/newsroom";
import type { PageServerLoad } from "./$types";

const Listing = graphql(`
  query Listing($path: String!) {
    page(path: $path) {
      __typename
      ... on NewsIndexPage {
        title
        articles(first: 20) {
          nodes {
            id url kicker title publishedAt summary
            image { alt credit rendition(preset: CARD) { url width height } }
          }
        }
      }
    }
  }
`);

export const load: PageServerLoad = async ({ fetch }) => {
  const { page } = await ask(fetch, Listing, { path: "/news/" });
  if (page?.__typename !== "NewsIndexPage") error(404, "There is no listing at /news/");
  return page;
};
