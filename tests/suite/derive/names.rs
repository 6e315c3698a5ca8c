//! Stored names: ours, stable, pinned by `name`.

use gundb::prelude::*;
use serde::{Deserialize, Serialize};

use super::read;

#[derive(Event, Serialize, Deserialize, Debug, PartialEq)]
#[event(stream = "account")]
#[serde(tag = "type", content = "data", rename_all = "SCREAMING_SNAKE_CASE")]
enum AccountEvent {
    Opened,
    #[serde(rename = "SomethingElse", alias = "Else")]
    MoneyDeposited,
    SEPATransferSent,
    #[event(name = "shut")]
    Closed,
    #[event(name = "legacy.account-frozen", version = 3)]
    Frozen,
}

#[derive(Event)]
#[event(stream = "billing.invoice")]
struct InvoiceSent;

#[derive(Event)]
#[event(stream = "invoice", name = "paid", version = 2)]
struct InvoicePaid {}

#[test]
fn names_come_from_variants_in_snake_case_unless_pinned() {
    use AccountEvent::{Closed, Frozen, MoneyDeposited, Opened, SEPATransferSent};
    let names =
        [Opened, MoneyDeposited, SEPATransferSent, Closed, Frozen].map(|event| event.event_type());
    let expected = [
        "account.opened",
        "account.money_deposited",
        "account.sepa_transfer_sent",
        "account.shut",
        "legacy.account-frozen",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        AccountEvent::describe().events.iter().map(|event| event.name.as_str()).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(AccountEvent::STREAM_TYPE, "account");
    assert_eq!(AccountEvent::describe().stream_type, "account");
}

#[test]
fn a_struct_is_one_event() {
    assert_eq!(InvoiceSent.event_type(), "billing.invoice.invoice_sent");
    assert_eq!(InvoicePaid {}.event_type(), "invoice.paid");
    assert_eq!(InvoicePaid::describe().events.len(), 1);
}

#[test]
fn versions_are_1_unless_said() {
    let versions: Vec<u32> =
        AccountEvent::describe().events.iter().map(|event| event.version).collect();
    assert_eq!(versions, [1, 1, 1, 1, 3]);
    assert_eq!(InvoicePaid::describe().events[0].version, 2);
}

#[test]
fn event_types_of_others_are_none() {
    assert_eq!(read::<AccountEvent>("account.opened", "{}"), Some(AccountEvent::Opened));
    for other in ["account.unheard_of", "opened", "Opened", "OPENED", "invoice.paid", ""] {
        assert_eq!(read::<AccountEvent>(other, "{}"), None, "{other}");
    }
    assert!(read::<InvoicePaid>("invoice.sent", "not even JSON").is_none());
}
