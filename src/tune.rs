//! How many findings a rule has at which setting of a param: stories read once, the rule made anew for each setting.

use std::sync::Arc;

use crate::check;
use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::eval;
use crate::lang::ast::ExprKind;
use crate::lang::{Settings, parse};
use crate::source::{FileId, Sources, Span};

/// A param of a rule that is a number, as it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// The rule.
    pub rule: Arc<str>,
    /// The param.
    pub name: Arc<str>,
    /// Its setting, as written.
    pub setting: String,
    /// Where the rule stands.
    pub span: Span,
}

/// What came of one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The setting, as a rule would write it.
    pub setting: String,
    /// Whether it is the one in force.
    pub in_force: bool,
    /// How many findings there are; `None` where the rule cannot be run with it.
    pub findings: Option<usize>,
}

/// What settings of a rule are tried with.
pub struct Workshop<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// All rule files of the run.
    pub files: &'a [FileId],
    /// What is set from outside.
    pub settings: &'a Settings,
    /// The stories.
    pub corpus: &'a Corpus,
    /// How a run is made.
    pub options: &'a eval::Options,
}

/// Whether a setting is a number, so that others can be tried around it; `span` is the rule's.
#[must_use]
pub fn is_number(setting: &str, span: Span) -> bool {
    let literal = parse::literal(setting, span);
    literal.is_some_and(|literal| match literal.kind {
        ExprKind::Number(_) => true,
        ExprKind::Negative(of) => matches!(of.kind, ExprKind::Number(_)),
        _ => false,
    })
}

/// Settings around one: the usual shares for a percentage, else parts and multiples of it; it is among them, in order.
#[must_use]
pub fn around(setting: &str) -> Vec<String> {
    let ends = setting.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | '-'))).unwrap_or(setting.len());
    let (number, unit) = setting.split_at(ends);
    let Ok(number) = number.replace(',', "").parse::<f64>() else { return vec![setting.to_owned()] };
    let mut numbers: Vec<f64> = if unit == "%" && (0.0..100.0).contains(&number) {
        vec![0.0, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0]
    } else {
        let whole = number.fract() == 0.0;
        let of = |share: f64| if whole { (number * share).round() } else { number * share };
        [0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0].into_iter().map(of).collect()
    };
    numbers.retain(|other| (other - number).abs() > f64::EPSILON * number.abs().max(1.0));
    let mut settings: Vec<(f64, String)> = numbers.into_iter().map(|n| (n, format!("{}{unit}", shown(n)))).collect();
    settings.push((number, setting.to_owned()));
    settings.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    settings.dedup_by(|(_, a), (_, b)| a == b);
    settings.into_iter().map(|(_, setting)| setting).collect()
}

/// A number as a rule writes it: four decimals at most, and no zeros at its end.
fn shown(number: f64) -> String {
    let written = format!("{number:.4}");
    let written = written.trim_end_matches('0').trim_end_matches('.');
    if written == "-0" { "0".to_owned() } else { written.to_owned() }
}

/// Counts what the rule of a param finds at each setting; all else stays as it is in force.
#[must_use]
pub fn tries(workshop: &Workshop<'_>, param: &Param, settings: &[String]) -> Vec<Trial> {
    let trial = |setting: &String| Trial {
        setting: setting.clone(),
        in_force: *setting == param.setting,
        findings: findings(workshop, param, setting),
    };
    settings.iter().map(trial).collect()
}

fn findings(workshop: &Workshop<'_>, param: &Param, setting: &str) -> Option<usize> {
    let literal = parse::literal(setting, param.span)?;
    let mut params = vec![(Arc::clone(&param.rule), Arc::clone(&param.name), literal)];
    params.extend(workshop.settings.params.iter().cloned());
    let settings = Settings { params, trusted: workshop.settings.trusted.clone() };
    let (mut program, diagnostics) = check::program(workshop.sources, workshop.files, &settings);
    program.rules.retain(|rule| rule.name == param.rule);
    let mistaken = program.broken_rules.contains(&param.rule) || program.rules.is_empty();
    if mistaken && diagnostics.iter().any(Diagnostic::is_error) {
        return None;
    }
    let report = check::report(workshop.sources, &program, workshop.corpus, workshop.options, Vec::new());
    Some(report.findings.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_lie_around_the_one_in_force() {
        assert_eq!(around("5%"), ["0%", "1%", "2%", "5%", "10%", "15%", "20%", "30%", "50%"]);
        assert_eq!(around("4%"), ["0%", "1%", "2%", "4%", "5%", "10%", "15%", "20%", "30%", "50%"]);
        assert_eq!(around("10 km"), ["0 km", "3 km", "5 km", "8 km", "10 km", "15 km", "20 km", "30 km", "50 km"]);
        assert_eq!(around("0.8"), ["0", "0.2", "0.4", "0.6", "0.8", "1.2", "1.6", "2.4", "4"]);
        assert_eq!(around("1,000"), ["0", "250", "500", "750", "1,000", "1500", "2000", "3000", "5000"]);
        assert_eq!(around("0"), ["0"]);
    }

    #[test]
    fn only_numbers_are_tuned() {
        let span = Span::new(Sources::new().add("a.rules", ""), 0, 0);
        for (setting, number) in
            [("5%", true), ("3 days", true), ("-2", true), ("\"a\"", false), ("[1, 2]", false), ("2024-10", false)]
        {
            assert_eq!(is_number(setting, span), number, "{setting}");
        }
    }
}
