-- A received event may state any time: one that no timestamptz holds is shown as none.

-- Every event readably, for people with a SQL shell.
CREATE OR REPLACE VIEW gundb_events AS
SELECT e.position,
       st.name AS stream_type,
       s.key AS stream_key,
       e.version,
       et.name AS event_type,
       e.schema_version,
       e.payload,
       e.metadata,
       CAST(encode(e.event_id, 'hex') AS uuid) AS event_id,
       CASE WHEN e.recorded BETWEEN -62135596800000000 AND 253402300799999999 THEN  -- years 1 to 9999
           timestamptz 'epoch' + e.recorded * interval '1 microsecond' END AS recorded_at,
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
