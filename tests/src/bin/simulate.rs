//! Plays simulated histories: `simulate --seed 7 --nodes 5 --events 10000`,
//! `simulate --histories 2000`, or `simulate --script FILE` for one that was printed before. What
//! it prints on standard output depends on its flags alone.

use std::process::ExitCode;
use std::time::Duration;

use gundb_tests::sim::{Broken, Many, Script, counts, minimise, play, work};

const USAGE: &str = "\
simulate [--seed N] [--histories N] [--nodes N] [--events N] [--postgres N] [--processes N] [--twice N]
         [--sometimes yes] [--trace yes] [--script FILE] [--patience SECONDS]

--seed       of the first history; 0 unless said otherwise
--histories  how many, from that seed on; 1 unless said otherwise
--nodes      of each; as its seed says, unless said otherwise
--events     of each, at least; as its seed says, unless said otherwise
--postgres   how many of the nodes are on Postgres
--processes  histories that are played at once; as many as there are cores
--twice      how many, from the first, are played twice, and compared
--sometimes  fails where something that has to happen sometimes never did
--trace      prints what happened in the first history
--script     plays the script in a file (JSON) instead; with a patience, makes it shorter
--patience   how long a failing script is made shorter; 120 unless said otherwise
--worker     plays what is asked on standard input, on the core of this number";

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            println!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<(), String> {
    let flag =
        |name: &str| args.chunks(2).find(|flag| flag[0] == name).and_then(|flag| flag.get(1));
    let number = |name: &str| {
        flag(name).map(|text| text.parse::<u64>().map_err(|_| USAGE.to_owned())).transpose()
    };
    let is_known = |flag: &[String]| flag.len() == 2 && USAGE.contains(&format!("\n{} ", flag[0]));
    if !args.chunks(2).all(is_known) {
        return Err(USAGE.to_owned());
    }
    if let Some(number) = number("--worker")? {
        return work(usize::try_from(number).unwrap_or(0)).map_err(|error| error.to_string());
    }
    if let Some(file) = flag("--script") {
        let script = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        let script: Script =
            serde_json::from_str(&script).map_err(|error| format!("{file}: {error}"))?;
        return match number("--patience")? {
            Some(seconds) => shorter(&script, Duration::from_secs(seconds)),
            None => one(&script, true),
        };
    }
    let seed = number("--seed")?.unwrap_or(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let histories = number("--histories")?.unwrap_or(1);
    let size =
        |number: Option<u64>| number.map(|number| usize::try_from(number).unwrap_or(usize::MAX));
    let many = Many {
        seeds: seed..seed + histories,
        nodes: size(number("--nodes")?),
        events: size(number("--events")?),
        postgres: size(number("--postgres")?).unwrap_or(0),
        twice: number("--twice")?.unwrap_or(0),
    };
    if flag("--trace").is_some() {
        return one(&many.script(seed), true);
    }
    let patience = Duration::from_secs(number("--patience")?.unwrap_or(120));
    let processes = size(number("--processes")?.or(Some(cores.min(histories)))).unwrap_or(1);
    let program = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    let hash = many.play_in(&program, processes).map_err(|broken| report(&broken, patience))?;
    println!("seeds {seed} to {}: all hold; trace {hash}", seed + histories - 1);
    let counts = counts();
    counts.iter().for_each(|(name, count)| println!("{count:>8} {name}"));
    let never: Vec<_> =
        counts.iter().filter(|(_, count)| *count == 0).map(|(name, _)| *name).collect();
    match never.is_empty() || flag("--sometimes").is_none() {
        true => Ok(()),
        false => Err(format!("what has to happen sometimes never did: {}", never.join(", "))),
    }
}

fn one(script: &Script, print: bool) -> Result<(), String> {
    let played = play(script);
    if print {
        played.trace.iter().for_each(|line| println!("{line}"));
    }
    played.broken.map_or(Ok(()), Err)
}

fn shorter(script: &Script, patience: Duration) -> Result<(), String> {
    let broken = play(script).broken.map(|what| Broken { script: script.clone(), what });
    broken.map_or(Ok(()), |broken| Err(report(&broken, patience)))
}

/// What broke, the shortest script that shows it, and how to play it again.
fn report(broken: &Broken, patience: Duration) -> String {
    let Broken { script, what } = broken;
    let (seed, steps) = (script.seed, script.steps.len());
    println!("seed {seed} breaks: {what}\n{steps} steps; looking for a shorter script");
    let (script, what) = minimise(script, what, patience);
    let text = serde_json::to_string_pretty(&script).unwrap_or_default();
    let file = std::env::temp_dir().join(format!("simulate-{seed}.json"));
    let stored = std::fs::write(&file, &text);
    let lines: Vec<String> = script.steps.iter().map(|step| format!("  {step:?}")).collect();
    let again = match stored {
        Ok(()) => format!("cargo run -p gundb-tests --bin simulate -- --script {}", file.display()),
        Err(error) => format!("(the script could not be stored: {error})"),
    };
    format!(
        "{} nodes, {} steps:\n{}\nbreak: {what}\nplay again: {again}",
        script.nodes,
        lines.len(),
        lines.join("\n")
    )
}
