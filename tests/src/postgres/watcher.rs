//! Cleaning up after a process that may be killed.

use std::ffi::OsStr;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use super::account::Account;

/// A shell that runs a script when this guard is dropped or this process ends, however it ends: it
/// waits for the end of a pipe that only this process holds open, and the kernel closes that even
/// after SIGKILL.
#[derive(Debug)]
pub(super) struct Watcher {
    shell: Child,
}

impl Watcher {
    /// `script` finds `arguments` in `$1`, `$2`, …. The shell has a process group of its own, so an
    /// interrupt at the terminal does not reach it. It keeps our standard output open until it is
    /// done, so a reader that reaches its end knows that the cleaning is over.
    pub(super) fn start(
        account: &Account,
        script: &str,
        arguments: &[&OsStr],
    ) -> io::Result<Watcher> {
        let mut command: Command = account.command("sh".as_ref());
        command.args(["-c", &format!("cat >/dev/null; {script}"), "watcher"]).args(arguments);
        let shell = command.current_dir("/").process_group(0).stdin(Stdio::piped()).spawn()?;
        Ok(Watcher { shell })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // The script has reported its own failure; a destructor can report to nobody.
        let _ = self.shell.wait();
    }
}
