import type { Metadata } from "next";
import type { ReactNode } from "react";

import type { Place } from "@/lib/place";

/** What stands at an address, ready to be shown. */
export interface View {
  metadata: Metadata;
  /** The same in other languages: for the switcher and for `hreflang`. */
  translations: { locale: string; path: string; url: string }[];
  /** The id that the newsroom counts reads by; none for what is no page. */
  id?: string;
  body: ReactNode;
}

/** What a visitor asked for by a query: `page`, `after`, `q`, and the names of filters. */
export type Search = URLSearchParams;

/** Makes the view of a place; null where nothing public is there. */
export type ViewMaker<Kind extends Place["kind"] = Place["kind"]> = (
  place: Place & { kind: Kind },
  search: Search,
) => Promise<View | null>;

/** Returns the number of a page of a list, from 1; null for what is no such number. */
export function pageNumber(search: Search): number | null {
  const text = search.get("page") ?? "1";
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;
}

const LONGEST_NAME = 255;

/** Returns whether an address with this query may stand for a page: one with no such number or year cannot. */
export function isReadable(search: Search): boolean {
  const names = ["category", "tag", "type", "order", "after"];
  const isShort = names.every((name) => (search.get(name) ?? "").length <= LONGEST_NAME);
  return isShort && pageNumber(search) !== null && /^((?!0000)\d{4})?$/.test(search.get("year") ?? "");
}
