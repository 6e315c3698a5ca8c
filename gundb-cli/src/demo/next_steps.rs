//! What to try after the demo: commands to copy.

use std::io::Write;

use super::node::{Node, Nodes};

/// What, on which node, and the command, in which `SHIP` is the ship's URL.
const STEPS: [(&str, Side, &str); 6] = [
    ("one account's events, with their clocks", Side::Shore, "read account alice --clock"),
    (
        "write to it on both nodes",
        Side::Shore,
        "append account alice moved '{\"city\":\"Tromso\"}'",
    ),
    ("", Side::Ship, "append account alice moved '{\"city\":\"Narvik\"}'"),
    ("let them meet", Side::Shore, "sync SHIP"),
    ("what somebody should look at; the next `moved` settles it", Side::Shore, "conflicts"),
    ("check everything", Side::Shore, "verify"),
];

enum Side {
    Shore,
    Ship,
}

pub(super) fn print(nodes: &Nodes, out: &mut dyn Write) -> anyhow::Result<()> {
    let gundb = match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(_) => "cargo run -q -p gundb-cli --",
        None => "gundb",
    };
    let (shore, ship) = (flag(&nodes.shore), flag(&nodes.ship));
    writeln!(
        out,
        "Try next{}:\n",
        if shore.is_empty() { " (with DATABASE_URL set to the shore's database)" } else { "" }
    )?;
    for (what, side, command) in &STEPS {
        if !what.is_empty() {
            writeln!(out, "  # {what}")?;
        }
        let flag = match side {
            Side::Shore => &shore,
            Side::Ship => &ship,
        };
        writeln!(
            out,
            "  {gundb}{flag} {}",
            command.replace("SHIP", &quoted(&nodes.ship.db.url()))
        )?;
    }
    writeln!(
        out,
        "\nThe model of this story is gundb-cli/src/demo/model.rs; the commands are in docs/cli.md."
    )?;
    Ok(())
}

/// The option that names a node's database. Of a server's URL only the harmless part is known here;
/// the whole one belongs into the variable.
fn flag(node: &Node) -> String {
    let url = node.db.url();
    if url.starts_with("sqlite:") {
        format!(" --database-url {}", quoted(&url))
    } else {
        String::new()
    }
}

/// Safe to paste into a shell.
fn quoted(word: &str) -> String {
    if word.chars().all(|c| c.is_ascii_alphanumeric() || ":/._-".contains(c)) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
