//! Where quotes open and close in a row. The crate that takes rows apart lets misplaced quotes
//! pass; here they are reported, with their column.

/// Where in a row one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Begin,
    Plain,
    Quoted,
    /// After a quote that closes, or is the first of two.
    Closed,
}

/// Looks through a row, line by line.
pub(super) struct Quotes {
    delimiter: u8,
    at: At,
    column: usize,
}

impl Quotes {
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, at: At::Begin, column: 1 }
    }

    /// The column in which one is, from 1.
    pub(super) fn column(&self) -> usize {
        self.column
    }

    /// Whether the row ends with this line, which comes without its line feed; else a quote is
    /// open.
    ///
    /// # Errors
    /// What is wrong, with its column.
    pub(super) fn line(&mut self, line: &[u8]) -> Result<bool, String> {
        for (index, byte) in line.iter().enumerate() {
            self.at = match (self.at, *byte) {
                (At::Quoted, b'"') => At::Closed,
                (At::Quoted, _) | (At::Closed | At::Begin, b'"') => At::Quoted,
                (_, byte) if byte == self.delimiter => {
                    self.column += 1;
                    At::Begin
                }
                (at, b'\r') if index + 1 == line.len() => at,
                (_, b'\r') => {
                    return Err(self.wrong(
                        "has a carriage return in it; a value with line breaks stands in quotes",
                    ));
                }
                (At::Plain, b'"') => {
                    return Err(self.wrong(
                        "has a quote in the middle; a value with quotes in it stands in quotes, and has each of its \
                         quotes twice",
                    ));
                }
                (At::Closed, _) => {
                    return Err(self.wrong(
                        "goes on after its closing quote; a quote inside of a value in quotes stands there twice",
                    ));
                }
                (At::Begin | At::Plain, _) => At::Plain,
            };
        }
        Ok(self.at != At::Quoted)
    }

    fn wrong(&self, what: &str) -> String {
        format!("column {} {what}", self.column)
    }
}
