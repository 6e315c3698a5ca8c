//! The account of the story, as each node shows it.

use std::io::Write;

use super::node::{self, Nodes};
use crate::output::text;

/// Shows the account's row on both nodes.
pub(super) async fn show_rows(nodes: &Nodes, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for node in nodes.both() {
        rows.push(node.row("alice").await?);
    }
    Ok(writeln!(out, "{}", text::table(&node::row_columns(), rows, None))?)
}
