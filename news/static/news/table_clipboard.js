/* Reads the cells of a spreadsheet or of an HTML table from the clipboard. */

(() => {
  const textOf = (cell) => {
    cell.querySelectorAll("br").forEach((line) => line.replaceWith(" "));
    cell.querySelectorAll("p, div, li").forEach((line) => line.append(" "));
    return cell.textContent.replace(/\s+/g, " ").trim();
  };

  /* A cell that spans several has its text in the first of them. */
  const readTable = (table) => {
    const grid = [...table.rows].map(() => []);
    [...table.rows].forEach((row, rowNumber) => {
      let column = 0;
      for (const cell of row.cells) {
        while (grid[rowNumber][column] !== undefined) column += 1;
        const rowSpan = cell.rowSpan || grid.length; // 0 means all that follow
        for (let down = 0; down < rowSpan && rowNumber + down < grid.length; down += 1) {
          for (let right = 0; right < cell.colSpan; right += 1) grid[rowNumber + down][column + right] = "";
        }
        grid[rowNumber][column] = textOf(cell);
        column += cell.colSpan;
      }
    });
    return grid;
  };

  /* Spreadsheets put a cell in quotes when it holds a tab, a quote or a line break. */
  const readTabs = (text) => {
    const grid = [[]];
    const cells = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/g;
    for (const [, quoted, plain, end] of text.matchAll(cells)) {
      const value = quoted === undefined ? plain : quoted.replace(/""/g, '"');
      grid[grid.length - 1].push(value.replace(/\s+/g, " ").trim());
      if (!end) break;
      if (end !== "\t") grid.push([]);
    }
    if (grid.length > 1 && grid[grid.length - 1].join("") === "") grid.pop();
    return grid;
  };

  /* Gives rows of texts and whether there is more than them; null for what is no table, or a single cell. */
  const readCells = (clipboard) => {
    const parsed = new DOMParser().parseFromString(clipboard.getData("text/html"), "text/html");
    const table = parsed.querySelector("table");
    const text = clipboard.getData("text/plain");
    let rows = [];
    let hasMore = false;
    if (table) {
      rows = readTable(table);
      table.remove();
      parsed.querySelectorAll("style, script").forEach((element) => element.remove());
      hasMore = parsed.body.textContent.trim() !== "";
    } else if (text.includes("\t")) {
      rows = readTabs(text);
    }
    const width = Math.max(0, ...rows.map((row) => row.length));
    if (rows.length * width < 2) return null;
    return { hasMore, rows: rows.map((row) => Array.from({ length: width }, (_, column) => row[column] ?? "")), width };
  };

  window.newsTableClipboard = { readCells };
})();
