//! Which rules are tested: paths into rule files, and a program in which a file that stands for a shipped one takes its place.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::Arguments;
use crate::check;
use crate::cli::files::{self, Wanted, shown};
use crate::cli::walk;
use crate::diagnostic::{Diagnostic, codes};
use crate::examples::fixture;
use crate::input::Format;
use crate::lang::ast::{Item, ItemKind, RuleFile};
use crate::lang::typed::Rule;
use crate::lang::{Program, Settings, parse, taste};
use crate::source::{FileId, Sources};

/// What is tested.
pub struct Tested {
    /// All rules, as they are written: no setting of the configuration is applied to what examples show.
    pub program: Program,
    /// All rule files.
    all: Vec<FileId>,
    /// The rule files whose examples are run.
    files: Vec<FileId>,
    /// The shipped packs whose examples are run.
    packs: Vec<String>,
    /// The rules whose examples are run; of all where there are none.
    rules: Vec<String>,
    /// Whether files were named, so that a named rule is one of theirs.
    named: bool,
    /// The stories that say what rules find in them.
    pub stories: Vec<(FileId, Format)>,
    /// What was said of the rules and the configuration.
    pub diagnostics: Vec<Diagnostic>,
}

impl Tested {
    /// Whether the examples of a rule are run.
    pub fn takes(&self, rule: &Rule) -> bool {
        let asked = self.rules.iter().any(|name| **name == *rule.name);
        let of_pack = rule.pack.as_ref().is_some_and(|pack| self.packs.iter().any(|name| **name == **pack));
        let known = self.files.contains(&rule.span.file) || of_pack || (asked && !self.named);
        known && (asked || self.rules.is_empty())
    }

    /// What is a matter of taste about the tested files, and those of the tested packs.
    pub fn taste(&self, sources: &Sources) -> Vec<Diagnostic> {
        let all: Vec<RuleFile> = self.all.iter().map(|file| parse::parse(sources, *file).0).collect();
        let of_pack = |file: &RuleFile| {
            let mut packs = file.items.iter().filter_map(|item| match &item.kind {
                ItemKind::Pack(pack) => Some(&pack.name.value),
                _ => None,
            });
            packs.any(|name| self.packs.iter().any(|pack| **pack == **name))
        };
        let tested: Vec<&RuleFile> = all.iter().filter(|file| self.files.contains(&file.file) || of_pack(file)).collect();
        taste::files(&tested, &all.iter().collect::<Vec<_>>())
    }

    /// The program that stories are checked by: the rules that are tested, else those that would run by default.
    pub fn in_force(&self) -> Program {
        let mut program = self.program.clone();
        program.rules.retain(|rule| self.takes(rule));
        if program.rules.is_empty() {
            let opt_in = |rule: &Rule| program.packs.iter().any(|pack| pack.opt_in && Some(&pack.name) == rule.pack.as_ref());
            program.rules = self.program.rules.iter().filter(|rule| !opt_in(rule)).cloned().collect();
        }
        program
    }
}

/// Reads the configuration and the rules.
///
/// # Errors
/// A pack or a rule that is not there.
pub fn load(arguments: &Arguments, sources: &mut Sources) -> Result<Tested, String> {
    let options = &arguments.rules;
    let mut diagnostics = Vec::new();
    let shipped = files::shipped_rules(sources);
    let config = options.files.configuration(sources, &mut diagnostics);
    let beside: Vec<PathBuf> = config.rule_files.iter().chain(&options.files.rules).cloned().collect();
    let (stories, paths) = stories(sources, &arguments.paths, &mut diagnostics)?;
    let named = !paths.is_empty();
    let others = options.named() != (&[], &[]) || !beside.is_empty();
    let wanted = match (named, others) {
        (true, _) => rule_files(&paths, &mut diagnostics),
        (false, true) => Vec::new(),
        (false, false) if !stories.is_empty() => Vec::new(),
        (false, false) => rule_files(&[PathBuf::from(".")], &mut diagnostics),
    };
    let paths: Vec<PathBuf> = wanted.iter().chain(&beside).cloned().collect();
    let own: Vec<FileId> = files::rules(sources, &paths, &mut diagnostics).into_iter().map(|rules| rules.file).collect();
    let tested = if named { of_paths(sources, &own, &wanted) } else { own.clone() };
    let kept: Vec<FileId> = shipped.into_iter().filter(|file| !is_replaced(sources, *file, &own)).collect();
    let settings = Settings { trusted: kept.clone(), ..Settings::default() };
    let all = [kept.as_slice(), &own].concat();
    let (mut program, said) = check::program(sources, &all, &settings);
    diagnostics.extend(said);
    options.known(&program)?;
    // The configuration is looked over as in any run; what it sets is not what examples show.
    diagnostics.extend(config.apply(&mut program.clone()));
    program.idle_rules.clear();
    let (packs, rules) = options.named();
    let every = || program.packs.iter().map(|pack| pack.name.to_string()).collect();
    let packs: Vec<String> = if packs.iter().any(|name| name == "all") { every() } else { packs.to_vec() };
    Ok(Tested { program, all, files: tested, packs, rules: rules.to_vec(), named, stories, diagnostics })
}

/// Stories that say what rules find in them, with their formats.
type Stories = Vec<(FileId, Format)>;

/// The stories among some paths, and those below the folders among them; and the paths that may be of rules.
fn stories(
    sources: &mut Sources,
    paths: &[PathBuf],
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(Stories, Vec<PathBuf>), String> {
    let is_story = |path: &Path| Format::of(&path.to_string_lossy()).is_some();
    let (named, others): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| is_story(path) && !path.is_dir());
    let mut below = Vec::new();
    // What is skipped there is said where rules are looked for.
    let mut unsaid = Vec::new();
    for folder in others.iter().filter(|path| path.is_dir()) {
        let marked = |path: &PathBuf| files::text(path).is_ok_and(|text| fixture::is_one(&text));
        below.extend(walk::below(folder, &is_story, &mut unsaid).into_iter().filter(marked));
    }
    let wanted = Wanted { checked: &[named.as_slice(), &below].concat(), background: &[], ..Wanted::default() };
    let inputs = if wanted.checked.is_empty() { Vec::new() } else { files::claims(sources, &wanted, diagnostics)?.inputs };
    Ok((inputs.into_iter().map(|input| (input.file, input.format)).collect(), others))
}

/// The rule files among some paths, and those below the folders among them.
fn rule_files(paths: &[PathBuf], diagnostics: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for path in paths {
        if path.is_dir() {
            all.extend(walk::below(path, &is_rules, diagnostics));
        } else if is_rules(path) || !path.exists() {
            all.push(path.clone());
        } else {
            let message = format!("`{}` is no rule file", shown(path));
            diagnostics.push(Diagnostic::new(&codes::UNREADABLE, message).help("rule files end in .rules"));
        }
    }
    all
}

fn is_rules(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "rules")
}

/// The files among those that were read that some paths name.
fn of_paths(sources: &Sources, read: &[FileId], paths: &[PathBuf]) -> Vec<FileId> {
    let named: FxHashSet<PathBuf> = paths.iter().map(|path| files::identity(path)).collect();
    read.iter().copied().filter(|file| named.contains(&files::identity(Path::new(sources.path(*file))))).collect()
}

/// Whether one of some files stands for a shipped one: it is the same text, or it bears the same name, is of the same pack and declares
/// something of the same name. So whoever works on a shipped file tests the one at hand, not the one that the program carries.
fn is_replaced(sources: &Sources, shipped: FileId, own: &[FileId]) -> bool {
    let name = |file: FileId| Path::new(sources.path(file)).file_name().map(ToOwned::to_owned);
    own.iter().any(|file| {
        sources.text(*file) == sources.text(shipped)
            || (name(*file) == name(shipped)
                && declares_alike(&parse::parse(sources, *file).0, &parse::parse(sources, shipped).0))
    })
}

fn declares_alike(own: &RuleFile, shipped: &RuleFile) -> bool {
    let pack = |file: &RuleFile| {
        file.items.iter().find_map(|item| match &item.kind {
            ItemKind::Pack(pack) => Some(pack.name.value.clone()),
            _ => None,
        })
    };
    let names: FxHashSet<(&str, String)> = shipped.items.iter().flat_map(declared).collect();
    let mut declares = own.items.iter().filter(|item| item.overrides.is_none()).flat_map(declared);
    pack(own) == pack(shipped) && declares.any(|name| names.contains(&name))
}

/// What an item declares, by keyword and name.
fn declared(item: &Item) -> Vec<(&'static str, String)> {
    match &item.kind {
        ItemKind::Pack(_) => Vec::new(),
        ItemKind::Unit(unit) => vec![("unit", unit.name.value.to_string())],
        ItemKind::Hedge(hedge) => hedge.phrases.iter().map(|p| ("hedge", p.value.clone())).collect(),
        ItemKind::Amount(amount) => amount.phrases.iter().map(|p| ("amount", p.value.clone())).collect(),
        ItemKind::Measure(measure) => vec![("measure", measure.name.value.to_string())],
        ItemKind::Field(field) => vec![("field", field.name.value.to_string())],
        ItemKind::Define(define) => vec![("define", define.name.value.to_string())],
        ItemKind::Rule(rule) => vec![("rule", rule.name.value.to_string())],
        ItemKind::Broken { keyword, name } => name.iter().map(|n| (*keyword, n.value.to_string())).collect(),
    }
}
