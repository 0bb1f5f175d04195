import { cache } from "react";

import { type Place, placeAt } from "@/lib/place";
import type { View, ViewMaker } from "@/lib/view";
import { viewOfAuthor } from "@/views/author";
import { viewOfCategory } from "@/views/category";
import { viewOfCorrections } from "@/views/corrections";
import { viewOfSearch } from "@/views/search";
import { viewOfTag } from "@/views/tag";
import { viewOfPage } from "@/views/page";

const MAKERS: { [Kind in Place["kind"]]: ViewMaker<Kind> } = {
  page: viewOfPage,
  category: viewOfCategory,
  author: viewOfAuthor,
  tag: viewOfTag,
  search: viewOfSearch,
  corrections: viewOfCorrections,
};

/**
 * Returns the place that an address stands for, and its view; null where nothing public is there.
 *
 * Layout, metadata and page ask for the same one; it is made once in a rendering.
 */
export const find = cache(async (address: string, search: string): Promise<{ place: Place; view: View | null }> => {
  const place = await placeAt(address.split("/").filter(Boolean));
  const make = MAKERS[place.kind] as ViewMaker;
  return { place, view: await make(place, new URLSearchParams(search)) };
});
