//! Tables for people: aligned, safe for terminals, in blocks so that memory stays bounded.

use std::io::{self, Write};

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

/// Rows that are aligned with each other; then the header comes again.
const BLOCK_ROWS: usize = 500;
/// Longest cell; what is longer is cut, and JSON has all of it.
const CELL_CHARS_MAX: usize = 120;
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A column of a table.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    name: String,
    alignment: CellAlignment,
}

impl Column {
    /// Words: aligned to the left.
    pub(crate) fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), alignment: CellAlignment::Left }
    }

    /// Numbers: aligned to the right.
    pub(crate) fn number(name: impl Into<String>) -> Self {
        Self { name: name.into(), alignment: CellAlignment::Right }
    }
}

/// A table that is printed block by block.
pub(crate) struct Blocks {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    begun: bool,
}

impl Blocks {
    pub(crate) fn new(columns: Vec<Column>) -> Self {
        Self { columns, rows: Vec::new(), begun: false }
    }

    pub(crate) fn push(&mut self, cells: Vec<String>, out: &mut dyn Write) -> io::Result<()> {
        self.rows.push(cells);
        if self.rows.len() == BLOCK_ROWS { self.block(out) } else { Ok(()) }
    }

    /// Prints what is left; only the header where there was no row at all.
    pub(crate) fn finish(mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.begun && self.rows.is_empty() { Ok(()) } else { self.block(out) }
    }

    fn block(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.begun {
            writeln!(out)?;
        }
        self.begun = true;
        write!(out, "{}", table(&self.columns, self.rows.drain(..)))
    }
}

/// A whole table, with a line break behind it.
pub(crate) fn table(columns: &[Column], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(columns.iter().map(|column| &column.name));
    for row in rows {
        table.add_row(row.iter().map(|cell| cut(&printable(cell))));
    }
    let last = columns.len().saturating_sub(1);
    for (index, (shown, column)) in table.column_iter_mut().zip(columns).enumerate() {
        shown.set_cell_alignment(column.alignment);
        shown.set_padding((0, if index == last { 0 } else { 1 }));
    }
    format!("{}\n", table.trim_fmt())
}

/// Names and values below each other, with a line break behind the last.
pub(crate) fn pairs(pairs: &[(&str, String)]) -> String {
    let width = pairs.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    pairs.iter().map(|(name, value)| format!("{name:width$}  {}\n", printable(value))).collect()
}

/// Text of several lines without what could steer a terminal.
pub(crate) fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

/// Text without what could steer a terminal: control characters, line breaks too, are escaped.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if steers(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Control characters, line separators, and marks that turn the direction of text.
fn steers(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn cut(cell: &str) -> String {
    match cell.char_indices().nth(CELL_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, printable, table};

    #[test]
    fn numbers_are_right_and_terminals_are_safe() {
        let columns = [Column::text("key"), Column::number("version")];
        let rows = [["a\u{1b}[31m", "7"], ["é \"_%/:", "10000"]];
        let shown = table(&columns, rows.map(|row| row.map(str::to_owned).to_vec()));
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "key          version");
        assert_eq!(lines[2], "a\\u{1b}[31m        7");
        assert_eq!(lines[3], "é \"_%/:        10000");
    }

    #[test]
    fn long_cells_are_cut() {
        let shown = table(&[Column::text("payload")], [vec!["é".repeat(1000)]]);
        assert!(shown.ends_with("é…\n") && shown.chars().count() < 400, "{shown}");
        assert_eq!(printable("a\nb\u{202e}"), "a\\nb\\u{202e}");
    }
}
