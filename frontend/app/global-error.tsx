"use client";

import { usePathname } from "next/navigation";

import "@/styles/base.css";

/** What readers get where the newsroom did not answer and nothing was kept. Few words, since scripts bring them. */
const WORDS: Record<string, [direction: string, title: string, text: string, again: string]> = {
  fr: ["ltr", "Une erreur s’est produite de notre côté", "Veuillez réessayer dans une minute.", "Réessayer"],
  es: ["ltr", "Algo falló por nuestra parte", "Inténtelo de nuevo dentro de un minuto.", "Reintentar"],
  ar: ["rtl", "حدث خطأ من جهتنا", "حاول مرة أخرى بعد دقيقة.", "حاول مرة أخرى"],
};
const ENGLISH = ["ltr", "Something went wrong on our side", "Please try again in a minute.", "Try again"] as const;

export default function GlobalError() {
  const code = usePathname().split("/")[1] ?? "";
  const [direction, title, text, again] = WORDS[code] ?? ENGLISH;
  return (
    <html lang={code in WORDS ? code : "en"} dir={direction}>
      <body>
        <title>{title}</title>
        <main className="sheet">
          <h1>{title}</h1>
          <p>{text}</p>
          <button type="button" onClick={() => location.reload()}>
            {again}
          </button>
        </main>
      </body>
    </html>
  );
}
