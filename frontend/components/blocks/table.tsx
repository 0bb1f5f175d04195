import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/table.module.css";

const Block = graphql(`
  fragment Table on TableBlock { caption header rows }
`);

const FIGURE = /^[−–-]?[\d.,\s   ]+\s?(%|[^\d\s]{0,3})$/;

/** A table whose first column names the rows. What is wider than the page is scrolled in its place. */
export function Table({ block }: { block: FragmentType<typeof Block> }) {
  const { caption, header, rows } = readFragment(Block, block);
  return (
    <div className={`${styles.table} meridian`}>
      <div className={`${styles.scroller} main`} role="group" tabIndex={0} aria-label={caption || undefined}>
        <table>
          {caption && <caption>{caption}</caption>}
          {header.some(Boolean) && (
            <thead>
              <tr>
                {header.map((text, column) =>
                  text ? (
                    <th key={column} scope="col" data-figure={isOfFigures(rows, column)}>
                      {text}
                    </th>
                  ) : (
                    <td key={column} />
                  ),
                )}
              </tr>
            </thead>
          )}
          <tbody>
            {rows.map(([first, ...cells], row) => (
              <tr key={row}>
                <th scope="row">{first}</th>
                {cells.map((text, column) => (
                  <td key={column} data-figure={isOfFigures(rows, column + 1)}>
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Returns true for a column that holds nothing but numbers, so that they stand under each other. */
function isOfFigures(rows: string[][], column: number): true | undefined {
  const cells = rows.map((row) => row[column]).filter((text) => text !== undefined && text !== "");
  return (cells.length > 0 && cells.every((text) => FIGURE.test(text ?? ""))) || undefined;
}
