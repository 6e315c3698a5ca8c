//! How far an import is; shown only where the standard error is a terminal.

use std::fs::File;
use std::io::Read;

use indicatif::{ProgressBar, ProgressStyle};

const OF_A_FILE: &str = "{bar:30} {percent:>3} % of {total_bytes}, {msg}";
const OF_A_PIPE: &str = "{spinner} {bytes} read, {msg}";

/// The bar of one import.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Of a file with this many bytes, or of input without a known end.
    pub(crate) fn new(bytes: Option<u64>) -> Self {
        let (bar, template) = match bytes {
            Some(bytes) => (ProgressBar::new(bytes), OF_A_FILE),
            None => (ProgressBar::no_length(), OF_A_PIPE),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// Follows the bytes that are read; those of the file, not those that come out of its gzip.
    pub(crate) fn following<'a>(&self, input: impl Read + 'a) -> impl Read + 'a {
        self.bar.wrap_read(input)
    }

    pub(super) fn at(&self, events: u64) {
        let seconds = self.bar.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "nobody reads a rate to sixteen digits")]
        let rate = events as f64 / seconds.max(f64::MIN_POSITIVE);
        self.bar.set_message(format!("{events} events, {rate:.0}/s"));
    }

    /// Does something that writes, with the bar out of the way.
    pub(super) fn aside(&self, act: impl FnOnce()) {
        self.bar.suspend(act);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// The size of a plain file; pipes and devices have none.
pub(crate) fn size(file: &File) -> Option<u64> {
    file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len())
}
