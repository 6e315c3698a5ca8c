-- Streams whose heads are more than their canonically last event: writers who knew nothing of each other wrote to them, and
-- nobody who had seen it all has written since.
CREATE TABLE gundb_stream_heads (
    stream  BIGINT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,  -- how many events this store holds
    heads   BYTEA NOT NULL,  -- references, 32 bytes each
    clock   TEXT NOT NULL  -- JSON by log id: the merge of the heads' clocks
);

-- Received records that wait for what they refer to, or for the rest of their batch.
CREATE TABLE gundb_pending (
    origin   BIGINT NOT NULL,
    sequence BIGINT NOT NULL,  -- 0: the genesis of a log that is not here yet
    hash     BYTEA NOT NULL,
    previous BYTEA NOT NULL,  -- the hash before it
    record   BYTEA NOT NULL,
    PRIMARY KEY (origin, sequence, hash)
);
ALTER TABLE gundb_store ADD COLUMN pending BIGINT NOT NULL DEFAULT 0;

-- Received records that can't be taken, and why.
CREATE TABLE gundb_parked (
    origin   BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    hash     BYTEA NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (origin, sequence, hash)
);

-- States of rows behind some of their events: a late event is folded from the newest one before it. A cache.
CREATE TABLE gundb_snapshot (
    view    BIGINT NOT NULL,
    key     BYTEA NOT NULL,
    place   BYTEA NOT NULL,  -- canonical key of the last event in it
    version BIGINT NOT NULL,
    state   TEXT NOT NULL,
    PRIMARY KEY (view, key, place)
);

-- What people should look at; a matter of the rows' states, whatever order the events came in.
DROP TABLE gundb_conflict;
CREATE TABLE gundb_conflict (
    view        BIGINT NOT NULL,
    key         BYTEA NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,  -- wrapped, siblings, removed; same_id of a stream's id, without view
    column_name TEXT COLLATE "C" NOT NULL,  -- empty for the whole row
    row_key     TEXT NOT NULL,  -- the key's cells as a JSON list
    PRIMARY KEY (view, key, kind, column_name)
);
CREATE VIEW gundb_conflicts AS
SELECT c.kind, v.table_name AS view, c.row_key, NULLIF(c.column_name, '') AS column_name
FROM gundb_conflict AS c LEFT JOIN gundb_view AS v ON v.id = c.view;
