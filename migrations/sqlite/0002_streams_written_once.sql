-- A stream's row is written once: where it stands, its last event tells (docs/decisions/0007-what-an-append-writes.md).
ALTER TABLE gundb_stream DROP COLUMN version;
ALTER TABLE gundb_stream DROP COLUMN last_order;
ALTER TABLE gundb_stream DROP COLUMN clock;
ALTER TABLE gundb_stream DROP COLUMN heads;

-- Grows with every transaction that writes: while it stands still, what a process remembers is what is there.
ALTER TABLE gundb_store ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
