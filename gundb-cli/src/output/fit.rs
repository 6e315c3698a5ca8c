//! Text as wide as a terminal shows it, and tables no wider than it.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Between two columns.
const GAP: usize = 2;
/// No column is made narrower, however narrow the terminal is.
const COLUMN_WIDTH_MIN: usize = 6;
const MARK: &str = "…";

/// The columns of the terminal that the standard output goes to, if it does.
pub fn terminal_columns() -> Option<usize> {
    let terminal = console::Term::stdout();
    if terminal.is_term() {
        terminal.size_checked().map(|(_, columns)| columns.into())
    } else {
        None
    }
}

/// The text, with a mark where it had to be cut to be no wider. What people see as one character is
/// kept or left as one.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for grapheme in text.graphemes(true) {
        if short.width() + grapheme.width() + MARK.width() > width {
            break;
        }
        short.push_str(grapheme);
    }
    short + MARK
}

/// Shortens cells until all columns fit; first in the widest columns. Those that must not be cut
/// are left as they are.
pub(super) fn fit(rows: &mut [Vec<String>], whole: &[bool], width: usize) {
    let columns = whole.len();
    let natural: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.width())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let total = |cap: usize| {
        let widths = natural
            .iter()
            .zip(whole)
            .map(|(natural, whole)| if *whole { *natural } else { cap.min(*natural) });
        widths.sum::<usize>() + GAP * columns.saturating_sub(1)
    };
    let widest = natural.iter().copied().max().unwrap_or(0);
    let cap = (COLUMN_WIDTH_MIN..widest)
        .rev()
        .find(|cap| total(*cap) <= width)
        .unwrap_or(COLUMN_WIDTH_MIN);
    if total(widest) <= width {
        return;
    }
    for row in rows {
        for (cell, _) in row.iter_mut().zip(whole).filter(|(_, whole)| !**whole) {
            *cell = shortened(cell, cap);
        }
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::shortened;

    #[test]
    fn what_is_cut_is_never_wider() {
        for text in
            ["", "abc", "日本語のキー", "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", "e\u{301}e\u{301}e\u{301}e\u{301}", "🇩🇪🇩🇪🇩🇪"]
        {
            for width in 1..9 {
                let short = shortened(text, width);
                assert!(short.width() <= width, "{short:?} of {width}");
                assert_eq!(short == text, text.width() <= width, "{text:?} of {width}");
            }
        }
        assert_eq!(shortened("日本語", 5), "日本…");
        assert_eq!(shortened("日本語", 4), "日…");
        assert_eq!(shortened("👩‍👩‍👧👩‍👩‍👧", 3), "👩‍👩‍👧…");
        assert_eq!(shortened("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
    }
}
