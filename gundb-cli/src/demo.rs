//! The demo: a bank on two nodes, which write apart, meet, contradict each other, and settle it. In
//! chapters, on real databases.

mod apart;
mod bank;
mod clocks;
mod decisions;
mod meeting;
mod model;
mod next_steps;
mod node;
mod rows;
mod settled;

use std::io::Write;

use node::Nodes;

/// Writes the story to `out`; a second time it continues with what is there.
pub(crate) async fn write_story(url: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let nodes = Nodes::open(url).await?;
    let ended = story(&nodes, out).await;
    nodes.close().await;
    ended
}

async fn story(nodes: &Nodes, out: &mut dyn Write) -> anyhow::Result<()> {
    bank::on_one_node(&nodes.shore, out).await?;
    let moves = apart::both_write(nodes, out).await?;
    meeting::both_know(nodes, out).await?;
    clocks::explain(&moves, out)?;
    settled::by_an_event(nodes, &moves, out).await?;
    next_steps::print(nodes, out)
}
