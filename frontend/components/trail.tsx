import styles from "@/components/trail.module.css";

/** A row of links: breadcrumbs, or what stands below a page. Nothing where there are none. */
export function Trail({ label, links }: { label: string; links: { label: string; path: string }[] }) {
  if (links.length === 0) return null;
  return (
    <nav aria-label={label}>
      <ul className={styles.trail} role="list">
        {links.map((link) => (
          <li key={link.path}>
            <a href={link.path}>{link.label}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
