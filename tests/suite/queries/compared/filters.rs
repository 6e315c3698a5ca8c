//! Random filters and orders over parcels.

use gundb::view::{Filter, Query};
use gundb_tests::dice::Dice;

use super::parcels::{Parcel, code, day, decimal, number, real, seal, text, time};

/// A comparison of a column of some type with a value of it.
macro_rules! compared {
    ($dice:expr, $column:expr, $value:expr) => {{
        let value = $value;
        match $dice.below(7) {
            0 => $column.eq(value),
            1 => $column.ne(value),
            2 => $column.lt(value),
            3 => $column.le(value),
            4 => $column.gt(value),
            5 => $column.ge(value),
            _ => $column.is_in([value, $value]),
        }
    }};
}

fn leaf(dice: &mut Dice) -> Filter<Parcel> {
    match dice.below(20) {
        0 => compared!(dice, Parcel::HEAVY, dice.one_in(2)),
        1 => compared!(dice, Parcel::PIECES, number(dice)),
        2 => compared!(dice, Parcel::RANK, number(dice)),
        3 => compared!(dice, Parcel::WEIGHT, real(dice)),
        4 => compared!(dice, Parcel::LABEL, text(dice)),
        5 => compared!(dice, Parcel::NOTE, text(dice)),
        6 => compared!(dice, Parcel::AT, time(dice)),
        7 => compared!(dice, Parcel::DAY, day(dice)),
        8 => compared!(dice, Parcel::PRICE, decimal(dice)),
        9 => compared!(dice, Parcel::DISCOUNT, decimal(dice)),
        10 => compared!(dice, Parcel::CODE, code(dice)),
        11 => compared!(dice, Parcel::SEAL, seal(dice)),
        12 => Parcel::NOTE.is_null(),
        13 => Parcel::DISCOUNT.is_not_null(),
        14 => Parcel::LABEL.starts_with(text(dice)),
        15 => Parcel::NOTE.contains(text(dice)),
        16 => Parcel::LABEL.like(dice.of(&["a%", "_", "%\u{308}", "%I%", r"a\%", r"\\x%", "%9"])),
        17 => Parcel::PRICE.between(decimal(dice), decimal(dice)),
        18 => raw_leaf(dice),
        _ => Parcel::ID.gt(text(dice)),
    }
}

/// A condition in SQL that means the same on both databases, with a bind.
fn raw_leaf(dice: &mut Dice) -> Filter<Parcel> {
    let sign = dice.of(&["=", "<>", "<", "<=", ">", ">="]);
    match dice.below(8) {
        0 => Filter::raw(format!("price {sign} ?"), [decimal(dice)]),
        1 => Filter::raw(format!("? {sign} discount"), [decimal(dice)]),
        2 => Filter::raw(format!("at {sign} ?"), [time(dice)]),
        3 => Filter::raw(format!("day {sign} ?"), [day(dice)]),
        4 => Filter::raw(format!("label {sign} ?"), [text(dice)]),
        5 => Filter::raw(format!("seal {sign} ?"), [seal(dice)]),
        6 => Filter::raw(
            "code = ? OR price BETWEEN ? AND ?",
            (code(dice), decimal(dice), decimal(dice)),
        ),
        _ => Filter::raw(format!("weight {sign} ? AND heavy = ?"), (real(dice), dice.one_in(2))),
    }
}

pub(super) fn filter(dice: &mut Dice, depth: u64) -> Filter<Parcel> {
    if depth == 0 || dice.one_in(3) {
        return leaf(dice);
    }
    let left = filter(dice, depth - 1);
    match dice.below(3) {
        0 => !left,
        1 => left & filter(dice, depth - 1),
        _ => left | filter(dice, depth - 1),
    }
}

pub(super) fn ordered(dice: &mut Dice, query: Query<Parcel>) -> Query<Parcel> {
    macro_rules! by {
        ($column:expr) => {
            if dice.one_in(2) { $column.desc() } else { $column.asc() }
        };
    }
    let order = match dice.below(13) {
        0 => by!(Parcel::HEAVY),
        1 => by!(Parcel::PIECES),
        2 => by!(Parcel::RANK),
        3 => by!(Parcel::WEIGHT),
        4 => by!(Parcel::LABEL),
        5 => by!(Parcel::NOTE),
        6 => by!(Parcel::AT),
        7 => by!(Parcel::DAY),
        8 => by!(Parcel::PRICE),
        9 => by!(Parcel::DISCOUNT),
        10 => by!(Parcel::CODE),
        11 => by!(Parcel::SEAL),
        _ => by!(Parcel::ID),
    };
    query.order_by(order)
}
