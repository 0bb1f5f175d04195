import type { NextConfig } from "next";

import { SEARCH_KEYS } from "./lib/search-keys";

const config: NextConfig = {
  experimental: {
    // Answers are cached under tags that come with them, which `"use cache"` alone can do (docs/decisions/0109).
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    useCache: true,
    // The styles are smaller than a request for them takes.
    inlineCss: true,
    // Pages are kept in memory alone: a server that was down has missed what the newsroom told meanwhile.
    isrFlushToDisk: false,
  },
  poweredByHeader: false,
  trailingSlash: true,
  // Titles and links of feeds stand in the head for every reader, not in the body where scripts move them.
  htmlLimitedBots: /.*/,
  // The newsroom may frame previews, which have their headers from the proxy, and nobody any other page.
  headers: () =>
    Promise.resolve([
      { source: "/((?!~?preview/).*)", headers: [{ key: "Content-Security-Policy", value: "frame-ancestors 'none'" }] },
    ]),
  rewrites: () =>
    Promise.resolve({
      // What has a query is rendered for each request, all else once. The rules are tried one after the other, each on what the one
      // before has made of the address.
      beforeFiles: [
        // As the proxy asks for what is kept: past itself.
        { source: "/~kept/:path*", destination: "/:path*" },
        ...SEARCH_KEYS.map((key) => ({
          source: "/:path((?!~query(?:/|$)).*)",
          has: [{ type: "query" as const, key }],
          destination: "/~query/:path",
        })),
      ],
      afterFiles: [],
      fallback: [],
    }),
};

export default config;
