import { showFrame } from "@/app/show";

export default async function Layout({ params, children }: LayoutProps<"/~query/[[...path]]">) {
  return showFrame(((await params).path ?? []).join("/"), children);
}
