//! What people hang on the table of a view (SQL views, indexes, triggers, grants) outlives the
//! table: it moves to the table that replaces it. What can't move is refused before anything is
//! changed, with what to do.

use crate::error::{Error, Result};
use crate::model::ViewDescription;
use crate::sql::{hung, view_table};
use crate::store::backend::{Cells, Connection, Failure};

/// What hung on a table that went out of the way.
pub(in crate::store) struct Hung {
    /// The name of the view.
    view: String,
    /// Where the old table is; none where it is gone already.
    aside: Option<String>,
    objects: Vec<Object>,
}

struct Object {
    kind: String,
    name: String,
    /// A column that it can't be without, and need not be.
    needs: Option<String>,
    /// Makes it again; none where only its owner can.
    statement: Option<String>,
}

/// Refuses to replace the table of a view on which something hangs that can't move.
pub(in crate::store) async fn check(
    connection: &mut Connection,
    table: &str,
) -> Result<(), Failure> {
    read(connection, table).await.map(drop)
}

/// Takes the table of a view out of the way of another one.
pub(in crate::store) async fn set_aside(
    connection: &mut Connection,
    table: &str,
    id: i64,
) -> Result<Hung, Failure> {
    let dialect = connection.dialect();
    let objects = read(connection, table).await?;
    let aside = hung::aside(dialect, id);
    let away = match &aside {
        Some(aside) => view_table::rename(dialect, table, aside),
        None => view_table::drop(dialect, table),
    };
    connection.execute(away).await?;
    Ok(Hung { view: table.to_owned(), aside, objects })
}

impl Hung {
    /// Hangs everything on the table that has the name now, and removes the old one.
    pub(in crate::store) async fn hang_on(
        self,
        connection: &mut Connection,
        description: &ViewDescription,
    ) -> Result<(), Failure> {
        let (views, of_table): (Vec<_>, Vec<_>) =
            self.objects.iter().partition(|object| object.kind == "VIEW");
        self.make_again(connection, description, views).await?;
        if let Some(aside) = &self.aside {
            let dropped =
                connection.execute_theirs(view_table::drop(connection.dialect(), aside)).await;
            dropped.map_err(|failure| match failure.is_about_content() {
                true => Failure::from(Error::definition(format!(
                    "the table of view `{}` can't be replaced: another database object depends on it ({}). Drop that object, try \
                     again, then create it anew",
                    self.view, failure.error
                ))),
                false => failure,
            })?;
        }
        // Their names are free only now.
        self.make_again(connection, description, of_table).await
    }

    async fn make_again(
        &self,
        connection: &mut Connection,
        description: &ViewDescription,
        objects: Vec<&Object>,
    ) -> Result<(), Failure> {
        for object in objects {
            let is_there =
                |column: &String| description.columns.iter().any(|found| found.name == *column);
            let is_needed = object.needs.as_ref().is_none_or(is_there);
            let Some(statement) = object.statement.as_ref().filter(|_| is_needed) else { continue };
            let made = connection.execute_theirs(hung::again(statement)).await;
            made.map_err(|failure| match failure.is_about_content() {
                true => stays(&self.view, object, &failure.error.to_string()).into(),
                false => failure,
            })?;
        }
        Ok(())
    }
}

async fn read(connection: &mut Connection, table: &str) -> Result<Vec<Object>, Failure> {
    let rows = connection.fetch(hung::all(connection.dialect(), table)).await?;
    let object = |mut cells: Cells| {
        let (kind, name) = (cells.text()?, cells.text()?);
        Ok(Object { kind, name, needs: cells.opt_text()?, statement: cells.opt_text()? })
    };
    let objects = rows.into_iter().map(object).collect::<Result<Vec<_>>>()?;
    match objects.iter().find(|object| object.statement.is_none()) {
        Some(object) => {
            Err(stays(table, object, "only its owner can make it over another table").into())
        }
        None => Ok(objects),
    }
}

/// What is said of something that can't move to the new table.
fn stays(view: &str, object: &Object, reason: &str) -> Error {
    Error::definition(format!(
        "the table of view `{view}` can't be replaced while {} {} depends on it: {reason}; run `{}`, then try again, and create it \
         again once the new table is there",
        object.kind.to_lowercase(),
        object.name,
        hung::removal(&object.kind, &object.name)
    ))
}
