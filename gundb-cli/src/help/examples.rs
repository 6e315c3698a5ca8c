//! Examples of every command, as its `--help` shows them. A test runs each of them on the demo's
//! database, beside the log `bank.jsonl` and the mapping of `gundb help import-mapping` as
//! `bank.toml`.

pub(crate) const APPEND: &str = "\
Examples:
  gundb append account alice deposited '{\"cents\":500}'
  # only if the stream is still as it was read, and only once however often it is run
  gundb append account carol opened '{\"owner\":\"Carol\"}' --expect new --id 9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01
  echo '{\"cents\":7}' | gundb append account bob deposited - --actor ann --header desk=4
`gundb help expect` explains expectations.";

pub(crate) const READ: &str = "\
Examples:
  gundb read account alice
  gundb read account alice --backwards --limit 1
  gundb read --type account --event-type deposited --from 3
  gundb read --format jsonl --clock";

pub(crate) const STREAMS: &str = "\
Examples:
  gundb streams --type account
  gundb streams --prefix al --format jsonl";

pub(crate) const IMPORT: &str = "\
Examples:
  # see whether it would work; then do it; a second time nothing is stored
  gundb import bank.jsonl --mapping bank.toml --dry-run
  gundb import bank.jsonl --mapping bank.toml
  gundb import bank.jsonl --mapping bank.toml --format json
  # a mapping by flags, for one kind of line
  gundb import bank.jsonl --source till-2 --stream-type account --key account --event-type-field what \\
    --event-map correction=deposited --field cents=cents --otherwise skip
  # a table: its columns are fields, and its texts take the types of the event's fields
  printf 'account;cents\\nalice;500\\n' | gundb import - --input-format csv --delimiter ';' \\
    --stream-type account --key account --event-type deposited --drop account
  # between databases of the same model
  gundb export --output all.jsonl.gz && gundb import all.jsonl.gz --database-url sqlite://other.db
`gundb help import-mapping` explains mapping files.";

pub(crate) const EXPORT: &str = "\
Examples:
  gundb export --output copy.jsonl.gz
  gundb export account alice
  gundb export account --event-type deposited --output deposits.jsonl --force";

pub(crate) const VIEW_LIST: &str = "\
Examples:
  gundb view list
  gundb view list --format json";

pub(crate) const VIEW_SHOW: &str = "\
Examples:
  gundb view show accounts
  gundb view show accounts --limit 10 --format jsonl
  gundb view show accounts --where 'balance>=1000' --order balance:desc --columns id,balance
  gundb view show accounts --total sum:balance --by owner";

pub(crate) const VIEW_REBUILD: &str = "\
Examples:
  gundb view rebuild accounts";

pub(crate) const CONFLICTS: &str = "\
Examples:
  gundb conflicts
  gundb conflicts --format jsonl
An event whose writer has seen all of it resolves a conflict, wherever it is appended.";

pub(crate) const SYNC: &str = "\
Examples:
  gundb sync sqlite://other.db
  # whatever the other one is to be, it has to be there
  gundb migrate run --database-url sqlite://backup.db && gundb sync sqlite://backup.db --format json
Models are not exchanged: `gundb model export` and `gundb model apply` bring them over.";

pub(crate) const MODEL_SHOW: &str = "\
Examples:
  gundb model show";

pub(crate) const MODEL_EXPORT: &str = "\
Examples:
  gundb model export > model.json
  gundb model export | gundb model apply - --dry-run --database-url sqlite://other.db";

pub(crate) const MODEL_APPLY: &str = "\
Examples:
  # what the file would change; then do it: no application is needed for it
  gundb model export > model.json && gundb model apply model.json --dry-run
  gundb model apply model.json
`docs/model.md` describes the file.";

pub(crate) const VERIFY: &str = "\
Examples:
  gundb verify
  gundb verify --format json";

pub(crate) const DEMO: &str = "\
Examples:
  gundb demo
  gundb demo --database-url sqlite://elsewhere.db";

pub(crate) const MIGRATE_RUN: &str = "\
Examples:
  gundb migrate run --database-url sqlite://shop.db";

pub(crate) const MIGRATE_STATUS: &str = "\
Examples:
  gundb migrate status";

pub(crate) const COMPLETIONS: &str = "\
Examples:
  gundb completions bash > gundb.bash";

pub(crate) const HELP: &str = "\
Examples:
  gundb help import
  gundb help view show
  gundb help import-mapping";
