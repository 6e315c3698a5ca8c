//! The one event of the log, and three views of it.

use gundb::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;

/// An activity of an application, as the log has it.
#[derive(Event)]
#[event(stream = "loan")]
pub(crate) enum LoanEvent {
    Logged {
        activity: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lifecycle: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resource: Option<String>,
        time: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<i64>,
        /// What the activity decides, if it decides: approved, declined or cancelled.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<String>,
    },
}

/// Opens a database with all views of the log.
pub(crate) async fn open(url: &str) -> gundb::Result<Gundb> {
    Gundb::builder().view::<Application>().view::<Workload>().view::<Funnel>().open(url).await
}

/// One row an application.
#[derive(View)]
#[view(table = "applications", event = LoanEvent)]
pub(crate) struct Application {
    #[view(key)]
    case_id: String,
    #[view(first(Logged.amount))]
    amount: Option<i64>,
    #[view(first(Logged.outcome), index)]
    outcome: Option<String>,
    #[view(count(Logged))]
    events: i64,
    #[view(first(Logged.time))]
    first_time: Timestamp,
    #[view(set(Logged.time))]
    last_time: Timestamp,
}

/// Work done by each resource, over all applications.
#[derive(View)]
#[view(table = "workload", event = LoanEvent)]
pub(crate) struct Workload {
    #[view(key(Logged.resource))]
    resource: String,
    #[view(count(Logged))]
    events: i64,
}

/// How often each activity happened on each day (UTC), over all applications.
#[derive(View)]
#[view(table = "funnel", event = LoanEvent, key(Logged.activity, day(Logged.time)))]
pub(crate) struct Funnel {
    #[view(key)]
    activity: String,
    #[view(key)]
    day: Date,
    #[view(count(Logged))]
    events: i64,
}
