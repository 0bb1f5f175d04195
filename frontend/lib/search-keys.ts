/** The parameters in addresses that pages of this site read; any other, such as `utm_source`, makes no difference. */
export const SEARCH_KEYS = ["page", "after", "q", "category", "year", "tag", "type", "order"] as const;
