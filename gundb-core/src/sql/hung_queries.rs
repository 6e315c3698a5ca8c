//! How each database is asked for what people hang on a table, see [`super::hung`].

/// On SQLite, what is of a table goes with it; views name their tables and never notice.
pub(super) const SQLITE: &str = r"SELECT upper(type), name, NULL, sql FROM sqlite_schema
    WHERE tbl_name = ? COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name NOT LIKE 'gundb\_%' ESCAPE '\'
    ORDER BY type, name";

/// On Postgres, views and constraints hold on to the very table, and what is of it goes with it. A
/// view that is replaced keeps its own grants, triggers, and the views over it.
pub(super) const POSTGRES: &str = r"WITH gundb_table AS (
        SELECT c.oid, c.oid::regclass::text AS name, c.relacl, c.relowner FROM pg_class AS c
        WHERE c.oid = to_regclass(quote_ident($1))),
    gundb_hung (place, kind, name, needs, statement) AS (
        SELECT 1, CASE v.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'RULE' END,
            CASE WHEN v.relkind IN ('v', 'm') THEN '' ELSE quote_ident(r.rulename::text) || ' ON ' END || v.oid::regclass, NULL::text,
            CASE v.relkind WHEN 'v' THEN 'CREATE OR REPLACE VIEW ' || v.oid::regclass
                || COALESCE(' WITH (' || array_to_string(v.reloptions, ', ') || ')', '') || ' AS ' || pg_get_viewdef(v.oid) END
        FROM pg_rewrite AS r JOIN pg_class AS v ON v.oid = r.ev_class WHERE r.oid IN (
            SELECT d.objid FROM pg_depend AS d JOIN gundb_table AS t ON d.refobjid = t.oid
            WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass)
        UNION ALL
        SELECT 2, 'INDEX', i.indexrelid::regclass::text, NULL, pg_get_indexdef(i.indexrelid)
        FROM pg_index AS i JOIN gundb_table AS t ON i.indrelid = t.oid JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE NOT i.indisprimary AND c.relname NOT LIKE 'gundb\_%'
        UNION ALL
        SELECT 3, 'TRIGGER', quote_ident(g.tgname) || ' ON ' || t.name, NULL, pg_get_triggerdef(g.oid)
        FROM pg_trigger AS g JOIN gundb_table AS t ON g.tgrelid = t.oid WHERE NOT g.tgisinternal
        UNION ALL
        SELECT 4, 'GRANT', a.privilege_type, NULL, 'GRANT ' || a.privilege_type || ' ON ' || t.name || ' TO '
            || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)::text) END
            || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
        FROM gundb_table AS t, aclexplode(t.relacl) AS a WHERE a.grantee <> t.relowner
        UNION ALL
        SELECT 4, 'GRANT', a.privilege_type, n.attname::text,
            'GRANT ' || a.privilege_type || ' (' || quote_ident(n.attname::text) || ') ON ' || t.name || ' TO '
            || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)::text) END
            || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
        FROM gundb_table AS t JOIN pg_attribute AS n ON n.attrelid = t.oid AND n.attnum > 0 AND NOT n.attisdropped,
            aclexplode(n.attacl) AS a WHERE a.grantee <> t.relowner
        UNION ALL
        SELECT 0, 'CONSTRAINT', quote_ident(f.conname::text) || ' ON ' || f.conrelid::regclass, NULL, NULL
        FROM pg_constraint AS f JOIN gundb_table AS t ON f.contype = 'f' AND f.confrelid = t.oid
        UNION ALL
        SELECT DISTINCT 0, 'FUNCTION', d.objid::regprocedure::text, NULL, NULL
        FROM pg_depend AS d JOIN gundb_table AS t ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
        WHERE d.classid = 'pg_proc'::regclass
        UNION ALL
        SELECT 0, 'TABLE', i.inhrelid::regclass::text, NULL, NULL FROM pg_inherits AS i JOIN gundb_table AS t ON i.inhparent = t.oid
        UNION ALL
        SELECT 0, 'POLICY', quote_ident(p.polname::text) || ' ON ' || t.name, NULL, NULL
        FROM pg_policy AS p JOIN gundb_table AS t ON p.polrelid = t.oid)
    SELECT kind, name, needs, statement FROM gundb_hung ORDER BY place, name, statement";
