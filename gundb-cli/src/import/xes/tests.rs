//! Logs in XML, good and bad.

use super::super::input::{Input, RECORD_BYTES_MAX};
use super::Xes;
use super::attribute::DEPTH_MAX;

/// Every event as `line JSON`, or as `line what is wrong`.
fn read_all(text: impl AsRef<[u8]>) -> Vec<String> {
    let mut log = Xes::new(Input::open(text.as_ref()).unwrap());
    let mut found = Vec::new();
    loop {
        match log.next() {
            Ok(None) => return found,
            Ok(Some(event)) => found.push(match event.content {
                Ok(text) => format!("{} {text}", event.line),
                Err(fault) => format!("{} {}", fault.line, fault.what),
            }),
            Err(what) => {
                found.push(what);
                return found;
            }
        }
    }
}

/// A log of one event with these attributes, which begin in line 2.
fn event(attributes: &str) -> String {
    format!("<log><trace><event>\n{attributes}</event></trace></log>")
}

#[test]
fn events_have_the_attributes_of_their_trace() {
    let log = r#"<?xml version="1.0" encoding="UTF-8" ?>
<!-- <event/> -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="source" value="a bank"/>
  <trace>
    <string key="concept:name" value="17 &amp; &quot;3&quot;"/>
    <event>
      <string key="concept:name" value="A&#x3A;&#10;&#x1F984;"/>
      <date key="time:timestamp" value=" 2011-10-01T00:38:44.546+02:00 "/>
      <int key="n" value="+007"/><float key="f" value="1.50"/><float key="g" value="1.E3"/>
      <boolean key="yes" value="1"/><id key="i" value="9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01"/>
    </event>
    <event/>
  </trace>
  <trace/>
  <x:event xmlns:x="http://www.xes-standard.org/"><x:string key="a" value="b"/></x:event>
</log>
"#;
    let events = [
        r#"10 {"case:concept:name":"17 & \"3\"","concept:name":"A:\n🦄","time:timestamp":"2011-10-01T00:38:44.546+02:00","n":7,"f":1.50,"g":1000.0,"yes":true,"i":"9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01"}"#,
        r#"16 {"case:concept:name":"17 & \"3\""}"#,
        r#"19 {"a":"b"}"#,
    ];
    assert_eq!(read_all(log), events);
    assert_eq!(read_all(format!("\u{feff}{log}")), events);
    assert_eq!(read_all(log.replace('\n', "\r\n")), events);
    assert!(read_all("<log/>").is_empty());
}

#[test]
fn lists_containers_and_what_hangs_on_values() {
    let item = r#"<string key="i" value="a"/><int key="i" value="2"/>"#;
    for (attributes, json) in [
        (format!(r#"<list key="l"><values>{item}</values></list>"#), r#"{"l":[{"i":"a"},{"i":2}]}"#),
        (format!(r#"<list key="l">{item}</list>"#), r#"{"l":[{"i":"a"},{"i":2}]}"#),
        (r#"<list key="l"><values/></list><list key="m"/>"#.to_owned(), r#"{"l":[],"m":[]}"#),
        (
            r#"<list key="l"><int key="size" value="1"/><values><list key="i"><values><int key="j" value="1"/></values></list></values></list>"#
                .to_owned(),
            r#"{"l":[{"i":[{"j":1}]}],"l:children":{"size":1}}"#,
        ),
        (
            r#"<container key="c"><string key="a" value="1"/><container key="d"/></container>"#.to_owned(),
            r#"{"c":{"a":"1","d":{}}}"#,
        ),
        (
            r#"<string key="s" value="v"><int key="n" value="1"><int key="m" value="2"/></int></string>"#.to_owned(),
            r#"{"s":"v","s:children":{"n":1,"n:children":{"m":2}}}"#,
        ),
    ] {
        assert_eq!(read_all(event(&attributes)), [format!("1 {json}")], "{attributes}");
    }
}

#[test]
fn bad_attributes_name_line_and_column() {
    for (attribute, part) in [
        (
            r#"<duration key="a" value="1"/>"#,
            "column 3: `<duration>` is no type of an attribute; there are: string",
        ),
        (r#"<duration><x><y/></x></duration>"#, "column 3: `<duration>` is no type"),
        (r#"<int key="a" value="1.5"/>"#, r#"column 3: `a`: "1.5" is not of type `int`"#),
        (r#"<int key="a" value="9223372036854775808"/>"#, "is not of type `int`"),
        (r#"<float key="a" value="NaN"/>"#, r#""NaN" is not of type `float`"#),
        (r#"<float key="a" value="1e999"/>"#, "is not of type `float`"),
        (r#"<boolean key="a" value="yes"/>"#, "is not of type `boolean`"),
        (r#"<string value="a"/>"#, "column 3: `<string>` has no `key`"),
        (r#"<string key="a"/>"#, "column 3: `a` has no `value`"),
        (
            r#"<string key="a" value="&lol;"/>"#,
            "column 3: `<string>` has a value that can't be read",
        ),
        (r#"<string key="a" key="b" value=""/>"#, "column 3: `<string>` is not well-formed XML"),
        (r#"<string key="a" value="1"><int key="b" value="x"/></string>"#, "column 29: `b`"),
    ] {
        let log = format!(
            "<log><trace><event>\n  {attribute}</event><event><string key=\"a\" value=\"b\"/></event></trace></log>"
        );
        let events = read_all(log);
        assert!(events[0].starts_with("2 ") && events[0].contains(part), "{attribute}: {events:?}");
        assert_eq!(events[1], r#"2 {"a":"b"}"#, "{attribute}");
    }
    let deep = |levels| r#"<container key="c">"#.repeat(levels) + &"</container>".repeat(levels);
    assert!(read_all(event(&deep(DEPTH_MAX)))[0].starts_with("1 {"));
    let too_deep = read_all(event(&deep(DEPTH_MAX + 1)));
    assert!(
        too_deep[0].contains("attributes stand more than 64 deep in one another"),
        "{too_deep:?}"
    );
    assert!(read_all(event(&deep(100_000)))[0].contains("more than 64 deep"));
}

#[test]
fn a_bad_trace_refuses_its_events() {
    let log = r#"<log><trace><int key="a" value="x"/><event/><event/></trace><trace><event/></trace></log>"#;
    let what = r#"1 column 13: `a`: "x" is not of type `int`"#;
    assert_eq!(read_all(log), [what, what, "1 {}"]);
    let late = "<log><trace><event/>\n<int key=\"a\" value=\"1\"/></trace></log>";
    assert!(
        read_all(late)[1]
            .starts_with("line 2, column 1: an attribute of the trace follows its events")
    );
}

#[test]
fn what_is_no_log_ends_it() {
    for (text, part) in [
        ("", "it is no event log: it has no element `<log>`"),
        ("<html><body/></html>", "its first element is `<html>`, and not `<log>`"),
        ("<log>\n<trace><event>", "line 2, column 15: the file ends in the middle of it"),
        ("<log><trace>", "the file ends in the middle of the log"),
        ("<log>\n <trace></log>", "not well-formed XML from here on"),
        ("<log><trace><event", "not well-formed XML"),
        ("<log/><log/>", "line 1, column 7: something follows the log"),
        (
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><log/>",
            "it is written in ISO-8859-1; write it as UTF-8",
        ),
    ] {
        let events = read_all(text);
        assert!(events.last().unwrap().contains(part), "{text}: {events:?}");
    }
    let latin = [b"<log><event><string key=\"a\" value=\"Zo".as_slice(), b"\xeb\"/></event></log>"]
        .concat();
    assert!(
        read_all(latin)[0].starts_with("1 column 13: `<string>` has a value that can't be read")
    );
    let long =
        event(&format!("<string key=\"a\" value=\"{}\"/>", "x".repeat(RECORD_BYTES_MAX + 100_000)));
    assert!(
        read_all(long)[0].starts_with("line 2, column 1: a tag or text has over 8388608 bytes")
    );
    let many = event(&format!("<string key=\"a\" value=\"{}\"/>", "x".repeat(1 << 20)).repeat(9));
    assert!(read_all(many)[0].contains("the attributes up to here have over 8388608 bytes"));
    let utf16: Vec<u8> = "\u{feff}<log/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(
        Input::open(&utf16[..]).is_err_and(|error| error.to_string().starts_with("it is UTF-16"))
    );
}
