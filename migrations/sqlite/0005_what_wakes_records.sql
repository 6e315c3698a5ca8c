-- Which logs the waiting records of a log refer to: where a record of `refers_to` arrives, those of `origin` may have all
-- they wait for. It says too much at most, and never too little.
CREATE TABLE gundb_pending_reference (
    refers_to INTEGER NOT NULL,  -- an origin; 0: any, of records that waited before this table was there
    origin    INTEGER NOT NULL,
    PRIMARY KEY (refers_to, origin)
) STRICT, WITHOUT ROWID;
CREATE INDEX gundb_pending_reference_origin ON gundb_pending_reference (origin);
INSERT INTO gundb_pending_reference (refers_to, origin) SELECT DISTINCT 0, origin FROM gundb_pending;
