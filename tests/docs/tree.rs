//! The tree in `ARCHITECTURE.md`: every module in the order of `lib.rs`, every file with the first sentence that it opens with.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::made;

/// The first sentence of a file's `//!` comment, on one line.
fn first_sentence(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    let comment = lines.map(str::trim).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    assert!(!comment.is_empty(), "{} does not open with a sentence", path.display());
    let end = comment.find(". ").unwrap_or(comment.len());
    comment[..end].trim_end_matches('.').replace("[`", "`").replace("`]", "`")
}

/// The modules of the library, in their order.
fn modules() -> Vec<String> {
    let library = made::text("src/lib.rs");
    library.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

/// A folder's files and folders, as a list; its `mod.rs` is told of in the line above. Tests and pages are told of in the text.
fn folder(path: &Path, indent: usize, list: &mut String) {
    let mut names: Vec<String> =
        fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).filter(|n| n != "mod.rs").collect();
    names.sort();
    for name in &names {
        let below = path.join(name);
        if below.is_dir() {
            // The sentence of a folder stands in its `mod.rs`, or in the file of its name beside it.
            if below.join("mod.rs").is_file() {
                let _ = writeln!(list, "{:indent$}- `{name}/` — {}", "", first_sentence(&below.join("mod.rs")));
                folder(&below, indent + 2, list);
            } else if !path.join(format!("{name}.rs")).is_file() {
                let count = fs::read_dir(&below).unwrap().count();
                assert!(count > 0, "{} is empty", below.display());
            }
        } else if name.ends_with(".rs") && name != "tests.rs" {
            let _ = writeln!(list, "{:indent$}- `{name}` — {}", "", first_sentence(&below));
            let stem = name.trim_end_matches(".rs");
            if path.join(stem).is_dir() {
                let _ = writeln!(list, "{:indent$}- `{stem}/`", "");
                folder(&path.join(stem), indent + 2, list);
            }
        }
    }
}

#[test]
fn the_tree_is_true() {
    let source = made::path("src");
    let mut list = String::new();
    let modules = modules();
    for module in &modules {
        let (file, below) = (source.join(format!("{module}.rs")), source.join(module));
        if file.is_file() {
            let _ = writeln!(list, "- **`{module}.rs`** — {}", first_sentence(&file));
        }
        if below.is_dir() {
            let _ = writeln!(list, "- **`{module}/`** — {}", first_sentence(&below.join("mod.rs")));
            folder(&below, 2, &mut list);
        }
    }
    for name in ["lib.rs", "main.rs"] {
        let _ = writeln!(list, "- **`{name}`** — {}", first_sentence(&source.join(name)));
    }
    for entry in fs::read_dir(&source).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".rs");
        let known = matches!(stem, "lib" | "main") || modules.iter().any(|m| m == stem);
        assert!(known, "src/{name} is no module of the library");
    }
    made::part("ARCHITECTURE.md", "<!-- the tree of src/ -->", "<!-- end of the tree -->", &format!("\n{list}\n"));
}

/// Folders and files at the root are told of, each between backticks.
#[test]
fn the_root_is_told_of() {
    let text = made::text("ARCHITECTURE.md");
    for entry in fs::read_dir(made::path("")).unwrap() {
        let entry = entry.unwrap();
        let mut name = entry.file_name().into_string().unwrap();
        if matches!(name.as_str(), "target" | ".git" | ".gitignore" | "Cargo.lock" | "rustfmt.toml" | "bench-data") {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            name.push('/');
        }
        let licence = name.starts_with("LICENSE");
        assert!(licence || text.contains(&format!("`{name}")), "ARCHITECTURE.md does not tell of `{name}`");
    }
}
