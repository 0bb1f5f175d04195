import { type NextRequest, NextResponse } from "next/server";

import { graphql } from "@/gql";
import { ask } from "@/lib/ask";
import { parsePath, readPath } from "@/lib/place";
import { PREVIEW_PATH, previewHeaders, previewOpens } from "@/lib/preview/address";
import { maySearch, SEARCHES_MILLISECONDS } from "@/lib/search-limit";
import { isReadable } from "@/lib/view";
import { languageOf } from "@/lib/words";

const WhatIsThere = graphql(`
  query WhatIsThere(
    $path: String!
    $slug: String!
    $locale: String
    $site: String
    $isCategory: Boolean!
    $isAuthor: Boolean!
    $isTag: Boolean!
  ) {
    site(hostname: $site) {
      defaultLocale { code }
      locales { code }
    }
    route(path: $path, site: $site) {
      __typename
      ... on RedirectRoute { status location }
    }
    category(slug: $slug, locale: $locale, site: $site) @include(if: $isCategory) { id }
    author(slug: $slug, locale: $locale, site: $site) @include(if: $isAuthor) { id }
    tag(slug: $slug, locale: $locale, site: $site) @include(if: $isTag) { id }
  }
`);

/** For how long an address is known to have a page: so long may a page that vanishes be answered without the status for it. */
const REMEMBERED_MILLISECONDS = 10_000;
const MOST_REMEMBERED = 10_000;

const remembered = new Map<string, number>();

/** The language of the site, once the API has said it. */
let ownLanguage = "en";

/** When a reader may try again where the API does not answer. */
const RETRY_SECONDS = 60;

/** The newsroom redirects no longer address. */
const LONGEST_REDIRECTED = 255;

/** The header by which the requests of this proxy to its own server are known, and the value that nobody else knows. */
const OWN_REQUEST = { name: "X-Own-Request", value: crypto.randomUUID() };

export const config = {
  matcher: ["/((?!_next/|api/revalidate/?$|icon\\.svg$|favicon\\.ico$|robots\\.txt$|sitemap\\.xml$).*)", "/_next/(.*%.*|.*/)"],
};

/**
 * Gives each address its exact status, which a page cannot: 301 or 302, 404, and 410 for what was taken down.
 * Who searches too often gets 429.
 *
 * Where the API does not answer, the page is served as it was kept, or else with status 503.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  if (request.headers.get(OWN_REQUEST.name) === OWN_REQUEST.value) return NextResponse.next();
  const { pathname, search } = request.nextUrl;
  if (pathname.startsWith("/_next/")) return isFile(pathname) ? NextResponse.next() : withStatus(404, "/~missing/");
  if (pathname === PREVIEW_PATH) return preview(request);
  if (request.nextUrl.searchParams.has("q") && !maySearch(request.headers)) return tooManySearches();
  const address = pathname + search;
  if ((remembered.get(address) ?? 0) > Date.now()) return NextResponse.next();
  const path = readPath(pathname);
  if (path === null || isInternal(path) || !isReadable(request.nextUrl.searchParams)) return withStatus(404, "/~missing/");
  const found = await lookUp(path, search).catch(() => ({ is: "unknown" as const }));
  switch (found.is) {
    case "page":
      remember(address);
      return NextResponse.next();
    case "redirect":
      return NextResponse.redirect(new URL(found.location, request.url), found.status);
    case "gone":
      return withStatus(410, `/~gone${pathname}`);
    case "missing":
      return withStatus(404, `/~missing${pathname}`);
    case "unknown":
      return asKept(pathname, search);
  }
}

/** Whether a path is one of those that only this proxy and the rewrites of next.config.ts lead to. */
function isInternal(path: string): boolean {
  return /^\/+~/.test(path);
}

/** Whether a path of Next.js may be that of a file: it fails on those that it cannot decode, and takes a folder for a page. */
function isFile(pathname: string): boolean {
  return readPath(pathname) !== null && !pathname.endsWith("/");
}

function tooManySearches(): Response {
  const headers = { "Cache-Control": "no-store", "Retry-After": `${SEARCHES_MILLISECONDS / 1000}` };
  return new Response("Too many searches. Please try again in a minute.", { status: 429, headers });
}

/** An editor's draft, by its token alone: no cookie stays behind, and no address of the site opens another draft. */
async function preview(request: NextRequest): Promise<Response> {
  const token = request.nextUrl.searchParams.get("token") ?? "";
  const path = `/~preview/${encodeURIComponent(token || "none")}/`;
  const opens = await previewOpens(token).catch(() => null);
  if (opens === null) return failed("", previewHeaders());
  return withStatus(opens ? 200 : 404, path, previewHeaders());
}

type Found = { is: "page" | "gone" | "missing" } | { is: "redirect"; status: number; location: string };

async function lookUp(path: string, search: string): Promise<Found> {
  const place = parsePath(path);
  const { kind, code } = place;
  const { data } = await ask(WhatIsThere, {
    path: path.length + search.length > LONGEST_REDIRECTED ? path : path + search,
    slug: "slug" in place ? place.slug : "",
    locale: code,
    isCategory: kind === "category",
    isAuthor: kind === "author",
    isTag: kind === "tag",
  });
  const { route, site } = data;
  ownLanguage = site.defaultLocale.code;
  const named = data.category ?? data.author ?? data.tag;
  const isOwn = kind === "search" || kind === "corrections" || Boolean(named);
  // Former addresses of categories, authors and tags are redirected, too.
  if (!isOwn && route?.__typename === "RedirectRoute") return { is: "redirect", ...route };
  if (!isOwn && route?.__typename === "GoneRoute") return { is: "gone" };
  // The site's own language has no prefix.
  const isLanguage = !code || (code !== ownLanguage && site.locales.some((locale) => locale.code === code));
  const isThere = isOwn || (kind === "page" && Boolean(route));
  return { is: isThere && isLanguage ? "page" : "missing" };
}

function remember(address: string): void {
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(address, Date.now() + REMEMBERED_MILLISECONDS);
}

/** Returns the page as this server has kept it. */
async function asKept(pathname: string, search: string): Promise<Response> {
  const kept = await fromHere(`/~kept${pathname}${search}`);
  return kept.status < 500 ? answer(kept, kept.status) : failed(pathname);
}

/** Asks this server itself for a page, and gives it another status. */
async function withStatus(status: number, path: string, others: Record<string, string> = {}): Promise<Response> {
  const page = await fromHere(path);
  return page.status < 500 ? answer(page, status, others) : failed(path, others);
}

/** Says, in the language of a path, that there is no answer of the newsroom now. */
async function failed(path: string, others: Record<string, string> = {}): Promise<Response> {
  const first = path.split("/").find((segment) => segment && !segment.startsWith("~"));
  const code = languageOf(first) ?? languageOf(ownLanguage) ?? "en";
  const headers = { "Cache-Control": "no-store", "Retry-After": `${RETRY_SECONDS}`, ...others };
  return answer(await fromHere(`/~failed/${code}/`), 503, headers);
}

/** By its own address, and never that of the `Host` header. */
async function fromHere(path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${process.env["PORT"]}${path}`, {
    headers: { [OWN_REQUEST.name]: OWN_REQUEST.value },
    cache: "no-store",
    redirect: "manual",
  });
}

function answer({ body, headers }: Response, status: number, others: Record<string, string> = {}): Response {
  const type = headers.get("Content-Type") ?? "text/html";
  return new Response(body, { status, headers: { "Content-Type": type, ...others } });
}
