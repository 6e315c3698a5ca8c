//! Tables for people: aligned, safe for terminals, in blocks so that memory stays bounded.

use std::io::{self, Write};

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

use super::fit::{fit, shortened};

/// Rows that are aligned with each other; then the header comes again.
const BLOCK_ROWS: usize = 500;
/// Widest cell, even where there is no terminal to fit; what is wider is cut, and JSON has all of
/// it.
const CELL_WIDTH_MAX: usize = 120;
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

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
    width: Option<usize>,
    begun: bool,
}

impl Blocks {
    pub(crate) fn new(columns: Vec<Column>, width: Option<usize>) -> Self {
        Self { columns, rows: Vec::new(), width, begun: false }
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
        write!(out, "{}", table(&self.columns, self.rows.drain(..), self.width))
    }
}

/// A whole table, with a line break at its end; no wider than `width`, as far as shortening words
/// makes it so.
pub(crate) fn table(
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<String>>,
    width: Option<usize>,
) -> String {
    let shown = |row: Vec<String>| {
        row.iter().map(|cell| shortened(&printable(cell), CELL_WIDTH_MAX)).collect()
    };
    let header = columns.iter().map(|column| column.name.clone()).collect();
    let mut rows: Vec<Vec<String>> = std::iter::once(header).chain(rows).map(shown).collect();
    if let Some(width) = width {
        let whole: Vec<bool> =
            columns.iter().map(|column| column.alignment == CellAlignment::Right).collect();
        fit(&mut rows, &whole, width);
    }
    let mut table = Table::new();
    let mut rows = rows.into_iter();
    table.load_style(STYLE).set_header(rows.next().unwrap_or_default());
    table.add_rows(rows);
    let last = columns.len().saturating_sub(1);
    for (index, (shown, column)) in table.column_iter_mut().zip(columns).enumerate() {
        shown.set_cell_alignment(column.alignment);
        shown.set_padding((0, if index == last { 0 } else { 1 }));
    }
    format!("{}\n", table.trim_fmt())
}

/// `1 row`, `2 rows`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Names and values below each other, with a line break after the last.
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

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::{Column, printable, table};

    #[test]
    fn numbers_are_right_and_terminals_are_safe() {
        let columns = [Column::text("key"), Column::number("version")];
        let rows = [["a\u{1b}[31m", "7"], ["é \"_%/:", "10000"]];
        let shown = table(&columns, rows.map(|row| row.map(str::to_owned).to_vec()), None);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "key          version");
        assert_eq!(lines[2], "a\\u{1b}[31m        7");
        assert_eq!(lines[3], "é \"_%/:        10000");
    }

    #[test]
    fn long_cells_are_cut() {
        let shown = table(&[Column::text("payload")], [vec!["é".repeat(1000)]], None);
        assert!(shown.ends_with("é…\n") && shown.chars().count() < 400, "{shown}");
        assert_eq!(printable("a\nb\u{202e}"), "a\\nb\\u{202e}");
    }

    #[test]
    fn tables_fit_the_terminal() {
        let columns = [Column::number("position"), Column::text("key"), Column::text("payload")];
        let row = |key: &str| {
            vec!["9223372036854775807".to_owned(), key.to_owned(), "{\"n\":1}".repeat(9)]
        };
        let rows = || ["日本語のとても長いキー", "👩‍👩‍👧", "short", "e\u{301}"].map(row);
        let widest = |shown: &str| shown.lines().map(|line| line.width()).max().unwrap();
        for width in [40, 50, 60, 80, 100] {
            let shown = table(&columns, rows(), Some(width));
            assert!(widest(&shown) <= width, "{width}:\n{shown}");
            assert!(shown.contains("9223372036854775807") && shown.contains("short"), "{shown}");
        }
        // The wider column gives way first.
        let shown = table(&columns, rows(), Some(80));
        assert!(shown.contains("日本語のとても長いキー") && shown.contains('…'), "{shown}");
        // Nothing is left out of sight where nothing can be cut any more, nor cut where there is
        // room.
        assert!(widest(&table(&columns, rows(), Some(5))) > 19);
        assert_eq!(table(&columns, rows(), Some(500)), table(&columns, rows(), None));
    }
}
