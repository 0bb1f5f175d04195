import { passOn } from "@/lib/feeds";

export const dynamic = "force-dynamic";

export function GET() {
  return passOn("sitemap.xml");
}
