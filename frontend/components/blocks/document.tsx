import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/blocks.module.css";
import type { Words } from "@/lib/words";

const Block = graphql(`
  fragment Document on DocumentBlock { title url fileSize contentType }
`);

export function Document({ block, locale, words }: { block: FragmentType<typeof Block>; locale: string; words: Words }) {
  const { title, url, fileSize, contentType } = readFragment(Block, block);
  const kind = contentType?.split("/")[1]?.toUpperCase();
  return (
    <div className={`${styles.row} meridian`}>
      <p className={`${styles.side} margin label`}>{words.download}</p>
      <p className={`${styles.document} main`}>
        <a href={url}>{title}</a>
        <span className="small">{[kind, fileSize && sizeOf(fileSize, locale)].filter(Boolean).join(" · ")}</span>
      </p>
    </div>
  );
}

/** Returns a size in bytes as readers know it: 1.2 MB. */
function sizeOf(bytes: number, locale: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const format = { style: "unit", unit: units[power], unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, format).format(bytes / 1000 ** power);
}
