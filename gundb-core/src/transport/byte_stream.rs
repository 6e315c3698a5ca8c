//! Messages over streams of bytes: pipes, sockets, serial lines.

use tokio::io::{
    AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadHalf, WriteHalf,
};

use super::carrier::{CarrierError, MessageReceiver, MessageSender, Transport};
use crate::replication::limits::HEADER_BYTES;
use crate::replication::protocol::Message;

/// A carrier over a stream of bytes each way.
///
/// The messages follow each other as they are, since each begins with its length
/// (`docs/wire-format.md`), so whatever carries the bytes may cut and join them as it likes. It
/// holds one message each way at most, and takes memory for none before its length is known to be
/// within its limit. Bytes that begin no message are given to the session, which refuses them and
/// informs the other node; what comes after them is not read.
///
/// ```no_run
/// use gundb::prelude::*;
/// use gundb::transport::{ByteStream, Role, run_session};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// # let db = Gundb::open("sqlite::memory:").await.unwrap();
/// let socket = tokio::net::TcpStream::connect("shore.example:7000").await?;
/// let met = run_session(&db, ByteStream::over(socket), Role::Initiator).await;
/// # let _ = met;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ByteStream<R, W> {
    reader: R,
    writer: W,
}

/// The half of a [`ByteStream`] that sends.
#[derive(Debug)]
pub struct ByteSender<W> {
    writer: W,
}

/// The half of a [`ByteStream`] that receives.
#[derive(Debug)]
pub struct ByteReceiver<R> {
    reader: R,
    is_at_end: bool,
}

impl<R, W> ByteStream<R, W> {
    /// Over two streams: one to read from, one to write to.
    pub fn new(reader: R, writer: W) -> Self {
        Self { reader, writer }
    }
}

impl<S: AsyncRead + AsyncWrite> ByteStream<ReadHalf<S>, WriteHalf<S>> {
    /// Over one stream that goes both ways.
    pub fn over(stream: S) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        Self::new(reader, writer)
    }
}

impl<R, W> Transport for ByteStream<R, W>
where
    R: AsyncRead + Unpin + Send,
    W: AsyncWrite + Unpin + Send,
{
    type Sender = ByteSender<W>;
    type Receiver = ByteReceiver<R>;

    fn split(self) -> (ByteSender<W>, ByteReceiver<R>) {
        let receiver = ByteReceiver { reader: self.reader, is_at_end: false };
        (ByteSender { writer: self.writer }, receiver)
    }
}

impl<W: AsyncWrite + Unpin + Send> MessageSender for ByteSender<W> {
    async fn send(&mut self, message: Vec<u8>) -> Result<(), CarrierError> {
        self.writer.write_all(&message).await?;
        Ok(self.writer.flush().await?)
    }

    async fn close(&mut self) {
        // The other node may have closed the stream already, having all it needs.
        let _ = self.writer.shutdown().await;
    }
}

impl<R: AsyncRead + Unpin + Send> MessageReceiver for ByteReceiver<R> {
    async fn receive(&mut self) -> Result<Option<Vec<u8>>, CarrierError> {
        let mut header = [0; HEADER_BYTES];
        // An end is one between two messages only.
        let begun = if self.is_at_end { 0 } else { self.reader.read(&mut header).await? };
        if begun == 0 {
            self.is_at_end = true;
            return Ok(None);
        }
        self.reader.read_exact(&mut header[begun..]).await?;
        let Ok(length) = Message::length(&header) else {
            self.is_at_end = true;
            return Ok(Some(header.to_vec()));
        };
        // Pages of zeros are not in memory before something is written to them.
        let mut message = vec![0; length];
        message[..HEADER_BYTES].copy_from_slice(&header);
        self.reader.read_exact(&mut message[HEADER_BYTES..]).await?;
        Ok(Some(message))
    }
}
