//! Options that several commands share: which claims are read, which rules are in force, and how pages look.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::ValueEnum;

use super::config::{self, Config};
use super::files::{self, Archives, Files, Wanted};
use crate::check::{self, UNREAD};
use crate::diagnostic::{Diagnostic, nearest};
use crate::lang::Program;
use crate::render::Page;
use crate::source::{FileId, Sources};

/// Which claims are read.
#[derive(Debug, clap::Args)]
pub struct ClaimOptions {
    /// Claims files and drafts, folders of them, or `-` for standard input [default: those below the working directory]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What standard input is, where a path is `-`; it takes the place of the file of that name
    #[arg(long, value_name = "NAME", default_value = "stdin.md")]
    stdin_filename: PathBuf,
    /// Files that are known, but not checked
    #[arg(long, value_name = "PATH")]
    background: Vec<PathBuf>,
}

impl ClaimOptions {
    /// Whether these are all the stories that there are: those that the configuration names.
    pub fn are_all(&self, config: &Config) -> bool {
        self.paths.is_empty() && !config.stories.is_empty()
    }

    /// Reads the files that are named, else those of the configuration, else those below the working directory; and what is known beside
    /// them.
    ///
    /// # Errors
    /// There are none.
    pub fn inputs(
        &self,
        config: &Config,
        sources: &mut Sources,
        diagnostics: &mut Vec<Diagnostic>,
        archives: Archives,
    ) -> Result<Files, String> {
        let checked = match (self.paths.is_empty(), config.stories.is_empty()) {
            (false, _) => self.paths.clone(),
            (true, false) => config.stories.files(&config.folder, diagnostics),
            (true, true) => vec![PathBuf::from(".")],
        };
        let known = config.background.files(&config.folder, diagnostics);
        let background = [self.background.as_slice(), &known].concat();
        let stdin = checked.iter().any(|p| p.as_os_str() == "-").then_some(self.stdin_filename.as_path());
        let wanted = Wanted { checked: &checked, background: &background, stdin, archives };
        let files = files::claims(sources, &wanted, diagnostics)?;
        if files.inputs.is_empty() && files.archives.is_empty() && !diagnostics.iter().any(|d| UNREAD.contains(&d.code.name)) {
            return Err("no claims file was found".into());
        }
        Ok(files)
    }
}

/// Which rules are known.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Rules")]
pub struct RuleFiles {
    /// Rule files, or folders of them, beside the shipped packs
    #[arg(long, value_name = "FILE|DIR")]
    pub rules: Vec<PathBuf>,
    #[command(flatten)]
    config: ConfigFile,
}

/// Which configuration is read.
#[derive(Debug, clap::Args)]
pub struct ConfigFile {
    /// The configuration [default: the nearest claimlint.yaml, up to the repository's root]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Take no notice of a configuration
    #[arg(long)]
    no_config: bool,
}

/// Which rules are in force.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Rules")]
pub struct RuleOptions {
    #[command(flatten)]
    pub files: RuleFiles,
    /// Shipped packs to run, `all` or `none` [default: all but opt-in ones]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pack: Vec<String>,
    /// Run only these rules
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    rule: Vec<String>,
}

/// The rules of a run.
pub struct Loaded {
    /// The program, with only the rules that are to run.
    pub program: Program,
    /// The shipped files.
    pub shipped: Vec<FileId>,
    /// All rule files, the shipped ones first.
    pub files: Vec<FileId>,
    /// The configuration, or an empty one.
    pub config: Config,
    /// Whether the configuration has an error: nothing is checked then, since what is in force is not what was meant.
    pub stopped: bool,
    /// What was said of rules and configuration.
    pub diagnostics: Vec<Diagnostic>,
}

impl RuleFiles {
    /// Reads the configuration and the rules; those of opt-in packs stand among the others.
    pub fn load(&self, sources: &mut Sources) -> Loaded {
        let mut diagnostics = Vec::new();
        let shipped = files::shipped_rules(sources);
        let mut config = self.config.read(sources, &mut diagnostics);
        let unread = diagnostics.iter().any(Diagnostic::is_error);
        let paths: Vec<PathBuf> = config.rule_files.iter().chain(&self.rules).cloned().collect();
        let own: Vec<FileId> = files::rules(sources, &paths, &mut diagnostics).into_iter().map(|rules| rules.file).collect();
        config.settings.trusted.clone_from(&shipped);
        let files = [shipped.as_slice(), &own].concat();
        let (mut program, said) = check::program(sources, &files, &config.settings);
        diagnostics.extend(said);
        let said = config.apply(&mut program);
        let stopped = unread || said.iter().any(Diagnostic::is_error);
        diagnostics.extend(said);
        Loaded { program, shipped, files, config, stopped, diagnostics }
    }

    /// Reads the configuration; an empty one where there is none.
    pub fn configuration(&self, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Config {
        self.config.read(sources, diagnostics)
    }
}

impl ConfigFile {
    /// Reads the configuration; an empty one where there is none.
    pub fn read(&self, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Config {
        let path = match (&self.config, self.no_config) {
            (_, true) => None,
            (Some(path), _) => Some(path.clone()),
            (None, _) => config::find(),
        };
        let Some(path) = path else { return Config::default() };
        let (config, said) = config::read(sources, &path);
        diagnostics.extend(said);
        config
    }
}

impl RuleOptions {
    /// Reads the configuration and the rules, and chooses what is to run.
    ///
    /// # Errors
    /// A pack or a rule that is not there.
    pub fn load(&self, sources: &mut Sources) -> Result<Loaded, String> {
        let mut loaded = self.files.load(sources);
        self.choose(&mut loaded.program, &loaded.shipped, &loaded.config)?;
        Ok(loaded)
    }

    /// The packs and the rules that are named.
    pub fn named(&self) -> (&[String], &[String]) {
        (&self.pack, &self.rule)
    }

    /// Whether everything that is named is there.
    ///
    /// # Errors
    /// A pack or a rule that is not there.
    pub fn known(&self, program: &Program) -> Result<(), String> {
        let packs: Vec<&str> = program.packs.iter().map(|p| &*p.name).collect();
        if let Some(name) = self.pack.iter().find(|n| !["all", "none"].contains(&n.as_str()) && !packs.contains(&n.as_str())) {
            return Err(unknown("pack", name, packs.into_iter()));
        }
        let known =
            || program.rules.iter().map(|r| &r.name).chain(&program.broken_rules).chain(&program.idle_rules).map(|n| &**n);
        if let Some(name) = self.rule.iter().find(|n| !known().any(|k| k == *n)) {
            return Err(unknown("rule", name, known()));
        }
        Ok(())
    }

    /// Keeps the rules that are to run: of shipped packs those that are named, else all but opt-in ones; the others become idle.
    fn choose(&self, program: &mut Program, shipped: &[FileId], config: &Config) -> Result<(), String> {
        self.known(program)?;
        let named: Option<&Vec<String>> = if self.pack.is_empty() { config.packs.as_ref() } else { Some(&self.pack) };
        let opt_in: Vec<_> = program.packs.iter().filter(|p| p.opt_in).map(|p| p.name.clone()).collect();
        let runs = |rule: &crate::lang::typed::Rule| {
            let of_pack = match &rule.pack {
                Some(pack) if shipped.contains(&rule.span.file) => match named {
                    Some(names) => names.iter().any(|n| n == "all" || **n == **pack),
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
    let near: Vec<&str> = nearest(name, known).into_iter().collect();
    format!("there is no {what} `{name}`{}", did_you_mean(&near))
}

/// The question whether one of some names was meant.
pub fn did_you_mean(near: &[&str]) -> String {
    let quoted: Vec<String> = near.iter().map(|n| format!("`{n}`")).collect();
    if quoted.is_empty() { String::new() } else { format!("; did you mean {}?", quoted.join(" or ")) }
}

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Color {
    /// On a terminal that knows colours, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The widest and the narrowest page, and that of a pipe.
const WIDTHS: (usize, usize, usize) = (40, 120, 100);

/// How a page to a stream looks.
pub fn page(color: Color, to: &impl IsTerminal) -> Page {
    let terminal = to.is_terminal();
    let variable = |name| std::env::var(name).unwrap_or_default();
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if !variable("NO_COLOR").is_empty() => false,
        Color::Auto if !matches!(variable("CLICOLOR_FORCE").as_str(), "" | "0") => true,
        Color::Auto => terminal && variable("TERM") != "dumb",
    };
    let (least, most, pipe) = WIDTHS;
    let seen = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|_| terminal);
    let width = seen.or_else(|| variable("COLUMNS").parse().ok()).unwrap_or(pipe).clamp(least, most);
    Page { width, color, ..Page::default() }
}
