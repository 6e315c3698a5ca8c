//! The account a server runs under: our own, or another one if we are root, since Postgres refuses
//! to run as root.

use std::ffi::OsStr;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

const ROOT: u32 = 0;

/// Who runs the server and owns its files.
#[derive(Debug)]
pub(super) enum Account {
    /// The user who runs the tests.
    Ours,
    /// Another user, because the tests run as root.
    Other {
        /// User.
        uid: u32,
        /// Its primary group.
        gid: u32,
    },
}

impl Account {
    /// For a server whose files lie in `home`, a directory we made; it is handed over to the
    /// account.
    pub(super) fn for_server_in(home: &Path) -> io::Result<Account> {
        if home.metadata()?.uid() != ROOT {
            return Ok(Account::Ours);
        }
        let other = ["postgres", "nobody"].into_iter().find_map(|user| {
            let (uid, gid) = (id("-u", user)?, id("-g", user)?);
            (uid != ROOT).then_some(Account::Other { uid, gid })
        });
        let account = other.ok_or_else(|| {
            io::Error::other("Postgres refuses to run as root; create a user `postgres` to run it")
        })?;
        account.own(home)?;
        Ok(account)
    }

    /// A command that runs under this account.
    pub(super) fn command(&self, program: &OsStr) -> Command {
        let mut command = Command::new(program);
        if let Account::Other { uid, gid } = *self {
            command.uid(uid).gid(gid); // also drops root's supplementary groups
        }
        command
    }

    /// Hands a file over to the account.
    pub(super) fn own(&self, path: &Path) -> io::Result<()> {
        match *self {
            Account::Ours => Ok(()),
            Account::Other { uid, gid } => chown(path, Some(uid), Some(gid)),
        }
    }
}

fn id(flag: &str, user: &str) -> Option<u32> {
    let output = Command::new("id").args([flag, user]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
