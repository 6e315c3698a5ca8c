//! `gundb model show`.

use gundb::model::{ColumnDescription, KeyPart, Model, Role, Schema, Source, ViewDescription};

use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::text::{self, Column};

/// Show streams, events and views: payloads field by field, tables column by column
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(super) async fn run(_: Args, global: &Global, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    global.refuse_format("model show")?;
    global
        .with_db(async |db| {
            let model = db.model().await?;
            let width = global.format.width;
            write!(stdio.out, "{}", events(&model, width))?;
            for view in &model.views {
                write!(stdio.out, "\n{}", self::view(view, width))?;
            }
            Ok(Exit::Done)
        })
        .await
}

fn events(model: &Model, width: Option<usize>) -> String {
    let columns = ["stream type", "event type", "payload"].map(Column::text);
    let columns = [&columns[..2], &[Column::number("version")], &columns[2..]].concat();
    let events = model.streams.iter().flat_map(|stream| {
        stream.events.iter().map(|event| {
            let version = event.version.to_string();
            vec![stream.stream_type.clone(), event.name.clone(), version, fields(&event.schema)]
        })
    });
    text::table(&columns, events, width)
}

/// The fields of a payload, each with its shape in words.
fn fields(schema: &Schema) -> String {
    let Schema::Object(properties) = schema else { return schema.to_string() };
    let fields = properties.iter().map(|property| {
        let mark = if property.required { "" } else { "?" };
        format!("{}{mark}: {}", property.name, property.schema)
    });
    fields.collect::<Vec<_>>().join(", ")
}

fn view(view: &ViewDescription, width: Option<usize>) -> String {
    let mut marks = format!("view {} version {}", view.table, view.version);
    for (word, events) in [("deleted by", &view.delete), ("created again by", &view.creates)] {
        if !events.is_empty() {
            marks.push_str(&format!(", {word} {}", events.join(", ")));
        }
    }
    let columns = ["column", "type", "from"].map(Column::text);
    let rows = view
        .columns
        .iter()
        .map(|column| vec![column.name.clone(), kind(column), from(&column.role)]);
    format!("{}\n{}", text::printable(&marks), text::table(&columns, rows, width))
}

fn kind(column: &ColumnDescription) -> String {
    let mut kind = column.column_type.name().to_owned();
    let marks = [(column.nullable, "?"), (column.unique, ", unique"), (column.index, ", indexed")];
    marks.iter().filter(|(is_so, _)| *is_so).for_each(|(_, mark)| kind.push_str(mark));
    if let Some(default) = &column.default {
        kind.push_str(&format!(", default {default}"));
    }
    kind
}

fn from(role: &Role) -> String {
    match role {
        Role::Key(parts) if parts.is_empty() => "the stream's key".to_owned(),
        Role::Key(parts) => parts.iter().map(part).collect::<Vec<_>>().join(", "),
        Role::Fold(steps) => {
            let steps = steps.iter().map(|step| match step.action.source() {
                None => format!("{}({})", step.action.name(), step.event),
                Some(source) => {
                    format!("{}({}{})", step.action.name(), step.event, operand(source))
                }
            });
            steps.collect::<Vec<_>>().join(", ")
        }
        Role::Meta(meta) => format!("kept: {}", meta.name()),
        Role::Code => "application code".to_owned(),
        other => format!("{other:?}"),
    }
}

fn part(part: &KeyPart) -> String {
    match part.transform {
        gundb::model::Transform::None => format!("{}.{}", part.event, part.field),
        gundb::model::Transform::Day => format!("day({}.{})", part.event, part.field),
        other => format!("{other:?}({}.{})", part.event, part.field),
    }
}

fn operand(source: &Source) -> String {
    match source {
        Source::Field(field) => format!(".{field}"),
        Source::Constant(constant) => format!(" = {constant}"),
    }
}
