use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "hours")]
struct Logged {
    activity: String,
    minutes: i64,
    time: jiff::Timestamp,
}

#[derive(View)]
#[view(table = "streams", event = Logged)]
struct Stream {
    #[view(key)]
    id: i64,
}

#[derive(View)]
#[view(table = "activities", event = Logged)]
struct Activity {
    #[view(key(Logged.activity))]
    activity: i64,
}

#[derive(View)]
#[view(table = "days", event = Logged)]
struct DayOfNumber {
    #[view(key(day(Logged.minutes)))]
    day: jiff::civil::Date,
}

#[derive(View)]
#[view(table = "texts", event = Logged)]
struct DayAsText {
    #[view(key(day(Logged.time)))]
    day: String,
}

fn main() {}
