import "@/styles/base.css";

import { fonts } from "@/styles/fonts";

/** The document without what the newsroom says: it does not answer. */
export default async function Layout({ params, children }: LayoutProps<"/~failed/[code]">) {
  const { code } = await params;
  return (
    <html lang={code} dir={code === "ar" ? "rtl" : "ltr"} className={fonts}>
      <body>
        <main id="content" className="sheet">
          {children}
        </main>
      </body>
    </html>
  );
}
