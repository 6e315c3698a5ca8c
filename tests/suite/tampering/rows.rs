//! What is tampered with, which invariant that breaks, and what the finding names.
//!
//! The records: 1 and 2 of alice, 3 of bob, 4 and 5 of carol, 6 of bob.

type Tampering = (&'static str, &'static str, &'static str);

pub(super) const EVENTS: &[Tampering] = &[
    (
        "UPDATE gundb_event SET payload = '{\"owner\":\"Mallory\"}' WHERE position = 1",
        "I2",
        "position 1",
    ),
    ("UPDATE gundb_event SET recorded = recorded + 1 WHERE position = 2", "I2", "position 2"),
    ("UPDATE gundb_event SET nonce = 1 WHERE position = 2", "I1", "position 2: as number 1 of 2"),
    (
        "UPDATE gundb_event SET hlc = hlc + 1 WHERE position = 5",
        "I1",
        "position 5: as number 1 of 2",
    ),
    ("UPDATE gundb_event SET batch_length = 3 WHERE position = 6", "I1", "its last batch is cut"),
    (
        "UPDATE gundb_event SET batch_length = 3 WHERE position = 3",
        "I1",
        "position 4: as number 0 of 2",
    ),
    ("UPDATE gundb_event SET hlc = 1 WHERE position = 3", "I8", "position 3: its HLC"),
    (
        "UPDATE gundb_event SET hlc = 1 WHERE position = 6",
        "I8",
        "position 6: it does not come last",
    ),
    ("DELETE FROM gundb_event WHERE position = 2", "I4", "position 3"),
    ("DELETE FROM gundb_event WHERE position = 6", "I3", "log 1"),
    ("DELETE FROM gundb_event WHERE position > 4", "I1", "its last batch is cut"),
    ("UPDATE gundb_event SET version = 7 WHERE position = 2", "I1", "position 2: stream version 7"),
    ("UPDATE gundb_event SET stream = 9 WHERE position = 2", "I1", "position 2: its stream"),
    ("UPDATE gundb_event SET stream = 1 WHERE position = 3", "I2", "position 3"),
    (
        "UPDATE gundb_event SET type = 99 WHERE position = 2",
        "I1",
        "position 2: its stream or its event type",
    ),
    ("UPDATE gundb_event SET log = 9 WHERE position = 2", "I3", "position 2: its log 9"),
    ("UPDATE gundb_event SET sequence = 9 WHERE position = 6", "I3", "position 6: sequence 9"),
    (
        "UPDATE gundb_event SET parents = x'0000000000000001000000000000000100000000000000000000000000000000' WHERE position = 2",
        "I8",
        "position 2: its parents",
    ),
    (
        "UPDATE gundb_event SET deps = x'0000000000000001000000000000000100000000000000000000000000000000' WHERE position = 2",
        "I8",
        "position 2: its deps",
    ),
    (
        "UPDATE gundb_event SET deps = x'0000000000000001000000000000000100000000000000000000000000000000' WHERE position = 2",
        "I7",
        "position 2: it references",
    ),
    (
        "UPDATE gundb_event SET clock = '{\"1\":99}' WHERE position = 2",
        "I8",
        "position 2: its clock",
    ),
    (
        "UPDATE gundb_event SET clock = '{\"1\":2}' WHERE position = 2",
        "I8",
        "position 2: its clock",
    ),
    (
        "UPDATE gundb_event SET clock = '{\"1\":2,\"7\":1}' WHERE position = 2",
        "I8",
        "position 2: its clock",
    ),
    ("UPDATE gundb_event SET clock = 'nonsense' WHERE position = 2", "I8", "position 2: its clock"),
];

pub(super) const BOOKS: &[Tampering] = &[
    ("UPDATE gundb_stream SET key = 'mallory' WHERE id = 1", "I1", "uuid"),
    (
        "UPDATE gundb_stream SET uuid = x'00112233445566778899aabbccddeeff' WHERE id = 1",
        "I1",
        "uuid",
    ),
    ("UPDATE gundb_stream SET id = 9 WHERE id = 1", "I1", "stream 9"),
    (
        "INSERT INTO gundb_stream SELECT 9, x'00112233445566778899aabbccddeeff', type, 'nobody' FROM gundb_stream WHERE id = 1",
        "I1",
        "stream 9",
    ),
    ("DELETE FROM gundb_stream WHERE id = 1", "I1", "position 1"),
    ("UPDATE gundb_store SET next_position = 9", "I4", "the next position is 9"),
    ("UPDATE gundb_store SET next_stream = 3", "I1", "the next stream is 3"),
    ("UPDATE gundb_store SET hlc = hlc - 1", "I8", "the store's HLC"),
    ("UPDATE gundb_store SET foreign_heads = 1", "I1", "foreign heads is 1, but should be 0"),
    ("UPDATE gundb_store SET catalog = 1", "I1", "catalog number is 1"),
    ("UPDATE gundb_store SET log = 7", "I1", "log 7"),
    ("UPDATE gundb_store SET epoch = 2", "I1", "epoch 2"),
    ("UPDATE gundb_store SET space = x'00112233445566778899aabbccddeeff'", "I1", "gundb_store"),
    ("UPDATE gundb_epoch SET first_position = 4", "I1", "gundb_epoch"),
    ("INSERT INTO gundb_epoch VALUES (2, 7)", "I1", "gundb_epoch"),
    ("DELETE FROM gundb_epoch", "I1", "gundb_epoch"),
    ("DELETE FROM gundb_store", "I1", "gundb_store"),
    ("INSERT INTO gundb_head SELECT id, 1, genesis_hash FROM gundb_log", "I1", "gundb_head"),
    ("UPDATE gundb_log SET head_sequence = 4", "I3", "log 1"),
    ("UPDATE gundb_log SET head_hash = genesis_hash", "I3", "log 1"),
    ("UPDATE gundb_log SET genesis = x'00'", "I2", "log 1: its genesis"),
    ("UPDATE gundb_log SET genesis_hash = head_hash", "I2", "log 1: its genesis"),
    ("UPDATE gundb_log SET origin = origin - 1", "I2", "log 1: its genesis"),
    ("UPDATE gundb_log SET space = x'00112233445566778899aabbccddeeff'", "I3", "log 1: its space"),
    ("UPDATE gundb_log SET branch = x'00'", "I3", "log 1"),
    ("UPDATE gundb_log SET id = 2", "I3", "position 1: its log 1"),
];

pub(super) const CATALOG: &[Tampering] = &[
    ("UPDATE gundb_stream_type SET name = 'bank'", "I1", "uuid"),
    (
        "UPDATE gundb_event_type SET name = 'account.found' WHERE name = 'account.opened'",
        "I2",
        "position 1",
    ),
    (
        "UPDATE gundb_event_type SET name = 'account.lost' WHERE name = 'account.closed'",
        "I1",
        "gundb_schema",
    ),
    ("UPDATE gundb_schema SET hash = x'00'", "I1", "gundb_schema"),
    ("UPDATE gundb_schema SET version = 2", "I1", "gundb_schema"),
    ("UPDATE gundb_schema SET schema = '{}'", "I1", "its hash does not fit it"),
    ("UPDATE gundb_schema SET schema = '{\"type\":1}'", "I1", "gundb_schema"),
    ("UPDATE gundb_view SET hash = x'00' WHERE id = 1", "I5", "view `accounts`"),
    ("UPDATE gundb_view SET version = 2 WHERE id = 1", "I5", "view `accounts`"),
    ("UPDATE gundb_view SET name = 'other' WHERE id = 1", "I5", "view `other`"),
    (
        "UPDATE gundb_view SET state = 'odd' WHERE id = 1",
        "I5",
        "view `accounts`: its state is unknown",
    ),
    (
        "UPDATE gundb_view SET position = 7 WHERE id = 1",
        "I5",
        "view `accounts`: it was folded up to position 7",
    ),
    ("UPDATE gundb_view SET definition = definition || ' ' WHERE id = 1", "I5", "view `accounts`"),
    (
        "UPDATE gundb_view SET definition = replace(definition, 'first', 'set') WHERE id = 1",
        "I5",
        "view `accounts`: its hash",
    ),
    (
        "DELETE FROM gundb_schema WHERE event_type = (SELECT id FROM gundb_event_type WHERE name = 'account.closed')",
        "I1",
        "event type `account.closed` has no schema",
    ),
    ("DELETE FROM gundb_schema", "I5", "view `accounts`: it folds `account."),
];

pub(super) const VIEWS: &[Tampering] = &[
    ("UPDATE accounts SET balance = 1000000 WHERE id = 'alice'", "I5", "balance"),
    ("UPDATE accounts SET owner = NULL WHERE id = 'alice'", "I5", "owner"),
    ("UPDATE accounts SET id = 'Alice' WHERE id = 'alice'", "I5", "comes from no event"),
    (
        "DELETE FROM accounts WHERE id = 'alice'",
        "I5",
        "view `accounts`: it lacks 1 row that its events give",
    ),
    (
        "INSERT INTO takings SELECT 'mallory', day, deposits, cents, gundb_version, gundb_clock, gundb_order FROM takings",
        "I5",
        "mallory",
    ),
    ("UPDATE takings SET gundb_version = 2", "I5", "gundb_version"),
    ("UPDATE takings SET gundb_clock = '{}'", "I5", "gundb_clock"),
    (
        "UPDATE takings SET gundb_order = (SELECT gundb_order FROM accounts WHERE id = 'alice')",
        "I5",
        "gundb_order",
    ),
    ("DELETE FROM gundb_fold", "I5", "gundb_fold lacks 3 rows"),
    ("UPDATE gundb_fold SET state = '{}'", "I5", "gundb_fold, row 1"),
    ("UPDATE gundb_fold SET view = 9", "I5", "view 9"),
    ("INSERT INTO gundb_fold VALUES (1, x'00', '{\"deleted\":true}')", "I5", "gundb_fold, row 1"),
    ("INSERT INTO gundb_skipped VALUES (1, 1, 'because')", "I5", "gundb_skipped, row 1"),
    ("DELETE FROM gundb_conflict", "I5", "gundb_conflict lacks 1 row"),
    ("UPDATE gundb_conflict SET kind = 'siblings'", "I5", "gundb_conflict, row 1"),
    (
        "INSERT INTO gundb_conflict VALUES (1, x'00', 'wrapped', 'balance', '[]')",
        "I5",
        "gundb_conflict, row 1",
    ),
];

pub(super) const ILLEGIBLE: &[Tampering] = &[
    (
        "UPDATE gundb_event SET parents = x'01' WHERE position = 2",
        "I2",
        "position 2: a list of references",
    ),
    (
        "UPDATE gundb_event SET deps = x'01' WHERE position = 2",
        "I2",
        "position 2: a list of references",
    ),
    ("UPDATE gundb_event SET event_id = x'01' WHERE position = 2", "I2", "position 2: its id"),
    (
        "UPDATE gundb_event SET hash = x'01' WHERE position = 2",
        "I2",
        "position 2: its hash is not 32",
    ),
    ("UPDATE gundb_event SET kind = 9 WHERE position = 2", "I2", "position 2: 9 is no kind"),
    ("UPDATE gundb_event SET batch_index = -1 WHERE position = 2", "I2", "position 2: -1"),
    ("UPDATE gundb_event SET hlc = -1 WHERE position = 2", "I2", "gundb_event, row 2"),
    ("UPDATE gundb_event SET payload = NULL WHERE position = 2", "I2", "position 2"),
    ("UPDATE gundb_event SET metadata = 'odd' WHERE position = 2", "I2", "position 2"),
    ("UPDATE gundb_event SET unknown = x'00' WHERE position = 2", "I2", "position 2"),
    ("UPDATE gundb_log SET origin = -1", "I3", "gundb_log, row 1"),
    (
        "UPDATE gundb_view SET definition = 'odd' WHERE id = 1",
        "I5",
        "view `accounts`: its definition",
    ),
    ("UPDATE gundb_schema SET schema = 'odd'", "I1", "it is no JSON"),
    ("UPDATE accounts SET gundb_clock = 'odd' WHERE id = 'bob'", "I5", "gundb_clock"),
    ("UPDATE accounts SET gundb_clock = NULL WHERE id = 'bob'", "I5", "gundb_clock"),
    ("UPDATE accounts SET gundb_version = NULL WHERE id = 'bob'", "I5", "gundb_version"),
    ("UPDATE accounts SET gundb_version = -1 WHERE id = 'bob'", "I5", "gundb_version"),
    ("UPDATE accounts SET gundb_order = x'01' WHERE id = 'bob'", "I5", "gundb_order"),
    ("DROP TABLE accounts", "I5", "view `accounts`"),
    ("ALTER TABLE accounts DROP COLUMN balance", "I5", "view `accounts`"),
    ("DROP TABLE gundb_fold", "I5", "gundb_fold"),
    ("DROP VIEW gundb_conflicts; DROP TABLE gundb_conflict", "I5", "gundb_conflict"),
    ("DROP TABLE gundb_head", "I1", "gundb_head"),
    ("DROP TABLE gundb_epoch", "I1", "gundb_epoch"),
    ("DROP TABLE gundb_schema", "I1", "gundb_schema"),
    ("ALTER TABLE gundb_event RENAME TO hidden", "I2", "gundb_event"),
    ("ALTER TABLE gundb_stream RENAME TO hidden", "I1", "gundb_stream"),
    ("ALTER TABLE gundb_log RENAME TO hidden", "I3", "gundb_log"),
    ("ALTER TABLE gundb_store RENAME TO hidden", "I1", "gundb_store"),
    ("ALTER TABLE gundb_view RENAME TO hidden", "I5", "gundb_view"),
];

pub(super) const SQLITE_FORMS: &[Tampering] = &[
    ("UPDATE accounts SET open = 2 WHERE id = 'alice'", "I5", "`open`"),
    ("UPDATE accounts SET open = 'yes' WHERE id = 'alice'", "I5", "`open`"),
    ("UPDATE accounts SET movements = 'one' WHERE id = 'alice'", "I5", "`movements`"),
    ("UPDATE accounts SET owner = CAST(owner AS BLOB) WHERE id = 'alice'", "I5", "`owner`"),
    ("UPDATE accounts SET created_at = replace(created_at, 'Z', '+00:00')", "I5", "`created_at`"),
    ("UPDATE takings SET day = '20240229'", "I5", "`day`"),
];

pub(super) const POSTGRES_FORMS: &[Tampering] = &[
    ("ALTER TABLE accounts ALTER created_at TYPE TEXT", "I5", "view `accounts`"),
    ("ALTER TABLE accounts ALTER balance TYPE TEXT", "I5", "balance"),
    ("ALTER TABLE accounts ALTER open TYPE TEXT", "I5", "open"),
    ("ALTER TABLE gundb_stream ALTER uuid TYPE TEXT USING key", "I1", "uuid"),
];
