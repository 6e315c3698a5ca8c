//! Appends of both sides in turns.

use anyhow::Result;

use super::args::Effort;
use super::case::{AppendCase, STREAMS};
use super::report::Comparison;
use crate::database::Database;
use crate::drive::Callers;
use crate::durability::Durability;
use crate::ours;
use crate::raw::Raw;

/// Measures one case: ours, raw, ours, raw, ….
pub(crate) async fn run(
    database: &mut impl Database,
    case: AppendCase,
    durability: Durability,
    effort: Effort,
) -> Result<Comparison> {
    let AppendCase { callers, batch, view, .. } = case;
    let fresh = database.fresh(durability).await?;
    let db = ours::open(&fresh.url, view, durability).await?;
    let raw = if callers == 1 { Raw::direct(fresh.raw) } else { Raw::queued(fresh.raw, view) };
    let (mut ours, mut raw) =
        (Callers::new(db.clone(), callers, STREAMS), Callers::new(raw, callers, STREAMS));
    ours.warm_up().await?;
    raw.warm_up().await?;
    let (mut our_samples, mut raw_samples) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        our_samples.push(ours.round(batch, effort.round).await?);
        raw_samples.push(raw.round(batch, effort.round).await?);
    }
    if view {
        ours::check_view(&db, ours.events()).await?;
    }
    drop(ours);
    db.close().await;
    Ok(Comparison::of(&our_samples, &raw_samples))
}
