//! SQL text of the caller's: `?` stands for a bind, outside of quotes and comments.
//!
//! The text is read as its database reads it (which quotes there are is data of the capability), so
//! that a `?` in a string stays what it is, and so that no text reaches beyond where it stands:
//! parentheses are in pairs, quotes and comments end, and there is one statement.

use crate::error::{Error, Result};
use crate::sql::capability::{Dialect, Quotes};

/// A part of raw SQL.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text as it is, comments left out.
    Text(String),
    /// Where the next bind stands.
    Bind,
}

/// The parts of raw SQL.
///
/// # Errors
/// A quote or comment that does not end, a parenthesis without its counterpart, several statements,
/// a numbered or named placeholder.
pub(crate) fn pieces(dialect: Dialect, text: &str) -> Result<Vec<Piece>> {
    let quotes = &dialect.capability().quotes;
    let mut scan = Scan { quotes, rest: text, text: String::new(), pieces: Vec::new(), depth: 0 };
    let scanned = scan.run();
    scanned.map_err(|what| {
        Error::invalid(format!("the SQL `{}` can't be used: {what}", shown(text)))
    })?;
    Ok(scan.pieces)
}

fn shown(text: &str) -> String {
    let start: String = text.chars().take(60).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

struct Scan<'a> {
    quotes: &'static Quotes,
    rest: &'a str,
    text: String,
    pieces: Vec<Piece>,
    depth: usize,
}

impl Scan<'_> {
    fn run(&mut self) -> Result<(), String> {
        if self.rest.contains('\0') {
            return Err("there is U+0000 in it".to_owned());
        }
        while let Some(char) = self.rest.chars().next() {
            match char {
                '-' if self.rest.starts_with("--") => self.line_comment(),
                '/' if self.rest.starts_with("/*") => self.block_comment()?,
                '\'' | '"' => self.quoted(char, self.is_escape_string(char))?,
                '`' if self.quotes.backticks => self.quoted('`', false)?,
                '[' if self.quotes.brackets => self.quoted(']', false)?,
                '$' | ':' | '@' | '#' => self.sigil(char)?,
                '?' => self.question()?,
                ';' => return self.end(),
                _ => self.plain(char)?,
            }
        }
        self.finish()
    }

    /// Takes this many bytes over as they are.
    fn keep(&mut self, bytes: usize) {
        let (kept, rest) = self.rest.split_at(bytes);
        self.text.push_str(kept);
        self.rest = rest;
    }

    fn plain(&mut self, char: char) -> Result<(), String> {
        match char {
            '(' => self.depth += 1,
            ')' => self.depth = self.depth.checked_sub(1).ok_or("a `)` has no `(` before it")?,
            _ => {}
        }
        self.keep(char.len_utf8());
        Ok(())
    }

    fn line_comment(&mut self) {
        self.text.push(' ');
        self.rest = self.rest.find('\n').map_or("", |end| &self.rest[end..]);
    }

    fn block_comment(&mut self) -> Result<(), String> {
        let (mut depth, mut at) = (0_usize, 0);
        loop {
            let rest = &self.rest[at..];
            if rest.starts_with("/*") && (depth == 0 || self.quotes.nested_comments) {
                (depth, at) = (depth + 1, at + 2);
            } else if rest.starts_with("*/") {
                (depth, at) = (depth - 1, at + 2);
            } else {
                at += rest.chars().next().ok_or("a comment `/*` does not end")?.len_utf8();
            }
            if depth == 0 {
                self.text.push(' ');
                self.rest = &self.rest[at..];
                return Ok(());
            }
        }
    }

    /// From a quote to its end; twice the closing quote is one of the content.
    fn quoted(&mut self, close: char, backslashes: bool) -> Result<(), String> {
        let mut chars = self.rest.char_indices().skip(1).peekable();
        while let Some((at, char)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let doubled = char == close && close != ']' && next == Some(close);
            if doubled || (char == '\\' && backslashes) {
                chars.next();
            } else if char == close {
                self.keep(at + close.len_utf8());
                return Ok(());
            }
        }
        Err(format!("what begins with `{}` does not end", shown(self.rest)))
    }

    fn is_escape_string(&self, quote: char) -> bool {
        let mut before = self.text.chars().rev();
        self.quotes.escape_strings
            && quote == '\''
            && before.next().is_some_and(|e| e.eq_ignore_ascii_case(&'e'))
            && !before.next().is_some_and(is_word)
    }

    /// `$`, `:`, `@`, `#`: a quote, a placeholder of the database's own, or an operator.
    fn sigil(&mut self, char: char) -> Result<(), String> {
        let in_word = self.text.chars().next_back().is_some_and(is_word);
        let tag = &self.rest[1..];
        let word = tag.find(|c| !is_word(c)).unwrap_or(tag.len());
        let numbered = char == '$' && tag.starts_with(|c: char| c.is_ascii_digit());
        if in_word && char == '$' {
            self.keep(1);
        } else if numbered || (!self.quotes.dollars && word > 0) {
            return Err(format!("write `?` for each bind, instead of `{}`", &self.rest[..=word]));
        } else if char == '$' && self.quotes.dollars && tag[word..].starts_with('$') {
            let tag = &self.rest[..word + 2];
            let inside = &self.rest[tag.len()..];
            let end =
                inside.find(tag).ok_or_else(|| format!("what begins with `{tag}` does not end"))?;
            self.keep(tag.len() + end + tag.len());
        } else {
            self.keep(1);
        }
        Ok(())
    }

    fn question(&mut self) -> Result<(), String> {
        let next = self.rest[1..].chars().next();
        match next {
            Some('?') if self.quotes.question_operators => {
                self.text.push('?');
                self.rest = &self.rest[2..];
            }
            Some(next) if next == '?' || next.is_ascii_digit() => {
                return Err(format!("write `?` for each bind, instead of `?{next}`"));
            }
            _ => {
                self.flush();
                self.pieces.push(Piece::Bind);
                self.rest = &self.rest[1..];
            }
        }
        Ok(())
    }

    /// A `;`: nothing but blanks, comments and others of its kind may follow.
    fn end(&mut self) -> Result<(), String> {
        let kept = self.text.len();
        while let Some(char) = self.rest.chars().next() {
            match char {
                '-' if self.rest.starts_with("--") => self.line_comment(),
                '/' if self.rest.starts_with("/*") => self.block_comment()?,
                ';' => self.rest = &self.rest[1..],
                blank if blank.is_whitespace() => self.rest = &self.rest[blank.len_utf8()..],
                _ => {
                    return Err(
                        "there is more than one statement in it; run them one by one".to_owned()
                    );
                }
            }
        }
        self.text.truncate(kept);
        self.finish()
    }

    fn finish(&mut self) -> Result<(), String> {
        self.flush();
        match (self.depth, self.pieces.is_empty()) {
            (0, false) => Ok(()),
            (0, true) => Err("it is empty".to_owned()),
            _ => Err("a `(` is never closed".to_owned()),
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            self.pieces.push(Piece::Text(text));
        }
    }
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || !char.is_ascii()
}

#[cfg(test)]
mod tests;
