//! The graph of the commits: which has which parents.

use std::io::{BufRead as _, BufReader};

use flate2::read::GzDecoder;
use serde::Deserialize;

/// A commit.
#[derive(Deserialize)]
pub(crate) struct Commit {
    n: usize,
    pub(crate) parents: Vec<usize>,
    pub(crate) author: i64,
    /// Unix seconds.
    pub(crate) time: i64,
    pub(crate) paths: Vec<i64>,
}

/// Commits with all their ancestors.
pub(crate) struct Graph {
    pub(crate) commits: Vec<Commit>,
    /// One bit for each commit.
    ancestors: Vec<Vec<u64>>,
    counts: Vec<u64>,
}

impl Graph {
    /// The first commits of the file.
    pub(crate) fn read(commits_max: usize) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/commits.jsonl.gz");
        let file = std::fs::File::open(path).expect("the data is beside the tests");
        let lines = BufReader::new(GzDecoder::new(file)).lines().take(commits_max);
        let read = |line: std::io::Result<String>| serde_json::from_str(&line.unwrap()).unwrap();
        let commits: Vec<Commit> = lines.map(read).collect();
        let mut ancestors: Vec<Vec<u64>> = Vec::with_capacity(commits.len());
        for (index, commit) in commits.iter().enumerate() {
            assert_eq!(commit.n, index);
            let mut own = vec![0; commits.len().div_ceil(64)];
            for &parent in &commit.parents {
                own.iter_mut().zip(&ancestors[parent]).for_each(|(own, seen)| *own |= seen);
                own[parent / 64] |= 1 << (parent % 64);
            }
            ancestors.push(own);
        }
        let count = |bits: &Vec<u64>| bits.iter().map(|word| u64::from(word.count_ones())).sum();
        let counts = ancestors.iter().map(count).collect();
        Self { commits, ancestors, counts }
    }

    pub(crate) fn len(&self) -> usize {
        self.commits.len()
    }

    /// Whether one commit is an ancestor of another.
    pub(crate) fn is_before(&self, one: usize, other: usize) -> bool {
        self.ancestors[other][one / 64] >> (one % 64) & 1 == 1
    }

    /// How many ancestors a commit has.
    pub(crate) fn ancestors(&self, commit: usize) -> u64 {
        self.counts[commit]
    }

    /// The commits without children.
    pub(crate) fn heads(&self) -> Vec<i64> {
        let mut is_head = vec![true; self.len()];
        self.commits
            .iter()
            .flat_map(|commit| &commit.parents)
            .for_each(|parent| is_head[*parent] = false);
        (0..).zip(is_head).filter(|(_, is_head)| *is_head).map(|(commit, _)| commit).collect()
    }
}
