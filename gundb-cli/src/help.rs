//! What `gundb help` teaches beside the descriptions of commands: a tour, examples, and pages on
//! topics.
//!
//! Every example is run by a test, and every command is in the tour, so that none of it rots.

pub(crate) mod examples;

/// The help of `gundb` itself.
pub(crate) const TEMPLATE: &str = concat!(
    "{about-with-newline}\n{usage-heading} {usage}\n\n",
    include_str!("help/tour.txt"),
    "\nOptions of every command:\n{options}{after-help}"
);

/// A page of `gundb help`.
pub(crate) struct Topic {
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

/// All pages.
pub(crate) const TOPICS: [Topic; 4] = [
    Topic { name: "import-mapping", text: include_str!("help/topics/import-mapping.txt") },
    Topic { name: "expect", text: include_str!("help/topics/expect.txt") },
    Topic { name: "exit-codes", text: include_str!("help/topics/exit-codes.txt") },
    Topic { name: "database-url", text: include_str!("help/topics/database-url.txt") },
];
