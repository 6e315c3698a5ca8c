//! What to try after the demo: commands to copy.

use std::io::Write;

use gundb::Gundb;

const STEPS: [(&str, &str); 6] = [
    ("one account's events", "read account alice"),
    ("append one yourself", "append account bob deposited '{\"cents\":500}'"),
    ("be told of a conflict", "append account bob deposited '{\"cents\":500}' --expect 1"),
    ("the view again", "view show accounts"),
    ("the same for programs", "view show accounts --format json"),
    ("check everything", "verify"),
];

pub(super) fn print(db: &Gundb, out: &mut dyn Write) -> anyhow::Result<()> {
    let gundb = match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(_) => "cargo run -q -p gundb-cli --",
        None => "gundb",
    };
    let url = db.url();
    // Of a server's URL only the harmless part is known here; the whole one belongs into the variable.
    let flag =
        if url.starts_with("sqlite:") { format!(" --database-url {}", quoted(&url)) } else { String::new() };
    writeln!(
        out,
        "Try next{}:\n",
        if flag.is_empty() { " (with DATABASE_URL set to this database)" } else { "" }
    )?;
    for (what, command) in STEPS {
        writeln!(out, "  # {what}\n  {gundb}{flag} {command}")?;
    }
    writeln!(out, "\nThe model behind it is gundb-cli/src/demo/model.rs; the commands are in docs/cli.md.")?;
    Ok(())
}

/// Safe to paste into a shell.
fn quoted(word: &str) -> String {
    if word.chars().all(|c| c.is_ascii_alphanumeric() || ":/._-".contains(c)) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
