//! Lists the shipped rule files for the library to embed: the file is the registration.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&root).join("rules");
    println!("cargo::rerun-if-changed=rules");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rules") {
            names.push(name);
        }
    }
    names.sort();
    let mut table = String::from("[\n");
    for name in &names {
        let path = folder.join(name);
        let _ = writeln!(table, "    ({:?}, include_str!({:?})),", format!("rules/{name}"), path.display().to_string());
    }
    table.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("shipped.rs"), table)
}
