/* Adds to Wagtail's table: cells that are pasted into one fill those from there on; buttons and cells have names. */

(() => {
  const { readCells } = window.newsTableClipboard;
  const WagtailDefinition = window.telepath.constructors["wagtail.contrib.typed_table_block.blocks.TypedTableBlock"];
  const CHANGES = ["clear", "deleteColumn", "deleteRow", "insertColumn", "insertRow"];
  const HEADINGS = -1; // the row above the first

  const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

  class TableExtras {
    constructor(table) {
      this.table = table;
      this.meta = table.blockDef.meta;
      this.strings = this.meta.strings;
      this.lastPaste = null;
      const [container] = table.container;
      container.addEventListener("paste", (event) => this.onPaste(event));
      container.addEventListener("keydown", (event) => this.onKey(event));
      container.addEventListener("input", (event) => this.onInput(event));
      for (const name of CHANGES) {
        const change = table[name];
        table[name] = (...args) => {
          this.lastPaste = null;
          this.scheduleNaming();
          return change.apply(table, args);
        };
      }
      // Where the editor looks: messages at the top of a long form are out of sight.
      this.note = document.createElement("div");
      this.note.className = "table-note";
      this.note.setAttribute("role", "status");
      container.append(this.note);
      const help = container.querySelector("[data-field-help]");
      help.id = `${table.captionInput.id}-help`;
      table.captionInput.setAttribute("aria-describedby", help.id);
      this.nameAll();
    }

    onInput({ target }) {
      this.lastPaste = null;
      if (target.matches(".column-heading")) this.scheduleNaming();
    }

    scheduleNaming() {
      if (this.isScheduled) return;
      this.isScheduled = true;
      queueMicrotask(() => this.nameAll());
    }

    nameAll() {
      this.isScheduled = false;
      const { columns, rows, tbody, thead } = this.table;
      const name = (element, sentence, values) => element?.setAttribute("aria-label", fill(sentence, values));
      const nameButton = (button, sentence, values) => {
        name(button, sentence, values);
        button?.setAttribute("title", fill(sentence, values));
      };
      const headings = columns.map(({ headingInput }, index) => {
        const column = index + 1;
        const cell = thead.children[0].children[column];
        nameButton(cell.querySelector(".prepend-column"), this.strings.INSERT_BEFORE_COLUMN, { column });
        nameButton(cell.querySelector(".delete-column"), this.strings.DELETE_COLUMN_AT, { column });
        name(headingInput, this.strings.HEADING_OF_COLUMN, { column });
        return headingInput.value.trim() || fill(this.strings.COLUMN, { column });
      });
      rows.forEach((_, index) => {
        const row = index + 1;
        const cells = tbody.children[index].children;
        nameButton(cells[0].querySelector(".prepend-row"), this.strings.INSERT_BEFORE_ROW, { row });
        nameButton(cells[cells.length - 1].querySelector(".delete-row"), this.strings.DELETE_ROW_AT, { row });
        headings.forEach((heading, column) => {
          name(this.inputAt(index, column), this.strings.CELL, { row, heading });
          // Tab leads from cell to cell; Ctrl+Alt+M comments on the one in focus.
          cells[column + 1].querySelector("[data-comment-add]")?.setAttribute("tabindex", "-1");
        });
      });
    }

    inputAt(row, column) {
      if (row === HEADINGS) return this.table.columns[column].headingInput;
      return this.table.tbody.children[row].children[column + 1].querySelector("input:not([type=hidden]), textarea");
    }

    positionOf(input) {
      const column = [...input.closest("tr").children].indexOf(input.closest("td, th")) - 1;
      const row = input.closest("thead") ? HEADINGS : [...this.table.tbody.children].indexOf(input.closest("tr"));
      return { row, column };
    }

    onPaste(event) {
      if (!event.target.matches("tbody input[type=text], tbody textarea, .column-heading")) return;
      const pasted = readCells(event.clipboardData);
      if (!pasted) return;
      event.preventDefault();
      const start = this.positionOf(event.target);
      const fits = {
        columns: Math.min(pasted.width, this.table.columns.length - start.column),
        rows: Math.min(pasted.rows.length, Math.max(this.table.rows.length, this.meta.maxRows) - start.row),
      };
      const rowsBefore = this.table.rows.length;
      while (this.table.rows.length < start.row + fits.rows) this.table.insertRow(this.table.rows.length);
      const replaced = [];
      for (let down = 0; down < fits.rows; down += 1) {
        for (let right = 0; right < fits.columns; right += 1) {
          const input = this.inputAt(start.row + down, start.column + right);
          if (input) replaced.push([input, input.value]);
          if (input) input.value = pasted.rows[down][right];
        }
      }
      this.finish(event.target);
      this.lastPaste = { replaced, rowsBefore };
      this.say(pasted, fits, replaced.length);
    }

    say(pasted, fits, count) {
      const columns = pasted.width - fits.columns;
      const rows = pasted.rows.length - fits.rows;
      const sentences = [fill(this.strings.PASTED, { count })];
      if (columns) sentences.push(fill(this.strings.COLUMNS_LEFT_OUT, { count: columns }));
      if (rows) sentences.push(fill(this.strings.ROWS_LEFT_OUT, { count: rows, most: this.meta.maxRows }));
      if (pasted.hasMore) sentences.push(this.strings.TEXT_LEFT_OUT);
      this.tell(sentences.join(" "), sentences.length > 1 ? "warning" : "info");
    }

    /* The browser's own undo does not know what a script has filled. */
    onKey(event) {
      // Wagtail's shortcut starts a comment, which shows only once comments are shown.
      if (event.target.closest("tbody") && window.comments?.isCommentShortcut(event)) window.comments.commentApp.activate();
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
      if (!isUndo || !this.lastPaste) return;
      event.preventDefault();
      const { replaced, rowsBefore } = this.lastPaste;
      const [first] = replaced[0];
      replaced.forEach(([input, value]) => (input.value = value));
      while (this.table.rows.length > rowsBefore) this.table.deleteRow(this.table.rows.length - 1);
      if (first.isConnected) first.focus();
      this.finish(first);
      this.tell(this.strings.TAKEN_BACK, "info");
    }

    tell(text, status) {
      const box = document.createElement("div");
      box.className = `help-block help-${status}`;
      const icon = status === "info" ? "help" : status;
      box.innerHTML = `<svg class="icon icon-${icon} icon" aria-hidden="true"><use href="#icon-${icon}"></use></svg>`;
      box.append(text);
      this.note.replaceChildren(box);
    }

    /* Tell the form that it has changed: autosave, preview and checks wait for these. */
    finish(input) {
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  class TableDefinition extends WagtailDefinition {
    render(...args) {
      const table = super.render(...args);
      new TableExtras(table);
      return table;
    }
  }

  window.telepath.register("news.blocks.Table", TableDefinition);
})();
