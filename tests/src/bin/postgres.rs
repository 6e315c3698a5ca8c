//! `postgres COMMAND ARGUMENTS…` runs a command with a Postgres server for tests: starts one unless
//! `GUNDB_TEST_POSTGRES_URL` names one, sets that variable for the command, stops the server after
//! it, and ends with the command's exit code.

use std::env::args_os;
use std::process::{Command, ExitCode};

use gundb_tests::postgres;

fn main() -> ExitCode {
    let mut arguments = args_os().skip(1);
    let Some(program) = arguments.next() else {
        return fail("usage: postgres COMMAND ARGUMENTS…");
    };
    let server = match postgres::provide() {
        Ok(server) => server,
        Err(error) => return fail(&error.to_string()),
    };
    match Command::new(&program).args(arguments).env(postgres::URL_VARIABLE, server.url()).status()
    {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => fail(&format!("{} does not start: {error}", program.display())),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}
