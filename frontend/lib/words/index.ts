import { ar } from "@/lib/words/ar";
import { en, type Words } from "@/lib/words/en";
import { es } from "@/lib/words/es";
import { fr } from "@/lib/words/fr";

const WORDS: Record<string, Words> = { ar, en, es, fr };

/** The languages that the site itself speaks. */
export const LANGUAGES = Object.keys(WORDS);

/** Returns in which of its languages the site answers a code, `pt` for `pt-BR`; none for what is no such code. */
export function languageOf(code = ""): string | undefined {
  return [code, code.split("-")[0] ?? ""].find((one) => LANGUAGES.includes(one));
}

/** Returns what the site says in a language, in English where it does not know it. */
export function wordsIn(locale: string): Words {
  return WORDS[languageOf(locale) ?? "en"] ?? en;
}

export type { Words };
