//! Blocks of a page that keeps everything else.

use std::path::Path;

use anyhow::{Context, Result};

/// Puts a block into a page: instead of the one of that name, else at the end. Without a page, on
/// standard output.
pub(crate) fn put(page: Option<&Path>, name: &str, block: &str) -> Result<()> {
    let Some(page) = page else {
        println!("{block}");
        return Ok(());
    };
    let old = if page.exists() { std::fs::read_to_string(page)? } else { String::new() };
    std::fs::write(page, renewed(&old, name, block))
        .with_context(|| format!("cannot write {}", page.display()))
}

fn renewed(page: &str, name: &str, block: &str) -> String {
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->\n"));
    let before = page.split_once(&begin).map_or(page, |(before, _)| before);
    let after = page.split_once(&end).map_or("", |(_, after)| after);
    [before, &begin, block, &end, after].concat()
}

#[cfg(test)]
mod tests {
    use super::renewed;

    #[test]
    fn a_block_is_replaced_where_it_is() {
        let page = renewed("# Page\n", "a", "1\n");
        let page = renewed(&page, "b", "2\n") + "The end.\n";
        let expected = "# Page\n<!-- begin a -->\n3\n<!-- end a -->\n<!-- begin b -->\n2\n<!-- end b -->\nThe end.\n";
        assert_eq!(renewed(&page, "a", "3\n"), expected);
    }
}
