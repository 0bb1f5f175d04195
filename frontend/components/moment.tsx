import { day } from "@/lib/dates";

/** A day, as it is printed in a language. */
export function Day({ of, locale }: { of: string; locale: string }) {
  return <time dateTime={of}>{day(of, locale)}</time>;
}
