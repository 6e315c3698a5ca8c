//! A file that is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::exit::Failure;

/// Written beside its path, and moved there when it is complete; removed where it is not.
pub(super) struct Complete {
    writer: Option<Writer>,
    target: PathBuf,
    beside: PathBuf,
    force: bool,
}

enum Writer {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
}

impl Complete {
    pub(super) fn create(path: &str, force: bool) -> Result<Self, Failure> {
        let target = PathBuf::from(path);
        if !force && target.exists() {
            return Err(taken(&target));
        }
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned());
        let name =
            name.ok_or_else(|| Failure::usage(format!("--output `{path}` names no file")))?;
        let beside = target.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = File::create_new(&beside).map_err(|error| unwritable(&target, &error))?;
        let writer = match path.ends_with(".gz") {
            true => Writer::Gzip(GzEncoder::new(BufWriter::new(file), Compression::default())),
            false => Writer::Plain(BufWriter::new(file)),
        };
        Ok(Self { writer: Some(writer), target, beside, force })
    }

    /// Moves it to its path, when all of it is on the disk.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let failed = |error: &io::Error| unwritable(&self.target, error);
        if let Some(writer) = self.writer.take() {
            writer.finish().map_err(|error| failed(&error))?;
        }
        if self.force {
            return fs::rename(&self.beside, &self.target).map_err(|error| failed(&error));
        }
        // Unlike a rename, a link never replaces what came there meanwhile; it is refused where
        // there are no links.
        match fs::hard_link(&self.beside, &self.target) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(taken(&self.target)),
            Err(_) if self.target.exists() => Err(taken(&self.target)),
            Err(_) => fs::rename(&self.beside, &self.target).map_err(|error| failed(&error)),
        }
    }

    /// An error of writing, with the file that it was about.
    pub(super) fn explained(&self, error: anyhow::Error) -> anyhow::Error {
        match error.downcast_ref::<io::Error>() {
            Some(error) => unwritable(&self.target, error).into(),
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

fn unwritable(target: &Path, error: &io::Error) -> Failure {
    let directory = target.parent().filter(|directory| !directory.as_os_str().is_empty());
    let missing = directory
        .filter(|directory| error.kind() == io::ErrorKind::NotFound && !directory.exists());
    let why = match missing {
        Some(directory) => {
            format!("there is no directory `{}`; create it first", directory.display())
        }
        None => error.to_string(),
    };
    Failure::failed(format!("`{}` can't be written: {why}", target.display()))
}

fn taken(target: &Path) -> Failure {
    Failure::usage(format!(
        "`{}` is there already; take another name, or pass --force",
        target.display()
    ))
}
