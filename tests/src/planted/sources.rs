//! A copy of the repository's sources, in which bugs are planted.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Bug;

/// A copy of the sources.
#[derive(Debug)]
pub struct Sources {
    folder: PathBuf,
}

impl Sources {
    /// Makes `folder` a copy of what lies in `root`, except what is built and what is hidden. Files
    /// that are equal already are not touched, so that what was built from them stays good.
    ///
    /// # Errors
    /// Files can't be read or written.
    pub fn copy(root: &Path, folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        let (wanted, there) = (files(root)?, files(&folder)?);
        for path in there.difference(&wanted) {
            fs::remove_file(folder.join(path))?;
        }
        let sources = Self { folder };
        for path in wanted {
            sources.write(&path, &fs::read(root.join(&path))?)?;
        }
        Ok(sources)
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Plants a bug for as long as `work` takes.
    ///
    /// # Errors
    /// The patch does not apply, or files can't be written.
    pub fn with<T>(&self, bug: &Bug, work: impl FnOnce() -> T) -> Result<T, String> {
        let read = |path: &str| fs::read_to_string(self.folder.join(path)).ok();
        let planted = bug.planted(read)?;
        let sound: Vec<_> =
            planted.iter().map(|(path, _)| (path, read(path).unwrap_or_default())).collect();
        let written = |error: io::Error| format!("{}: {error}", self.folder.display());
        for (path, text) in &planted {
            self.write(Path::new(path), text.as_bytes()).map_err(written)?;
        }
        let done = work();
        for (path, text) in sound {
            self.write(Path::new(path), text.as_bytes()).map_err(written)?;
        }
        Ok(done)
    }

    /// Writes a file, unless it has this text already.
    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let path = self.folder.join(path);
        if fs::read(&path).is_ok_and(|there| there == content) {
            return Ok(());
        }
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        fs::write(path, content)
    }
}

/// The files below a folder.
fn files(root: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let (mut files, mut folders) = (BTreeSet::new(), vec![PathBuf::new()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let (name, kind) = (entry.file_name(), entry.file_type()?);
            let path = folder.join(&name);
            let is_left_out =
                path == Path::new("target") || name.to_string_lossy().starts_with('.');
            if kind.is_dir() && !is_left_out {
                folders.push(path);
            } else if kind.is_file() && !is_left_out {
                files.insert(path);
            }
        }
    }
    Ok(files)
}
