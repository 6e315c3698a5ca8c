//! Tables, good and bad.

use super::super::input::{Input, RECORD_BYTES_MAX};
use super::{COLUMNS_MAX, Table};

/// Every row as `line JSON`, or as `line what is wrong`.
fn read_all(text: impl AsRef<[u8]>, delimiter: u8) -> Vec<String> {
    let mut table = match Table::new(Input::open(text.as_ref()).unwrap(), delimiter) {
        Ok(table) => table,
        Err(what) => return vec![what],
    };
    let mut found = Vec::new();
    loop {
        match table.next() {
            Ok(None) => return found,
            Ok(Some(row)) => found.push(match row.content {
                Ok(text) => format!("{} {text}", row.line),
                Err(fault) => format!("{} {}", fault.line, fault.what),
            }),
            Err(what) => {
                found.push(what);
                return found;
            }
        }
    }
}

#[test]
fn rows_become_objects() {
    let text = "\u{feff}id,n\r\n\r\na,1\r\n\"b\"\"c,\r\nd\",\"\"\n\u{e9}, 2 ";
    let rows =
        [r#"3 {"id":"a","n":"1"}"#, r#"4 {"id":"b\"c,\r\nd","n":""}"#, r#"6 {"id":"é","n":" 2 "}"#];
    assert_eq!(read_all(text, b','), rows);
    assert_eq!(read_all("a;b\n1,5;\"x;y\"\n", b';'), [r#"2 {"a":"1,5","b":"x;y"}"#]);
    assert!(read_all("a\n", b',').is_empty());
}

#[test]
fn ragged_rows_and_strange_quotes_name_their_column() {
    let text = "id,n\na\nb,1,2\nc,5\"\n\"d\"e,1\nf,\"x\n\"y,\ng\rh,1\ni,2\n";
    let parts = [
        "2 column 2 (`n`) is missing: the header has 2 columns, and this row 1",
        "3 column 3 is one too many",
        "4 column 2 has a quote in the middle",
        "5 column 1 goes on after its closing quote",
        "7 column 2 goes on after its closing quote",
        "8 column 1 has a carriage return in it",
        r#"9 {"id":"i","n":"2"}"#,
    ];
    let rows = read_all(text, b',');
    assert_eq!(rows.len(), parts.len(), "{rows:?}");
    for (row, part) in rows.iter().zip(parts) {
        assert!(row.starts_with(part), "{row} {part}");
    }
}

#[test]
fn quotes_that_stay_open_end_the_file() {
    let rows = read_all("id,n\na,1\nb,\"2\nc,3\n", b',');
    assert_eq!(rows[1], "line 3, column 2: a quote opens there, and is never closed");
    let long = format!("id\n\"{}\n\n{}", "x".repeat(RECORD_BYTES_MAX - 10), "y".repeat(20));
    let within = format!(
        "line 2, column 1: a quote opens there, and is not closed within {RECORD_BYTES_MAX} bytes"
    );
    assert_eq!(read_all(long, b','), [within]);
}

#[test]
fn what_is_not_utf8_is_named() {
    let rows = read_all(b"id,name\n1,Zo\xeb\n2,Zo\n", b',');
    assert!(
        rows[0].starts_with("2 column 2 (`name`) is not UTF-8: its byte 3 is 0xEB; "),
        "{rows:?}"
    );
    assert_eq!(rows[1], r#"3 {"id":"2","name":"Zo"}"#);
    assert!(
        read_all(b"n\xe4me\n", b',')[0].starts_with("line 1, the header: column 1 is not UTF-8")
    );
}

#[test]
fn headers_name_each_column_once() {
    for (text, part) in [
        ("", "it is empty; a table begins with a header"),
        ("\n \n", "it is empty"),
        ("a,b,a\n", "line 1, the header: columns 1 and 3 are both named `a`"),
        ("\na,\n", "line 2, the header: column 2 has no name"),
        ("a\"\n", "line 1, the header: column 1 has a quote in the middle"),
    ] {
        assert!(read_all(text, b',')[0].starts_with(part), "{:?}", read_all(text, b','));
    }
    let wide = vec!["c"; 1_000_000].join(",");
    let many = format!(
        "line 1, the header: it has 1000000 columns, and at most {COLUMNS_MAX} are allowed"
    );
    assert!(read_all(wide, b',')[0].starts_with(&many));
    let long = "c".repeat(RECORD_BYTES_MAX + 1);
    assert!(read_all(&long, b',')[0].contains("bytes; at most 8388608 are allowed in a row"));
    let rows = read_all(format!("a\n{long}\nx\n"), b',');
    assert!(rows[0].starts_with("2 it has") && rows[1] == r#"3 {"a":"x"}"#, "{}", rows[1]);
}
