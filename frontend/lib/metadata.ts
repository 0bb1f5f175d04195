import type { Metadata } from "next";

import { type FragmentType, graphql, readFragment } from "@/gql";
import type { View } from "@/lib/view";

const Head = graphql(`
  fragment Head on Seo {
    title
    description
    canonicalUrl
    noindex
    openGraph {
      type
      title
      description
      url
      siteName
      locale
      twitterCard
      image { url width height alt }
      publishedTime
      modifiedTime
      section
      tags
      authors
    }
  }
`);

interface About {
  locale: string;
  translations: View["translations"];
  feeds: { url: string; mediaType: string; content: string }[];
  /** What to say of the page where editors wrote nothing for search engines. */
  description?: string;
  /** What is appended to the canonical address of a numbered page. */
  query?: string;
  /** A list that a reader has narrowed is not for search engines. */
  isNarrowed?: boolean;
}

/** Returns what Next.js prints into the document's head, from what editors wrote for search engines and social networks. */
export function metadataOf(seo: FragmentType<typeof Head>, about: About): Metadata {
  const { title, description, canonicalUrl, noindex, openGraph } = readFragment(Head, seo);
  const { image } = openGraph;
  const common = {
    title: openGraph.title,
    description: openGraph.description,
    url: openGraph.url,
    siteName: openGraph.siteName,
    locale: openGraph.locale,
    images: image ? [image] : [],
  };
  return {
    title: title === openGraph.siteName ? title : `${title} – ${openGraph.siteName}`,
    description: description || about.description || null,
    alternates: {
      canonical: canonicalUrl + (about.query ?? ""),
      languages: languagesOf(about, canonicalUrl),
      types: feedTypes(about.feeds, title),
    },
    robots: noindex || about.isNarrowed ? { index: false } : null,
    openGraph: openGraph.type === "ARTICLE" ? { ...common, ...articleOf(openGraph) } : { ...common, type: kindOf(openGraph.type) },
    twitter: { card: openGraph.twitterCard === "summary_large_image" ? "summary_large_image" : "summary" },
  };
}

function languagesOf({ locale, translations }: About, canonicalUrl: string): Record<string, string> {
  if (translations.length === 0) return {};
  return Object.fromEntries<string>([[locale, canonicalUrl], ...translations.map((other) => [other.locale, other.url] as const)]);
}

function kindOf(type: string): "profile" | "website" {
  return type === "PROFILE" ? "profile" : "website";
}

function articleOf(openGraph: {
  publishedTime: string | null;
  modifiedTime: string | null;
  section: string | null;
  tags: string[];
  authors: string[];
}) {
  const { publishedTime, modifiedTime, section, tags, authors } = openGraph;
  return {
    type: "article" as const,
    ...(publishedTime && { publishedTime }),
    ...(modifiedTime && { modifiedTime }),
    ...(section && { section }),
    tags,
    authors,
  };
}

function feedTypes(feeds: About["feeds"], title: string): Record<string, { url: string; title: string }[]> {
  const summaries = feeds.filter(({ content }) => content === "SUMMARY");
  return Object.fromEntries(summaries.map(({ mediaType, url }) => [mediaType, [{ url, title }]]));
}
