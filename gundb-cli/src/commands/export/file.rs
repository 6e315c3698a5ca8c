//! A file that is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::exit::Failure;

/// Written beside its place, and moved there when it is complete; removed where it is not.
pub(super) struct Complete {
    writer: Option<Writer>,
    place: PathBuf,
    beside: PathBuf,
    force: bool,
}

enum Writer {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
}

impl Complete {
    pub(super) fn create(path: &str, force: bool) -> Result<Self, Failure> {
        let place = PathBuf::from(path);
        if !force && place.exists() {
            return Err(taken(&place));
        }
        let name = place.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.ok_or_else(|| Failure::usage(format!("--output `{path}` names no file")))?;
        let beside = place.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = File::create_new(&beside).map_err(|error| unwritable(&place, &error))?;
        let writer = match path.ends_with(".gz") {
            true => Writer::Gzip(GzEncoder::new(BufWriter::new(file), Compression::default())),
            false => Writer::Plain(BufWriter::new(file)),
        };
        Ok(Self { writer: Some(writer), place, beside, force })
    }

    /// Moves it to its place, when all of it is on the disk.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let told = |error: &io::Error| unwritable(&self.place, error);
        if let Some(writer) = self.writer.take() {
            writer.finish().map_err(|error| told(&error))?;
        }
        if self.force {
            return fs::rename(&self.beside, &self.place).map_err(|error| told(&error));
        }
        // Unlike a rename, a link never replaces what came there meanwhile; it is refused where there are no links.
        match fs::hard_link(&self.beside, &self.place) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(taken(&self.place)),
            Err(_) if self.place.exists() => Err(taken(&self.place)),
            Err(_) => fs::rename(&self.beside, &self.place).map_err(|error| told(&error)),
        }
    }

    /// An error of writing, with the file that it was about.
    pub(super) fn explained(&self, error: anyhow::Error) -> anyhow::Error {
        match error.downcast_ref::<io::Error>() {
            Some(error) => unwritable(&self.place, error).into(),
            None => error,
        }
    }
}

impl Write for Complete {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.writer {
            Some(Writer::Plain(file)) => file.write(bytes),
            Some(Writer::Gzip(file)) => file.write(bytes),
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Writer {
    fn finish(self) -> io::Result<()> {
        let file = match self {
            Self::Plain(file) => file,
            Self::Gzip(file) => file.finish()?,
        };
        file.into_inner()?.sync_all()
    }
}

impl Drop for Complete {
    fn drop(&mut self) {
        // It is gone already where it was moved.
        let _ = fs::remove_file(&self.beside);
    }
}

fn unwritable(place: &Path, error: &io::Error) -> Failure {
    let directory = place.parent().filter(|directory| !directory.as_os_str().is_empty());
    let missing =
        directory.filter(|directory| error.kind() == io::ErrorKind::NotFound && !directory.exists());
    let why = match missing {
        Some(directory) => format!("there is no directory `{}`; create it first", directory.display()),
        None => error.to_string(),
    };
    Failure::failed(format!("`{}` can't be written: {why}", place.display()))
}

fn taken(place: &Path) -> Failure {
    Failure::usage(format!("`{}` is there already; take another name, or pass --force", place.display()))
}
