-- The store: one row, locked by every write.
CREATE TABLE gundb_store (
    id            INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    space         BLOB    NOT NULL,
    log           INTEGER NOT NULL,  -- the own log
    epoch         INTEGER NOT NULL,
    next_position INTEGER NOT NULL,
    next_stream   INTEGER NOT NULL,
    hlc           INTEGER NOT NULL,  -- above every HLC seen
    catalog       INTEGER NOT NULL,  -- grows with every registration
    foreign_heads INTEGER NOT NULL   -- rows in gundb_head
) STRICT;

CREATE TABLE gundb_epoch (
    epoch          INTEGER NOT NULL PRIMARY KEY,
    first_position INTEGER NOT NULL
) STRICT;

-- Logs held here; head_sequence is the version vector.
CREATE TABLE gundb_log (
    id            INTEGER NOT NULL PRIMARY KEY,
    origin        INTEGER NOT NULL,
    branch        BLOB    NOT NULL DEFAULT x'',  -- hash of the first divergent record; empty for the trunk
    parent        INTEGER REFERENCES gundb_log,
    fork_sequence INTEGER,
    space         BLOB    NOT NULL,
    node_name     TEXT,
    genesis       BLOB    NOT NULL,
    genesis_hash  BLOB    NOT NULL,
    head_sequence INTEGER NOT NULL,
    head_hash     BLOB    NOT NULL,
    UNIQUE (origin, branch)
) STRICT;

-- The store's heads besides the own log's last record.
CREATE TABLE gundb_head (
    log      INTEGER NOT NULL REFERENCES gundb_log,
    sequence INTEGER NOT NULL,
    hash     BLOB    NOT NULL,
    PRIMARY KEY (log, sequence)
) STRICT, WITHOUT ROWID;

-- The catalog: append-only.
CREATE TABLE gundb_stream_type (
    id   INTEGER NOT NULL PRIMARY KEY,
    name TEXT    NOT NULL UNIQUE
) STRICT;

CREATE TABLE gundb_event_type (
    id          INTEGER NOT NULL PRIMARY KEY,
    stream_type INTEGER NOT NULL REFERENCES gundb_stream_type,
    name        TEXT    NOT NULL,
    UNIQUE (stream_type, name)
) STRICT;

CREATE TABLE gundb_schema (
    event_type INTEGER NOT NULL REFERENCES gundb_event_type,
    version    INTEGER NOT NULL,
    catalog    INTEGER NOT NULL,  -- when it was registered: the newest of a version counts
    hash       BLOB    NOT NULL,
    schema     TEXT    NOT NULL,
    PRIMARY KEY (event_type, version, catalog)
) STRICT, WITHOUT ROWID;

CREATE TABLE gundb_stream (
    id         INTEGER NOT NULL PRIMARY KEY,
    uuid       BLOB    NOT NULL UNIQUE,
    type       INTEGER NOT NULL REFERENCES gundb_stream_type,
    key        TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    last_order BLOB    NOT NULL,  -- canonical key of the last event
    clock      TEXT    NOT NULL,  -- JSON by log id
    heads      BLOB    NOT NULL   -- references, 32 bytes each
) STRICT;
CREATE INDEX gundb_stream_by_key ON gundb_stream (type, key);

-- Events and merge records, by position (docs/decisions/0001-event-table-layout.md).
CREATE TABLE gundb_event (
    position       INTEGER NOT NULL PRIMARY KEY,
    log            INTEGER NOT NULL,
    sequence       INTEGER NOT NULL,
    stream         INTEGER,
    version        INTEGER NOT NULL,  -- stream version with this event
    type           INTEGER,
    kind           INTEGER NOT NULL,  -- 1 event, 2 merge
    schema_version INTEGER NOT NULL,
    hlc            INTEGER NOT NULL,
    nonce          INTEGER NOT NULL,
    batch_index    INTEGER NOT NULL,
    batch_length   INTEGER NOT NULL,
    recorded       INTEGER NOT NULL,  -- microseconds since 1970 UTC
    hash           BLOB    NOT NULL,
    payload        TEXT,
    event_id       BLOB,
    parents        BLOB,
    deps           BLOB,
    clock          TEXT,              -- JSON by log id; NULL where it is only the own dot
    metadata       TEXT,
    unknown        BLOB
) STRICT;
CREATE UNIQUE INDEX gundb_event_by_dot ON gundb_event (log, sequence);
CREATE INDEX gundb_event_by_stream ON gundb_event (stream, hlc);
CREATE INDEX gundb_event_by_type ON gundb_event (type, position);
CREATE INDEX gundb_event_by_id ON gundb_event (event_id) WHERE event_id IS NOT NULL;

CREATE TRIGGER gundb_event_no_update BEFORE UPDATE ON gundb_event
BEGIN SELECT RAISE(ABORT, 'gundb: event rows are never updated'); END;
CREATE TRIGGER gundb_event_no_delete BEFORE DELETE ON gundb_event
BEGIN SELECT RAISE(ABORT, 'gundb: event rows are never deleted'); END;

-- Views, and what they remember beyond their rows.
CREATE TABLE gundb_view (
    id         INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    hash       BLOB    NOT NULL,
    definition TEXT    NOT NULL,
    state      TEXT    NOT NULL,  -- live, stale: kept with every event; catching_up, behind: folded up to position
    position   INTEGER NOT NULL,  -- folded up to here when the state began, or the last chunk ended
    table_name TEXT    NOT NULL UNIQUE  -- its rows; its name, unless it is built beside an older table
) STRICT;
CREATE INDEX gundb_view_by_name ON gundb_view (name);

CREATE TABLE gundb_fold (
    view  INTEGER NOT NULL,
    key   BLOB    NOT NULL,
    state TEXT    NOT NULL,
    PRIMARY KEY (view, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE gundb_skipped (
    view     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reason   TEXT    NOT NULL,
    PRIMARY KEY (view, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE gundb_conflict (
    kind     TEXT    NOT NULL,  -- wrapped: a sum left 64 bits
    view     INTEGER NOT NULL,
    key      BLOB    NOT NULL,
    column_name TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (kind, view, key, column_name)
) STRICT, WITHOUT ROWID;

-- Every event readably, for people with a SQL shell.
CREATE VIEW gundb_events AS
SELECT e.position,
       st.name AS stream_type,
       s.key AS stream_key,
       e.version,
       et.name AS event_type,
       e.schema_version,
       e.payload,
       e.metadata,
       CASE WHEN e.event_id IS NOT NULL THEN
           lower(substr(hex(e.event_id), 1, 8) || '-' || substr(hex(e.event_id), 9, 4) || '-'
               || substr(hex(e.event_id), 13, 4) || '-' || substr(hex(e.event_id), 17, 4) || '-'
               || substr(hex(e.event_id), 21)) END AS event_id,
       strftime('%Y-%m-%dT%H:%M:%S', (e.recorded - (e.recorded % 1000000 + 1000000) % 1000000) / 1000000, 'unixepoch')
           || printf('.%06dZ', (e.recorded % 1000000 + 1000000) % 1000000) AS recorded_at,
       l.origin,
       e.sequence,
       e.hlc,
       CASE WHEN e.clock IS NULL THEN json_object(CAST(l.origin AS TEXT), e.sequence) ELSE
           (SELECT json_group_object(origin, sequence) FROM (
               SELECT CAST(cl.origin AS TEXT) AS origin, c.value AS sequence
               FROM json_each(e.clock) AS c JOIN gundb_log AS cl ON cl.id = CAST(c.key AS INTEGER)
               ORDER BY cl.origin)) END AS clock,
       lower(hex(e.hash)) AS hash
FROM gundb_event AS e
JOIN gundb_log AS l ON l.id = e.log
LEFT JOIN gundb_stream AS s ON s.id = e.stream
LEFT JOIN gundb_stream_type AS st ON st.id = s.type
LEFT JOIN gundb_event_type AS et ON et.id = e.type;
