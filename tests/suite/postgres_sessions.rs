//! Database sessions on Postgres as others set them up: roles and databases with other settings,
//! servers with few connections, processes that are stopped while they hold the lock.

mod few_connections;
mod grown_tables;
mod role_settings;
mod stopped_process;
