//! Parcels: a column of every type, with values that databases like to treat in ways of their own.

use gundb::prelude::*;
use gundb::store::Append;
use gundb::{Bytes, Decimal};
use gundb_tests::dice::Dice;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Event)]
#[event(stream = "parcel")]
pub(super) enum ParcelEvent {
    Packed {
        heavy: bool,
        pieces: i64,
        rank: Option<i64>,
        weight: f64,
        label: String,
        note: Option<String>,
        at: Timestamp,
        day: Option<Date>,
        price: Decimal,
        discount: Option<Decimal>,
        code: Uuid,
        seal: Bytes,
        tags: Vec<String>,
    },
}

#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "parcels", event = ParcelEvent)]
pub(super) struct Parcel {
    #[view(key)]
    pub(super) id: String,
    #[view(set(Packed.heavy))]
    pub(super) heavy: bool,
    #[view(set(Packed.pieces), index)]
    pub(super) pieces: i64,
    #[view(set(Packed.rank))]
    pub(super) rank: Option<i64>,
    #[view(set(Packed.weight), index)]
    pub(super) weight: f64,
    #[view(set(Packed.label), index)]
    pub(super) label: String,
    #[view(set(Packed.note))]
    pub(super) note: Option<String>,
    #[view(set(Packed.at), index)]
    pub(super) at: Timestamp,
    #[view(set(Packed.day))]
    pub(super) day: Option<Date>,
    #[view(set(Packed.price), index)]
    pub(super) price: Decimal,
    #[view(set(Packed.discount))]
    pub(super) discount: Option<Decimal>,
    #[view(set(Packed.code), index)]
    pub(super) code: Uuid,
    #[view(set(Packed.seal))]
    pub(super) seal: Bytes,
    #[view(set(Packed.tags))]
    pub(super) tags: Vec<String>,
}

/// Over many streams, by text and day.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "by_label", event = ParcelEvent, key(Packed.label, Packed.day))]
pub(super) struct ByLabel {
    #[view(key)]
    pub(super) label: String,
    #[view(key)]
    pub(super) day: Date,
    #[view(count(Packed))]
    pub(super) parcels: i64,
    #[view(add(Packed.pieces))]
    pub(super) pieces: i64,
    #[view(max(Packed.price))]
    pub(super) dearest: Option<Decimal>,
    #[view(min(Packed.note))]
    pub(super) first_note: Option<String>,
}

/// Letters whose order, case and equality depend on the language that one asks.
pub(super) const TEXTS: [&str; 22] = [
    "",
    " ",
    "a",
    "A",
    "b",
    "B",
    "a10",
    "a9",
    "ä",
    "a\u{308}",
    "z",
    "i",
    "I",
    "ı",
    "İ",
    "ß",
    "ss",
    "-a",
    "a%",
    "a_",
    "\u{10FFFF}",
    "\\x41",
];
pub(super) const DECIMALS: [&str; 14] = [
    "0",
    "-0.5",
    "2",
    "2.00",
    "10",
    "9.99",
    "-10",
    "-9",
    "0.0000000000000000000000000001",
    "9999999999999999999999999999",
    "-9999999999999999999999999999",
    "100",
    "1.10",
    "1.1",
];
const NUMBERS: [i64; 8] = [0, 1, -1, 9, 10, i64::MAX, i64::MIN, 1 << 53];
const REALS: [f64; 8] = [0.0, -1.5, 0.1 + 0.2, 0.3, 1e300, 5e-324, 9_007_199_254_740_993.0, -0.25];
const TIMES: [&str; 6] = [
    "0001-01-01T00:00:00Z",
    "0999-12-31T23:59:59.999999Z",
    "1969-12-31T23:59:59.999999Z",
    "2024-02-29T12:00:00.000001Z",
    "2024-02-29T12:00:00Z",
    "9999-12-30T22:00:00Z",
];

pub(super) fn text(dice: &mut Dice) -> String {
    dice.of(&TEXTS).to_owned()
}

pub(super) fn decimal(dice: &mut Dice) -> Decimal {
    dice.of(&DECIMALS).parse().expect("a decimal")
}

pub(super) fn number(dice: &mut Dice) -> i64 {
    dice.of(&NUMBERS)
}

pub(super) fn real(dice: &mut Dice) -> f64 {
    dice.of(&REALS)
}

pub(super) fn time(dice: &mut Dice) -> Timestamp {
    dice.of(&TIMES).parse().expect("a time")
}

pub(super) fn day(dice: &mut Dice) -> Date {
    dice.of(&[
        date(1, 1, 1),
        date(999, 12, 31),
        date(1970, 1, 1),
        date(2024, 2, 29),
        date(9999, 12, 31),
    ])
}

pub(super) fn code(dice: &mut Dice) -> Uuid {
    Uuid::from_u128(dice.of(&[0, 9, 10, u128::MAX, 0xABCD << 112, 0x0A << 120]))
}

pub(super) fn seal(dice: &mut Dice) -> Bytes {
    dice.of(&[vec![], vec![0], vec![0x5c], vec![0xff], vec![1, 2], vec![b'a', 0]]).into()
}

fn packed(dice: &mut Dice) -> ParcelEvent {
    let (rank, note, day, discount) = (number(dice), text(dice), day(dice), decimal(dice));
    ParcelEvent::Packed {
        heavy: dice.one_in(2),
        pieces: number(dice),
        rank: dice.maybe(rank),
        weight: real(dice),
        label: text(dice),
        note: dice.maybe(note),
        at: time(dice),
        day: dice.maybe(day),
        price: decimal(dice),
        discount: dice.maybe(discount),
        code: code(dice),
        seal: seal(dice),
        tags: vec![text(dice)],
    }
}

/// Packs parcels; what is packed on two nodes may be one parcel.
pub(super) async fn put(dice: &mut Dice, db: &Gundb, count: usize) {
    let mut appends = Vec::new();
    for number in 0..count {
        // Keys are texts that collations treat in their own ways, too.
        let key = format!("{}{number}", dice.of(&["a", "A", "ä", "i", "I", "-", "10", "9"]));
        appends.push(Append::new(key, Expect::Any, [packed(dice)]).expect("a parcel"));
    }
    db.append_all(appends).await.expect("parcels are stored");
}
