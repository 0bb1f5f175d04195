import localFont from "next/font/local";

// A font that does not arrive with the page is used from the next page on, so that nothing moves; none is preloaded, since the first
// picture would come later by it. Those of the system that stand in for them are adjusted in `fallbacks.css`.
//
// Next.js makes the family's name of that of the constant. Where none is there yet, one of the system with that name is taken, and
// Linux has one for `serif`, `sans` or any other name of a kind.

const newsreader = localFont({
  src: "../node_modules/@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2",
  weight: "200 800",
  variable: "--font-serif",
  adjustFontFallback: false,
  display: "optional",
  preload: false,
});

const newsreaderItalic = localFont({
  src: "../node_modules/@fontsource-variable/newsreader/files/newsreader-latin-wght-italic.woff2",
  weight: "200 800",
  style: "italic",
  variable: "--font-italic",
  adjustFontFallback: false,
  display: "optional",
  preload: false,
});

const schibstedGrotesk = localFont({
  src: "../node_modules/@fontsource-variable/schibsted-grotesk/files/schibsted-grotesk-latin-wght-normal.woff2",
  weight: "400 900",
  variable: "--font-sans",
  adjustFontFallback: false,
  display: "optional",
  preload: false,
});

const notoNaskhArabic = localFont({
  src: "../node_modules/@fontsource-variable/noto-naskh-arabic/files/noto-naskh-arabic-arabic-wght-normal.woff2",
  weight: "400 700",
  variable: "--font-arabic",
  adjustFontFallback: false,
  display: "optional",
  preload: false,
  declarations: [{ prop: "unicode-range", value: "U+0600-06FF, U+0750-077F, U+08A0-08FF, U+FB50-FDFF, U+FE70-FEFF" }],
});

/** The families as CSS variables, for the root element. */
export const fonts = [newsreader, newsreaderItalic, schibstedGrotesk, notoNaskhArabic].map(({ variable }) => variable).join(" ");
