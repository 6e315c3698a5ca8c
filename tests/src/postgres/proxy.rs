//! A proxy between a program and a Postgres server: at one message of either, something happens to
//! the connection.
//!
//! Messages are told apart by their framing, so each of them can be met: the test runs its scenario
//! once for each number, until a run is over before the number is reached. What begins a connection
//! (start-up, password, settings) passes.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr as _;
use std::sync::{Arc, Mutex};

use sqlx::postgres::PgConnectOptions;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use super::framing::{Message, read_messages};

/// What happens to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Both sides are cut before the program gets a message of the server's.
    Cut,
    /// The program is cut off before it gets a message of the server's; the server notices nothing,
    /// and keeps its session, until the program asks for the store's lock on another connection, or
    /// the run is over.
    Strand,
    /// A message of the server's comes late: when the test releases it.
    Delay,
    /// The program is cut off when it sends a message, which comes late: when the program asks for
    /// the lock that the session holds, or after the run is over.
    Late,
    /// As late; and the server can't be reached once the program has committed something else.
    LateThenAway,
    /// The server can't be reached: all connections are cut before the program gets a message of
    /// the server's, and there is no new one until the run is over.
    Away,
}

impl Fault {
    /// Those after which the program reaches the server again.
    pub const PASSING: [Self; 4] = [Self::Cut, Self::Strand, Self::Delay, Self::Late];

    fn is_at_programs(self) -> bool {
        matches!(self, Self::Late | Self::LateThenAway)
    }
}

/// A proxy on a free port, for as long as it is there.
#[derive(Debug)]
pub struct Proxy {
    url: String,
    state: Arc<State>,
    accepting: AbortHandle,
}

#[derive(Debug)]
struct State {
    server: SocketAddr,
    plan: Mutex<Plan>,
    /// Whether the fault has happened.
    struck: watch::Sender<bool>,
    /// Whether the test has released what waits.
    released: watch::Sender<bool>,
    /// Whether the program asked for the store's lock after the fault.
    asked: watch::Sender<bool>,
    /// Whether the server can't be reached after the next commit.
    leaves: watch::Sender<bool>,
    /// Whether nobody reaches the server.
    away: watch::Sender<bool>,
    /// Whether nothing is left of the fault.
    over: watch::Sender<bool>,
}

#[derive(Debug)]
enum Plan {
    Pass,
    /// How many messages pass before it.
    Strike(Fault, usize),
}

impl Proxy {
    /// Starts one before the server that a URL names.
    ///
    /// # Errors
    /// A URL or a host that is none.
    pub async fn start(server: &str) -> io::Result<Self> {
        let options = PgConnectOptions::from_str(server).map_err(io::Error::other)?;
        let (host, port) = (options.get_host(), options.get_port());
        let server_address = tokio::net::lookup_host((host, port)).await?.next();
        let server_address =
            server_address.ok_or_else(|| io::Error::other("the server's host is unknown"))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let own = listener.local_addr()?.to_string();
        // Without TLS, whose messages nobody can tell apart.
        let mut url = server.replacen(&format!("{host}:{port}"), &own, 1);
        url += if url.contains('?') { "&sslmode=disable" } else { "?sslmode=disable" };
        let state = Arc::new(State {
            server: server_address,
            plan: Mutex::new(Plan::Pass),
            struck: watch::Sender::new(false),
            released: watch::Sender::new(false),
            asked: watch::Sender::new(false),
            leaves: watch::Sender::new(false),
            away: watch::Sender::new(false),
            over: watch::Sender::new(true),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state))).abort_handle();
        Ok(Self { url, state, accepting })
    }

    /// Where the program connects.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on this many messages pass, then the fault happens.
    pub fn arm(&self, fault: Fault, passing: usize) {
        for flag in [&self.state.struck, &self.state.released, &self.state.asked] {
            flag.send_replace(false);
        }
        *self.plan() = Plan::Strike(fault, passing);
    }

    /// Waits until the fault has happened.
    pub async fn struck(&self) {
        is_set(&self.state.struck).await;
    }

    /// Releases what waits.
    pub fn release(&self) {
        self.state.released.send_replace(true);
    }

    /// The run is over: releases what waits, until nothing is left of the fault. Returns whether
    /// there was one.
    pub async fn disarm(&self) -> bool {
        *self.plan() = Plan::Pass;
        self.state.leaves.send_replace(false);
        self.state.away.send_replace(false);
        self.release();
        is_set(&self.state.over).await;
        *self.state.struck.borrow()
    }

    fn plan(&self) -> std::sync::MutexGuard<'_, Plan> {
        self.state.plan.lock().expect("nobody panics with the plan")
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn is_set(flag: &watch::Sender<bool>) {
    let _ = flag.subscribe().wait_for(|is_set| *is_set).await;
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    // Ends with its connections when the proxy is dropped.
    let mut connections = JoinSet::new();
    while let Ok((program, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            // Where the server can't be reached, the program finds its connection closed.
            if *state.away.borrow() {
                return;
            }
            if let Ok(server) = TcpStream::connect(state.server).await {
                let link = Link::new(Arc::clone(&state), program, server);
                let _ = link.run().await;
            }
        });
    }
}

/// A connection of the program's, and its counterpart to the server.
struct Link {
    state: Arc<State>,
    program: Side,
    server: Side,
    /// Whether the session has begun, and whether it is in a transaction: as the server said last,
    /// or because a statement has come to it that it was not yet asked to end.
    session: Option<Session>,
    /// Whether the server was ready once: the program sets its session then.
    is_greeted: bool,
    /// Whether the program's last message was a commit.
    commits: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Session {
    Idle,
    InTransaction,
}

struct Side {
    messages: tokio::sync::mpsc::UnboundedReceiver<Message>,
    writes: tokio::net::tcp::OwnedWriteHalf,
    reading: AbortHandle,
}

impl Side {
    fn new(stream: TcpStream, begins_untyped: bool) -> Self {
        let (reads, writes) = stream.into_split();
        let (messages, reading) = read_messages(reads, begins_untyped);
        Self { messages, writes, reading }
    }

    async fn write(&mut self, message: &Message) -> io::Result<()> {
        self.writes.write_all(&message.bytes).await
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

impl Link {
    fn new(state: Arc<State>, program: TcpStream, server: TcpStream) -> Self {
        // Small messages come when they are sent.
        let _ = (program.set_nodelay(true), server.set_nodelay(true));
        let (program, server) = (Side::new(program, true), Side::new(server, false));
        Self { state, program, server, session: None, is_greeted: false, commits: false }
    }

    async fn run(mut self) -> io::Result<()> {
        let state = Arc::clone(&self.state);
        loop {
            tokio::select! {
                () = is_set(&state.away) => return Ok(()),
                message = self.program.messages.recv() => {
                    let Some(message) = message else { return Ok(()) };
                    if let Some(fault) = self.strikes(true) {
                        state.leaves.send_replace(fault == Fault::LateThenAway);
                        return self.come_late(message).await;
                    }
                    self.commits = message.commits();
                    if self.session.is_some() && message.may_lock() && *self.state.struck.borrow() {
                        self.server.write(&message).await?;
                        self.state.asked.send_replace(true);
                        continue;
                    }
                    if message.begins_a_statement() && self.session.is_some() {
                        self.session = Some(Session::InTransaction);
                    }
                    self.server.write(&message).await?;
                }
                message = self.server.messages.recv() => {
                    let Some(message) = message else { return Ok(()) };
                    match self.strikes(false) {
                        Some(Fault::Delay) => {
                            is_set(&self.state.released).await;
                            self.state.over.send_replace(true);
                        }
                        Some(Fault::Strand) => return self.strand().await,
                        Some(fault) => {
                            let Self { state, program, server, .. } = self;
                            drop((program, server));
                            state.over.send_replace(true);
                            state.away.send_replace(fault == Fault::Away);
                            return Ok(());
                        }
                        None => {}
                    }
                    self.note(&message);
                    self.program.write(&message).await?;
                    if self.commits && message.ready_and_idle().is_some() && *state.leaves.borrow() {
                        state.away.send_replace(true);
                    }
                }
            }
        }
    }

    /// The fault that happens at this message, if one does.
    fn strikes(&self, is_programs: bool) -> Option<Fault> {
        let mut plan = self.state.plan.lock().expect("nobody panics with the plan");
        let Plan::Strike(fault, passing) = &mut *plan else { return None };
        if self.session.is_none() || fault.is_at_programs() != is_programs {
            return None;
        }
        if *passing > 0 {
            *passing -= 1;
            return None;
        }
        let fault = *fault;
        *plan = Plan::Pass;
        self.state.over.send_replace(false);
        self.state.struck.send_replace(true);
        Some(fault)
    }

    fn note(&mut self, message: &Message) {
        if let Some(is_idle) = message.ready_and_idle()
            && std::mem::replace(&mut self.is_greeted, true)
        {
            self.session = Some(if is_idle { Session::Idle } else { Session::InTransaction });
        }
    }

    /// Cuts the program off; the server's session stays as it is for a while.
    async fn strand(self) -> io::Result<()> {
        let Self { state, program, server, .. } = self;
        drop(program);
        tokio::select! {
            () = is_set(&state.asked) => {}
            () = is_set(&state.released) => {}
        }
        drop(server);
        state.over.send_replace(true);
        Ok(())
    }

    /// Cuts the program off; what it sent comes to the server late.
    async fn come_late(self, first: Message) -> io::Result<()> {
        let Self { state, mut program, mut server, session, .. } = self;
        program.writes.shutdown().await?;
        match session {
            // Others that ask for the lock wait for this session: it continues then.
            Some(Session::InTransaction) => tokio::select! {
                () = is_set(&state.asked) => {}
                () = is_set(&state.released) => {}
            },
            _ => is_set(&state.released).await,
        }
        let mut sent = Ok(());
        let mut late = Some(first);
        while let Some(message) = late {
            sent = sent.and(server.write(&message).await);
            late = program.messages.try_recv().ok();
        }
        // The server has done all of it once it has ended the session.
        sent = sent.and(server.write(&Message::terminate()).await);
        while server.messages.recv().await.is_some() {}
        state.over.send_replace(true);
        sent
    }
}
