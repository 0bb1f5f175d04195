import { type Locale, languages } from "@/lib/site";

/** What an address of this site stands for. All that is not the frontend's own is a page of the newsroom. */
export type Kind = { kind: "page" | "search" | "corrections" } | { kind: "category" | "author" | "tag"; slug: string };

export type Place = Kind & { path: string; locale: Locale };

/** A language code, as the addresses of other languages than the site's own begin with. */
const CODE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** Longer than that no path of the newsroom is. */
const LONGEST_PATH = 2000;

/** Returns the path of an address, decoded; null for what is no path: no UTF-8, with control characters, or too long. */
export function readPath(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname);
    return path.length > LONGEST_PATH || /\p{Cc}/u.test(path) ? null : decodeURI(pathname);
  } catch {
    return null;
  }
}

/** Returns what a path stands for, and the language code before it if it is not a page of the newsroom. */
export function parsePath(path: string): Kind & { code: string | null } {
  const segments = path.split("/").filter(Boolean);
  const [first = ""] = segments;
  const own = kindOf(segments);
  if (own.kind !== "page" || !CODE.test(first)) return { ...own, code: null };
  const translated = kindOf(segments.slice(1));
  return { ...translated, code: translated.kind === "page" ? null : first };
}

function kindOf(segments: string[]): Kind {
  const [first, slug, ...others] = segments;
  if ((first === "search" || first === "corrections") && !slug) return { kind: first };
  // The addresses that FRONTEND_PATHS of the newsroom gives to those that are no pages there.
  const isList = first === "category" || first === "author" || first === "tag";
  return isList && slug && others.length === 0 ? { kind: first, slug } : { kind: "page" };
}

/** Returns what the segments of an address stand for, as Next.js gives them: percent-encoded. */
export async function placeAt(segments: string[]): Promise<Place> {
  const path = segments.length > 0 ? `/${segments.map(decode).join("/")}/` : "/";
  const locales = await languages();
  const locale = locales.find(({ prefix }) => prefix && path.startsWith(`${prefix}/`)) ?? locales[0];
  const { code, ...kind } = parsePath(path);
  return { ...(code && `/${code}` !== locale.prefix ? { kind: "page" } : kind), path, locale };
}

/** What is not percent-encoded UTF-8 stays as it is, and names nothing. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
