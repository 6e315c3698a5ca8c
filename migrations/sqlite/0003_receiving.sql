-- Streams whose heads are more than their canonically last event: writers who knew nothing of each other wrote to them, and
-- nobody who had seen it all has written since.
CREATE TABLE gundb_stream_heads (
    stream  INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,  -- how many events this store holds
    heads   BLOB NOT NULL,  -- references, 32 bytes each
    clock   TEXT NOT NULL  -- JSON by log id: the merge of the heads' clocks
) STRICT;

-- Received records that wait for what they refer to, or for the rest of their batch.
CREATE TABLE gundb_pending (
    origin   INTEGER NOT NULL,
    sequence INTEGER NOT NULL,  -- 0: the genesis of a log that is not here yet
    hash     BLOB NOT NULL,
    previous BLOB NOT NULL,  -- the hash before it
    record   BLOB NOT NULL,
    PRIMARY KEY (origin, sequence, hash)
) STRICT;
ALTER TABLE gundb_store ADD COLUMN pending INTEGER NOT NULL DEFAULT 0;

-- Received records that can't be taken, and why.
CREATE TABLE gundb_parked (
    origin   INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    hash     BLOB NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (origin, sequence, hash)
) STRICT;

-- States of rows behind some of their events: a late event is folded from the newest one before it. A cache.
CREATE TABLE gundb_snapshot (
    view    INTEGER NOT NULL,
    key     BLOB NOT NULL,
    place   BLOB NOT NULL,  -- canonical key of the last event in it
    version INTEGER NOT NULL,
    state   TEXT NOT NULL,
    PRIMARY KEY (view, key, place)
) STRICT, WITHOUT ROWID;

-- What people should look at; a matter of the rows' states, whatever order the events came in.
DROP TABLE gundb_conflict;
CREATE TABLE gundb_conflict (
    view        INTEGER NOT NULL,
    key         BLOB NOT NULL,
    kind        TEXT NOT NULL,  -- wrapped, siblings, removed; same_id of a stream's id, without view
    column_name TEXT NOT NULL,  -- empty for the whole row
    row_key     TEXT NOT NULL,  -- the key's cells as a JSON list
    PRIMARY KEY (view, key, kind, column_name)
) STRICT, WITHOUT ROWID;
CREATE VIEW gundb_conflicts AS
SELECT c.kind, v.table_name AS view, c.row_key, NULLIF(c.column_name, '') AS column_name
FROM gundb_conflict AS c LEFT JOIN gundb_view AS v ON v.id = c.view;
