import { permanentRedirect, redirect } from "next/navigation";

import { graphql } from "@/gql";
import { query } from "@/lib/api";
import type { Place } from "@/lib/place";
import type { Search, View, ViewMaker } from "@/lib/view";
import { viewOfArticle } from "@/views/article";
import { viewOfHome } from "@/views/home";
import { viewOfListing } from "@/views/listing";
import { viewOfStandardPage } from "@/views/standard";

const PageType = graphql(`
  query PageType($path: String!, $site: String) {
    route(path: $path, site: $site) {
      __typename
      ... on PageRoute { page { __typename } }
      ... on RedirectRoute { status location }
    }
  }
`);

const MAKERS: Record<string, ViewMaker<"page">> = {
  ArticlePage: viewOfArticle,
  HomePage: viewOfHome,
  NewsIndexPage: viewOfListing,
  StandardPage: viewOfStandardPage,
};

/**
 * Returns the view of a page of the newsroom, by its type.
 *
 * The proxy has sent redirects already, with their exact status; one that is made while it remembers the page is sent from here.
 */
export const viewOfPage: ViewMaker<"page"> = async (place, search) => {
  const { route } = await query(PageType, { path: place.path });
  if (route?.__typename === "RedirectRoute") {
    if (route.status === 301) permanentRedirect(route.location);
    redirect(route.location);
  }
  if (route?.__typename !== "PageRoute") return null;
  return viewOfType(route.page.__typename, place, search);
};

/** Returns the view of a page of a type; null for a type that this site has no view of. */
export async function viewOfType(type: string, place: Place, search: Search): Promise<View | null> {
  return MAKERS[type]?.({ ...place, kind: "page" }, search) ?? null;
}
