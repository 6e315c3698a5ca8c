//! Stores that meet over carriers which a program brings along: it uses the public interface alone.

use gundb::prelude::*;
use gundb::replication::protocol::Summary;
use gundb::transport::{
    ByteStream, CarrierError, Counted, MessageReceiver, MessageSender, Role, Traffic, Transport,
    run_session,
};
use gundb_tests::backend::Database;
use tokio::io::duplex;
use tokio::net::UnixStream;
use tokio::sync::mpsc;

use crate::bank::{AccountRow, another, assert_sound, deposited, open, opened};

gundb_tests::scenarios! {
    two_stores_meet_over_a_narrow_stream, two_stores_meet_over_a_socket,
    two_stores_meet_over_a_carrier_of_messages, a_session_that_is_dropped_keeps_what_was_stored
}

/// Two banks that wrote apart: each has an account whose owner changed 2,000 times, which makes
/// over 2 MB in two batches.
async fn two_banks(db: &Database) -> (Gundb, Database, Gundb) {
    let here = open(db).await;
    let (other, there) = another(db).await;
    for (bank, account) in [(&here, "alice"), (&there, "bob")] {
        for _ in 0..2 {
            let owners = (0..1000).map(|owner| opened(&format!("{owner:01000}")));
            bank.append(account, Expect::Any, owners).await.unwrap();
        }
    }
    here.append("carol", Expect::New, [deposited(7)]).await.unwrap();
    (here, other, there)
}

/// A session of both over the two ends of a carrier.
async fn meet<A: Transport, B: Transport>(
    here: &Gundb,
    there: &Gundb,
    near: A,
    far: B,
) -> [Summary; 2] {
    let there = run_session(there, far, Role::Responder);
    let (here, there) = tokio::join!(run_session(here, near, Role::Initiator), there);
    [here.expect("the session of the first ends well"), there.expect("that of the second does")]
}

async fn assert_met(here: &Gundb, there: &Gundb) {
    for bank in [here, there] {
        assert_sound(bank).await;
        assert_eq!(bank.get::<AccountRow>("carol").await.unwrap().unwrap().balance, 7);
    }
    let (left, right) = (here.verify().await.unwrap(), there.verify().await.unwrap());
    assert_eq!(
        (left.records, left.views, left.version_vector),
        (4001, right.views, right.version_vector)
    );
}

/// Both have much to send, and the stream holds next to nothing of it.
async fn two_stores_meet_over_a_narrow_stream(db: Database) {
    let (here, _other, there) = two_banks(&db).await;
    let (near, far) = duplex(64);
    let traffic = Traffic::default();
    let near = Counted::new(ByteStream::over(near), &traffic);
    let [first, second] = meet(&here, &there, near, ByteStream::over(far)).await;
    assert_eq!(
        (first.sent, second.sent, first.received.new, second.received.new),
        (2001, 2000, 2000, 2001)
    );
    assert!(traffic.sent().bytes > 2_000_000 && traffic.received().bytes > 2_000_000);
    assert!(traffic.sent().messages > 4 && traffic.received().messages > 4);
    assert_met(&here, &there).await;
}

/// A pipe of the operating system both ways; and each end in a task of its own, as in two
/// processes.
async fn two_stores_meet_over_a_socket(db: Database) {
    let (here, _other, there) = two_banks(&db).await;
    let (near, far) = UnixStream::pair().unwrap();
    let answering = there.clone();
    let answer = tokio::spawn(async move {
        run_session(&answering, ByteStream::over(far), Role::Responder).await.unwrap()
    });
    let (reader, writer) = near.into_split();
    let first = run_session(&here, ByteStream::new(reader, writer), Role::Initiator).await.unwrap();
    assert_eq!((first.sent, answer.await.unwrap().sent), (2001, 2000));
    assert_met(&here, &there).await;
}

struct Post(mpsc::Sender<Vec<u8>>);
struct Mail(mpsc::Receiver<Vec<u8>>);

impl MessageSender for Post {
    async fn send(&mut self, message: Vec<u8>) -> Result<(), CarrierError> {
        Ok(self.0.send(message).await?)
    }
}

impl MessageReceiver for Mail {
    async fn receive(&mut self) -> Result<Option<Vec<u8>>, CarrierError> {
        Ok(self.0.recv().await)
    }
}

async fn two_stores_meet_over_a_carrier_of_messages(db: Database) {
    let (here, _other, there) = two_banks(&db).await;
    let ((to_there, from_here), (to_here, from_there)) = (mpsc::channel(1), mpsc::channel(1));
    let (near, far) = ((Post(to_there), Mail(from_there)), (Post(to_here), Mail(from_here)));
    meet(&here, &there, near, far).await;
    assert_met(&here, &there).await;
}

/// The session is dropped while it stores what came: its second message of events.
async fn a_session_that_is_dropped_keeps_what_was_stored(db: Database) {
    let (here, _other, there) = two_banks(&db).await;
    let (near, far) = duplex(100_000);
    let traffic = Traffic::default();
    let far = Counted::new(ByteStream::over(far), &traffic);
    let answer = run_session(&there, far, Role::Responder);
    let much_came = async {
        while traffic.received().bytes < 2_000_000 {
            tokio::task::yield_now().await;
        }
    };
    let dropped = async {
        tokio::select! {
            biased;
            () = much_came => {}
            ended = answer => panic!("it ended before: {ended:?}"),
        }
    };
    let (first, ()) =
        tokio::join!(run_session(&here, ByteStream::over(near), Role::Initiator), dropped);
    let error = first.unwrap_err();
    assert!(error.is_unavailable() && error.to_string().contains("kept: sync again"), "{error}");
    assert_sound(&there).await;
    let held = there.verify().await.unwrap().records;
    assert!(held >= 3000, "the first message of events was stored");
    let (near, far) = duplex(100_000);
    let [_, second] = meet(&here, &there, ByteStream::over(near), ByteStream::over(far)).await;
    assert!(second.received.new <= 4001 - held, "what was stored was not sent again");
    assert_met(&here, &there).await;
}
