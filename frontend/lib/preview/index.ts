import "server-only";

import { cache } from "react";

import { graphql } from "@/gql";
import { query } from "@/lib/api";
import { ask } from "@/lib/ask";
import type { Place } from "@/lib/place";
import { rendering } from "@/lib/preview/draft";
import { languages } from "@/lib/site";
import type { View } from "@/lib/view";
import { viewOfType } from "@/views/page";

const Opened = graphql(`
  query Opened($token: String!) {
    preview(token: $token) { __typename path locale }
  }
`);

const Published = graphql(`
  query Published($path: String!, $site: String) {
    route(path: $path, site: $site) { __typename }
  }
`);

export interface Preview {
  place: Place;
  view: View | null;
  /** Where readers have the page, or the front page where they have none yet. */
  published: string;
}

/**
 * Returns the draft that a token opens, at its own place in the site; null where the token is wrong or its time is over.
 *
 * Layout, metadata and page ask for the same one, and each may be the first to do so.
 */
export const findPreview = cache(async (token: string): Promise<Preview | null> => {
  rendering().token = token;
  const { preview } = (await ask(Opened, { token })).data;
  if (!preview) return null;
  const { path } = preview;
  const [locales, { route }] = await Promise.all([languages(), query(Published, { path })]);
  const locale = locales.find(({ code }) => code === preview.locale) ?? locales[0];
  const place: Place = { kind: "page", path, locale };
  return {
    place,
    view: await viewOfType(preview.__typename, place, new URLSearchParams()),
    published: route?.__typename === "PageRoute" ? path : `${locale.prefix}/`,
  };
});
