//! Sessions on Postgres under the settings of others: roles and databases that set everything otherwise, servers with few connections, processes that are stopped while they hold the lock.

mod few_connections;
mod grown_tables;
mod role_settings;
mod stopped_process;
