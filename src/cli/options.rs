//! Options that several commands share: which rules are in force, and how pages look.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::ValueEnum;

use super::config::{self, Config};
use super::files;
use crate::check;
use crate::diagnostic::{Diagnostic, nearest};
use crate::lang::Program;
use crate::render::Page;
use crate::source::{FileId, Sources};

/// Which rules are in force.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Rules")]
pub struct RuleOptions {
    /// Rule files, or folders of them, beside the shipped packs
    #[arg(long, value_name = "FILE|DIR")]
    pub rules: Vec<PathBuf>,
    /// Shipped packs to run, or `none` [default: all but opt-in ones]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub pack: Vec<String>,
    /// Run only these rules
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub rule: Vec<String>,
    /// The configuration [default: the nearest claimlint.yaml, up to the repository's root]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Take no notice of a configuration
    #[arg(long)]
    pub no_config: bool,
}

/// The rules of a run.
pub struct Loaded {
    /// The program, with only the rules that are to run.
    pub program: Program,
    /// The shipped files.
    pub shipped: Vec<FileId>,
    /// The configuration, or an empty one.
    pub config: Config,
    /// What was said of rules and configuration.
    pub diagnostics: Vec<Diagnostic>,
}

impl RuleOptions {
    /// Reads the configuration and the rules, and chooses what is to run.
    ///
    /// # Errors
    /// A pack or a rule that is not there.
    pub fn load(&self, sources: &mut Sources) -> Result<Loaded, String> {
        let mut loaded = self.load_all(sources);
        self.choose(&mut loaded.program, &loaded.shipped, &loaded.config)?;
        Ok(loaded)
    }

    /// Reads the configuration and the rules; those of opt-in packs stand among the others.
    pub fn load_all(&self, sources: &mut Sources) -> Loaded {
        let mut diagnostics = Vec::new();
        let shipped = files::shipped_rules(sources);
        let config = self.configuration(sources, &mut diagnostics);
        let paths: Vec<PathBuf> = config.rule_files.iter().chain(&self.rules).cloned().collect();
        let own = files::rules(sources, &paths, &mut diagnostics);
        let (mut program, said) = check::program(sources, &[shipped.as_slice(), &own].concat(), &config.settings);
        diagnostics.extend(said);
        diagnostics.extend(config.apply(&mut program));
        Loaded { program, shipped, config, diagnostics }
    }

    fn configuration(&self, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Config {
        let path = match (&self.config, self.no_config) {
            (_, true) => None,
            (Some(path), _) => Some(path.clone()),
            (None, _) => config::find(&PathBuf::from(".")),
        };
        let Some(path) = path else { return Config::default() };
        let (config, said) = config::read(sources, &path);
        diagnostics.extend(said);
        config
    }

    /// Keeps the rules that are to run: of shipped packs those that are named, else all but opt-in ones; the others become idle.
    fn choose(&self, program: &mut Program, shipped: &[FileId], config: &Config) -> Result<(), String> {
        let packs: Vec<&str> = program.packs.iter().map(|p| &*p.name).collect();
        if let Some(name) = self.pack.iter().find(|n| *n != "none" && !packs.contains(&n.as_str())) {
            return Err(unknown("pack", name, packs.into_iter()));
        }
        let known =
            || program.rules.iter().map(|r| &r.name).chain(&program.broken_rules).chain(&program.idle_rules).map(|n| &**n);
        if let Some(name) = self.rule.iter().find(|n| !known().any(|k| k == *n)) {
            return Err(unknown("rule", name, known()));
        }
        let named: Option<&Vec<String>> = if self.pack.is_empty() { config.packs.as_ref() } else { Some(&self.pack) };
        let opt_in: Vec<_> = program.packs.iter().filter(|p| p.opt_in).map(|p| p.name.clone()).collect();
        let runs = |rule: &crate::lang::typed::Rule| {
            let of_pack = match &rule.pack {
                Some(pack) if shipped.contains(&rule.span.file) => match named {
                    Some(names) => names.iter().any(|n| **n == **pack),
                    None => !opt_in.contains(pack),
                },
                _ => true,
            };
            of_pack && (self.rule.is_empty() || self.rule.iter().any(|n| **n == *rule.name))
        };
        let (run, idle): (Vec<_>, Vec<_>) = std::mem::take(&mut program.rules).into_iter().partition(runs);
        program.rules = run;
        program.idle_rules.extend(idle.into_iter().map(|r| r.name));
        Ok(())
    }
}

/// Something that is not there, with the nearest that is.
pub fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = nearest(name, known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
    format!("there is no {what} `{name}`{near}")
}

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The widest and the narrowest page, and that of a pipe.
const WIDTHS: (usize, usize, usize) = (40, 120, 100);

/// How a page to standard output looks.
pub fn page(color: Color) -> Page {
    let terminal = std::io::stdout().is_terminal();
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => (terminal && !set("NO_COLOR")) || set("CLICOLOR_FORCE"),
    };
    let (least, most, pipe) = WIDTHS;
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let seen = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|_| terminal);
    Page { width: seen.or(columns).unwrap_or(pipe).clamp(least, most), color, undecided: false, stats: false }
}
