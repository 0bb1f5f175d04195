/**
 * Loads Wagtail's userbar from the newsroom, as its documentation of headless sites has it.
 *
 * Its markup brings the addresses of its scripts, which a browser does not run from markup that scripts insert.
 */
export async function loadUserbar(newsroom: string, container: HTMLElement): Promise<void> {
  if (container.childElementCount > 0) return;
  const response = await fetch(`${newsroom}/userbar/`, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!response.ok || container.childElementCount > 0) return;
  container.innerHTML = await response.text();
  // Styles of the admin's own apps have addresses without a host.
  for (const link of container.querySelector("template")?.content.querySelectorAll("link") ?? []) {
    link.href = new URL(link.getAttribute("href") ?? "", newsroom).href;
  }
  for (const inert of container.querySelectorAll("script[src]")) {
    const script = document.createElement("script");
    script.src = new URL(inert.getAttribute("src") ?? "", newsroom).href;
    script.async = false;
    inert.replaceWith(script);
  }
}
