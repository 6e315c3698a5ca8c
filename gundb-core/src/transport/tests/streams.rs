//! Sessions over streams of bytes.

use std::error::Error as _;
use std::io;

use futures_util::future::join;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

use super::play::{Played, play};
use super::stored::Stored;
use super::{full, meet, writer};
use crate::error::{Error, Result};
use crate::replication::Refusal;
use crate::replication::limits::{EVENTS_BYTES_MAX, HEADER_BYTES, MESSAGE_BYTES_MAX};
use crate::replication::protocol::{Body, Message, Summary};
use crate::transport::{
    ByteStream, Counted, MessageReceiver as _, Role, Traffic, Transport as _, run_session,
};

/// A session over a pipe that holds this many bytes each way.
fn over_pipe(bytes: usize, first: &Stored, second: &Stored) -> [Result<Summary>; 2] {
    let (here, there) = duplex(bytes);
    let there_role = run_session(second, ByteStream::over(there), Role::Responder);
    let here_role = run_session(first, ByteStream::over(here), Role::Initiator);
    play(join(here_role, there_role)).ended().into()
}

#[test]
fn two_nodes_that_both_send_much_do_not_wait_for_each_other() {
    for (pipe, batches) in [(1, 1), (64, 30), (100_000, 30)] {
        let [first, second] = [1, 2].map(|origin| full(origin, batches));
        let [there, back] = over_pipe(pipe, &first, &second).map(Result::unwrap);
        assert_eq!((there.sent, back.sent), (2 * batches as u64, 2 * batches as u64));
        assert_eq!(first.heads(), second.heads());
    }
}

/// Both stores fail when the first events come, while more are being sent both ways.
#[test]
fn two_nodes_that_both_break_off_do_not_wait_for_each_other() {
    let [first, second] = [1, 2].map(|origin| full(origin, 30));
    [&first, &second].into_iter().for_each(Stored::fail_to_receive);
    for error in over_pipe(64, &first, &second).map(Result::unwrap_err) {
        assert!(error.to_string().contains("disk is full"), "{error}");
    }
}

#[test]
fn who_can_send_no_more_still_hears_why() {
    let (first, second) = (full(1, 30), full(2, 30));
    second.fail_to_receive();
    let [there, back] = over_pipe(64, &first, &second).map(Result::unwrap_err);
    assert_eq!(there.detail(), Some(&Refusal::Trouble), "{there}");
    assert!(back.to_string().contains("disk is full"), "{back}");
}

#[test]
fn what_is_counted_is_what_the_carrier_took_and_gave() {
    let (first, second) = (full(1, 30), full(2, 30));
    let (here, there) = duplex(64);
    let traffic = [Traffic::default(), Traffic::default()];
    let near = Counted::new(ByteStream::over(here), &traffic[0]);
    let far = Counted::new(ByteStream::over(there), &traffic[1]);
    let near = run_session(&first, near, Role::Initiator);
    let (near, far) = play(join(near, run_session(&second, far, Role::Responder))).ended();
    assert!(near.is_ok() && far.is_ok());
    let report = meet(&full(1, 30), &full(2, 30)).unwrap();
    for (sent, received, way) in [
        (traffic[0].sent(), traffic[1].received(), report.there),
        (traffic[1].sent(), traffic[0].received(), report.back),
    ] {
        assert_eq!((sent.messages, sent.bytes), (way.messages, way.bytes));
        assert_eq!(sent, received);
    }
}

/// What a node says to these bytes, which come at the beginning and are all that comes.
fn to_bytes(bytes: &[u8]) -> (Error, Vec<u8>) {
    let node = Stored::new(writer(1, 1));
    let (here, mut there) = duplex(1024);
    play(async {
        let told = async {
            there.write_all(bytes).await.unwrap();
            there.shutdown().await.unwrap();
            let mut answer = Vec::new();
            there.read_to_end(&mut answer).await.unwrap();
            answer
        };
        let (ended, answer) =
            join(run_session(&node, ByteStream::over(here), Role::Responder), told).await;
        (ended.unwrap_err(), answer)
    })
    .ended()
}

fn header(version: u8, length: usize) -> Vec<u8> {
    [&[version, 3, 0, 0, 0, 0][..], &u32::try_from(length).unwrap().to_be_bytes()].concat()
}

#[test]
fn a_stream_that_ends_between_messages_is_a_node_that_disappeared() {
    let (error, answer) = to_bytes(b"");
    assert!(error.is_unavailable() && error.source().is_none() && answer.is_empty(), "{error}");
    assert!(error.to_string().starts_with("the other node disappeared"), "{error}");
}

#[test]
fn a_stream_that_ends_in_a_message_is_a_connection_that_failed() {
    let whole = [header(1, 8), vec![0; 8]].concat();
    for bytes in [1, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 7] {
        let (error, answer) = to_bytes(&whole[..bytes]);
        let kind = error.detail::<io::Error>().map(io::Error::kind);
        assert_eq!(kind, Some(io::ErrorKind::UnexpectedEof), "{bytes}: {error}");
        assert!(error.is_unavailable() && error.source().is_some() && answer.is_empty());
    }
}

#[test]
fn what_begins_no_message_is_refused_and_the_other_node_told() {
    let other_version = (header(9, 8), Refusal::Version(1));
    let too_long = (header(1, EVENTS_BYTES_MAX + 1), Refusal::Malformed);
    let text = (b"HTTP/1.1 400 Bad Request".to_vec(), Refusal::Version(1));
    for (bytes, reason) in [other_version, too_long, text] {
        let (error, answer) = to_bytes(&bytes);
        assert_eq!(error.detail(), Some(&reason), "{error}");
        assert_eq!(Message::decode(&answer).unwrap().body, Body::Refused(reason));
    }
}

/// A message of the greatest length is awaited; of one that is longer, no byte after its header is
/// read, nor anything after it.
#[test]
fn the_length_is_looked_at_before_the_body() {
    let (mut here, there) = duplex(64);
    let (_, mut receiver) = ByteStream::over(there).split();
    play(here.write_all(&header(1, EVENTS_BYTES_MAX))).ended().unwrap();
    assert_eq!(MESSAGE_BYTES_MAX, HEADER_BYTES + EVENTS_BYTES_MAX);
    assert!(matches!(play(receiver.receive()), Played::Stuck));
    let (mut here, there) = duplex(64);
    let (_, mut receiver) = ByteStream::over(there).split();
    let long = [header(1, EVENTS_BYTES_MAX + 1), vec![7; 20]].concat();
    play(here.write_all(&long)).ended().unwrap();
    assert_eq!(play(receiver.receive()).ended().unwrap(), Some(long[..HEADER_BYTES].to_vec()));
    assert_eq!(play(receiver.receive()).ended().unwrap(), None);
}

#[test]
fn a_session_over_a_stream_can_move_between_threads() {
    fn moves<T: Send>(_: &T) {}
    let node = Stored::new(writer(1, 1));
    let (here, _there) = duplex(64);
    moves(&run_session(
        &node,
        Counted::new(ByteStream::over(here), &Traffic::default()),
        Role::Initiator,
    ));
}
