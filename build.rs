//! Lists the shipped rule files for the library to embed (the file is the registration), and reads their items, so that no start
//! of the program has to.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

// What the library reads rule files with.
#[path = "src/lang/parse/grammar.rs"]
mod grammar;
#[path = "src/lang/parse/split.rs"]
mod split;

/// What `split` asks of lines that open no item, and no shipped file has one.
mod diagnostic {
    pub fn nearest<'a>(_: &str, _: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        None
    }
}

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&root).join("rules");
    for read in ["rules", "grammar/rules.pest", "src/lang/parse/grammar.rs", "src/lang/parse/split.rs"] {
        println!("cargo::rerun-if-changed={read}");
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rules") {
            names.push(name);
        }
    }
    names.sort();
    let (mut texts, mut ready) = (String::from("[\n"), String::from("[\n"));
    for name in &names {
        let path = folder.join(name);
        let _ = writeln!(texts, "    ({:?}, include_str!({:?})),", format!("rules/{name}"), path.display().to_string());
        let items = items(name, &fs::read_to_string(&path)?).map_err(io::Error::other)?;
        let _ = writeln!(ready, "{items},");
    }
    texts.push_str("]\n");
    ready.push_str("]\n");
    fs::write(Path::new(&out).join("shipped.rs"), texts)?;
    fs::write(Path::new(&out).join("ready.rs"), ready)
}

/// The items of a file and their tokens, as `src/lang/parse/ready.rs` takes them in.
fn items(path: &str, text: &str) -> Result<String, String> {
    let mut table = String::from("&[\n");
    for chunk in split::split(text) {
        let split::Chunk::Item { keyword, overrides, range, stray: None } = chunk else {
            return Err(format!("{path} has lines that belong to no item: {chunk:?}"));
        };
        let item = text.get(range.clone()).unwrap_or("");
        let tokens = grammar::read(keyword, item).map_err(|failure| format!("{path}: {failure:?} in\n{item}"))?;
        let _ = write!(table, "Item {{ keyword: {keyword:?}, overrides: {overrides:?}, range: {range:?}, tokens: &[");
        for grammar::Token { rule, start, end, inner } in tokens {
            let _ = write!(table, "t(Rule::{rule:?},{start},{end},{inner}),");
        }
        table.push_str("] },\n");
    }
    table.push(']');
    Ok(table)
}
