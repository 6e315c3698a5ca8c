//! Sessions on Postgres under the settings of others: roles and databases that set everything otherwise, servers with few connections, processes that are stopped while they hold the lock.

mod few;
mod frozen;
mod grown;
mod hostile;
