import { TIME_ZONE } from "@/lib/settings";

/** Returns a day as a listing prints it: 29 May 2020. */
export function day(moment: string, locale: string): string {
  return new Intl.DateTimeFormat(british(locale), { dateStyle: "long", timeZone: zone(moment) }).format(new Date(moment));
}

/** Returns a moment with its minute, in the newsroom's time zone. */
export function minute(moment: string, locale: string): string {
  return new Intl.DateTimeFormat(british(locale), {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: zone(moment),
  }).format(new Date(moment));
}

/** A day without a time is the same everywhere. */
function zone(moment: string): string {
  return moment.length === "2026-05-29".length ? "UTC" : TIME_ZONE;
}

/** English datelines have the day first, as the newsroom writes them. */
function british(locale: string): string {
  return locale === "en" ? "en-GB" : locale;
}
