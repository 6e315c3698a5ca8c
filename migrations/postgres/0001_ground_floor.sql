-- The store: one row, locked by every write.
CREATE TABLE gundb_store (
    id            INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    space         BYTEA   NOT NULL,
    log           INTEGER NOT NULL,  -- the own log
    epoch         BIGINT  NOT NULL,
    next_position BIGINT  NOT NULL,
    next_stream   BIGINT  NOT NULL,
    hlc           BIGINT  NOT NULL,  -- above every HLC seen
    catalog       BIGINT  NOT NULL,  -- grows with every registration
    foreign_heads BIGINT  NOT NULL   -- rows in gundb_head
);

CREATE TABLE gundb_epoch (
    epoch          BIGINT  NOT NULL PRIMARY KEY,
    first_position BIGINT  NOT NULL
);

-- Logs held here; head_sequence is the version vector.
CREATE TABLE gundb_log (
    id            INTEGER NOT NULL PRIMARY KEY,
    origin        BIGINT  NOT NULL,
    branch        BYTEA   NOT NULL DEFAULT '',  -- hash of the first divergent record; empty for the trunk
    parent        INTEGER REFERENCES gundb_log,
    fork_sequence BIGINT,
    space         BYTEA   NOT NULL,
    node_name     TEXT,
    genesis       BYTEA   NOT NULL,
    genesis_hash  BYTEA   NOT NULL,
    head_sequence BIGINT  NOT NULL,
    head_hash     BYTEA   NOT NULL,
    UNIQUE (origin, branch)
);

-- The store's heads besides the own log's last record.
CREATE TABLE gundb_head (
    log      INTEGER NOT NULL REFERENCES gundb_log,
    sequence BIGINT  NOT NULL,
    hash     BYTEA   NOT NULL,
    PRIMARY KEY (log, sequence)
);

-- The catalog: append-only.
CREATE TABLE gundb_stream_type (
    id   INTEGER NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE gundb_event_type (
    id          INTEGER NOT NULL PRIMARY KEY,
    stream_type INTEGER NOT NULL REFERENCES gundb_stream_type,
    name        TEXT COLLATE "C" NOT NULL,
    UNIQUE (stream_type, name)
);

CREATE TABLE gundb_schema (
    event_type INTEGER NOT NULL REFERENCES gundb_event_type,
    version    INTEGER NOT NULL,
    catalog    BIGINT  NOT NULL,  -- when it was registered: the newest of a version counts
    hash       BYTEA   NOT NULL,
    schema     TEXT    NOT NULL,
    PRIMARY KEY (event_type, version, catalog)
);

CREATE TABLE gundb_stream (
    id         INTEGER NOT NULL PRIMARY KEY,
    uuid       BYTEA   NOT NULL UNIQUE,
    type       INTEGER NOT NULL REFERENCES gundb_stream_type,
    key        TEXT COLLATE "C" NOT NULL,
    version    BIGINT  NOT NULL,
    last_order BYTEA   NOT NULL,  -- canonical key of the last event
    clock      TEXT    NOT NULL,  -- JSON by log id
    heads      BYTEA   NOT NULL   -- references, 32 bytes each
);
CREATE INDEX gundb_stream_by_key ON gundb_stream (type, key);

-- Events and merge records, by position (docs/decisions/0001-event-table-layout.md).
CREATE TABLE gundb_event (
    position       BIGINT  NOT NULL PRIMARY KEY,
    log            INTEGER NOT NULL,
    sequence       BIGINT  NOT NULL,
    stream         INTEGER,
    version        BIGINT  NOT NULL,  -- stream version with this event
    type           INTEGER,
    kind           SMALLINT NOT NULL,  -- 1 event, 2 merge
    schema_version INTEGER NOT NULL,
    hlc            BIGINT  NOT NULL,
    nonce          BIGINT  NOT NULL,
    batch_index    SMALLINT NOT NULL,
    batch_length   SMALLINT NOT NULL,
    recorded       BIGINT  NOT NULL,  -- microseconds since 1970 UTC
    hash           BYTEA   NOT NULL,
    payload        TEXT,
    event_id       BYTEA,
    parents        BYTEA,
    deps           BYTEA,
    clock          TEXT,              -- JSON by log id; NULL where it is only the own dot
    metadata       TEXT,
    unknown        BYTEA
);
CREATE UNIQUE INDEX gundb_event_by_dot ON gundb_event (log, sequence);
CREATE INDEX gundb_event_by_stream ON gundb_event (stream, hlc);
CREATE INDEX gundb_event_by_type ON gundb_event (type, position);
CREATE INDEX gundb_event_by_id ON gundb_event (event_id) WHERE event_id IS NOT NULL;

CREATE FUNCTION gundb_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'gundb: event rows are never updated or deleted'; END $$;
CREATE TRIGGER gundb_event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON gundb_event
FOR EACH STATEMENT EXECUTE FUNCTION gundb_refuse();

-- Views, and what they remember beyond their rows.
CREATE TABLE gundb_view (
    id         INTEGER NOT NULL PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL,
    version    INTEGER NOT NULL,
    hash       BYTEA   NOT NULL,
    definition TEXT    NOT NULL,
    state      TEXT    NOT NULL,  -- live, stale: kept with every event; catching_up, behind: folded up to position
    position   BIGINT  NOT NULL,  -- folded up to here when the state began, or the last chunk ended
    table_name TEXT COLLATE "C" NOT NULL UNIQUE  -- its rows; its name, unless it is built beside an older table
);
CREATE INDEX gundb_view_by_name ON gundb_view (name);

CREATE TABLE gundb_fold (
    view  INTEGER NOT NULL,
    key   BYTEA   NOT NULL,
    state TEXT    NOT NULL,
    PRIMARY KEY (view, key)
);

CREATE TABLE gundb_skipped (
    view     INTEGER NOT NULL,
    position BIGINT  NOT NULL,
    reason   TEXT    NOT NULL,
    PRIMARY KEY (view, position)
);

CREATE TABLE gundb_conflict (
    kind     TEXT    NOT NULL,  -- wrapped: a sum left 64 bits
    view     INTEGER NOT NULL,
    key      BYTEA   NOT NULL,
    column_name TEXT NOT NULL,
    position BIGINT  NOT NULL,
    PRIMARY KEY (kind, view, key, column_name)
);

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
       CAST(encode(e.event_id, 'hex') AS uuid) AS event_id,
       timestamptz 'epoch' + e.recorded * interval '1 microsecond' AS recorded_at,
       l.origin,
       e.sequence,
       e.hlc,
       CASE WHEN e.clock IS NULL THEN json_build_object(l.origin, e.sequence) ELSE
           (SELECT json_object_agg(cl.origin, CAST(c.value AS bigint) ORDER BY cl.origin)
            FROM json_each_text(CAST(e.clock AS json)) AS c (key, value)
            JOIN gundb_log AS cl ON cl.id = CAST(c.key AS integer)) END AS clock,
       encode(e.hash, 'hex') AS hash
FROM gundb_event AS e
JOIN gundb_log AS l ON l.id = e.log
LEFT JOIN gundb_stream AS s ON s.id = e.stream
LEFT JOIN gundb_stream_type AS st ON st.id = s.type
LEFT JOIN gundb_event_type AS et ON et.id = e.type;
