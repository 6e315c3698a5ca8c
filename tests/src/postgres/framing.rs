//! Messages of Postgres' protocol, as far as a proxy has to know them.

use tokio::io::{AsyncReadExt as _, BufReader};
use tokio::net::tcp::OwnedReadHalf;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

/// A message as it travels.
#[derive(Debug)]
pub(super) struct Message {
    /// Its type, its length (four bytes, which count themselves), its body; the first one of a
    /// connection has no type.
    pub(super) bytes: Vec<u8>,
}

impl Message {
    /// The message that ends a connection.
    pub(super) fn terminate() -> Self {
        Self { bytes: vec![b'X', 0, 0, 0, 4] }
    }

    /// Whether it may be what asks for the store's lock: SQL that names it, or a statement whose
    /// text was sent before.
    pub(super) fn may_lock(&self) -> bool {
        let names = |text: &[u8]| self.bytes.windows(text.len()).any(|window| window == text);
        match self.bytes.first() {
            Some(b'Q') => names(b"gundb_store") || names(b"gundb_migration"),
            Some(b'B') => true,
            _ => false,
        }
    }

    /// Whether the server does something for it before the program asks for an answer, and keeps
    /// the locks until then.
    pub(super) fn begins_a_statement(&self) -> bool {
        self.bytes.first() == Some(&b'E')
    }

    /// Whether it is a commit by itself.
    pub(super) fn commits(&self) -> bool {
        self.bytes.get(5..) == Some(b"COMMIT\0")
    }

    /// Where the server is ready for the next query: whether it is in no transaction.
    pub(super) fn ready_and_idle(&self) -> Option<bool> {
        match self.bytes.as_slice() {
            [b'Z', _, _, _, _, status] => Some(*status == b'I'),
            _ => None,
        }
    }
}

/// Reads messages as they come, until the connection is closed.
pub(super) fn read_messages(
    reads: OwnedReadHalf,
    begins_untyped: bool,
) -> (mpsc::UnboundedReceiver<Message>, AbortHandle) {
    let (send, messages) = mpsc::unbounded_channel();
    let reading = tokio::spawn(async move {
        let (mut reads, mut is_typed) = (BufReader::new(reads), !begins_untyped);
        while let Some(message) = read(&mut reads, is_typed).await {
            is_typed = true;
            if send.send(message).is_err() {
                return;
            }
        }
    });
    (messages, reading.abort_handle())
}

async fn read(reads: &mut BufReader<OwnedReadHalf>, is_typed: bool) -> Option<Message> {
    let mut bytes = Vec::new();
    if is_typed {
        bytes.push(reads.read_u8().await.ok()?);
    }
    let length = reads.read_u32().await.ok()?;
    bytes.extend(length.to_be_bytes());
    let body = bytes.len();
    bytes.resize(body + (length as usize).checked_sub(4)?, 0);
    reads.read_exact(&mut bytes[body..]).await.ok()?;
    Some(Message { bytes })
}
