//! The parser on every construct, on typical mistakes, and on hostile texts.

use proptest::prelude::*;

use super::{Diagnostic, LONGEST, Sources, Span, parse};
use crate::lang::ast::*;
use crate::value::Exact;

const VALID: &str = include_str!("valid.rules");

fn read(text: &str) -> (RuleFile, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::new();
    let file = sources.add("desk.rules", text);
    let (tree, diagnostics) = parse(&sources, file);
    (tree, diagnostics, sources)
}

/// The one item of a text that must be right.
fn only(text: &str) -> ItemKind {
    let (tree, diagnostics, _) = read(text);
    assert_eq!(diagnostics, [], "{text}");
    assert_eq!(tree.items.len(), 1, "{text}");
    tree.items.into_iter().next().unwrap().kind
}

/// A rule with these lines for its selector and its flag.
fn rule_with(lines: &str) -> String {
    format!("rule r {{\n{lines}\n  report \"r\"\n    at c \"here\"\n}}\n")
}

fn rule(lines: &str) -> Rule {
    match only(&rule_with(lines)) {
        ItemKind::Rule(rule) => *rule,
        other => panic!("{other:?}"),
    }
}

/// An expression in full parentheses.
fn lite(e: &Expr) -> String {
    let all = |list: &[Expr]| list.iter().map(lite).collect::<Vec<_>>().join(", ");
    match &e.kind {
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Text(t) => format!("{t:?}"),
        ExprKind::Number(n) => match &n.unit {
            NumberUnit::None => n.value.to_string(),
            NumberUnit::Percent => format!("{}%", n.value),
            NumberUnit::Named(unit) => format!("{}_{}", n.value, unit.value),
        },
        ExprKind::Date(d) => format!("@{d}"),
        ExprKind::List(l) => format!("[{}]", all(l)),
        ExprKind::Name(n) => n.to_string(),
        ExprKind::Field(of, f) => format!("{}.{}", lite(of), f.value),
        ExprKind::Call(f, arguments) => {
            let shown = |a: &Argument| a.name.as_ref().map_or(String::new(), |n| format!("{}: ", n.value)) + &lite(&a.value);
            format!("{}({})", f.value, arguments.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        ExprKind::Comprehension(c) => format!(
            "{}({} for {} in {}{}{})",
            c.function.value,
            lite(&c.element),
            c.binding.value,
            lite(&c.list),
            if c.all_stories.is_some() { " all stories" } else { "" },
            c.filter.as_ref().map_or(String::new(), |f| format!(" where {}", lite(f)))
        ),
        ExprKind::Not(of) => format!("(not {})", lite(of)),
        ExprKind::Negative(of) => format!("(-{})", lite(of)),
        ExprKind::Binary(l, op, r) => format!("({} {} {})", lite(l), op.value.sign(), lite(r)),
        ExprKind::If(c, a, b) => format!("(if {} then {} else {})", lite(c), lite(a), lite(b)),
    }
}

#[test]
fn expressions_bind_as_documented() {
    for (written, meant) in [
        ("a and b and c", "((a and b) and c)"),
        ("not a == b and c", "((not (a == b)) and c)"),
        ("(a or b) and not c", "((a or b) and (not c))"),
        ("a + b * c - d", "((a + (b * c)) - d)"),
        ("a - b", "(a - b)"),
        ("a -b", "(a - b)"),
        ("a-b", "a-b"),
        ("-a * b", "((-a) * b)"),
        ("a - -b.c", "(a - (-b.c))"),
        ("x in [1, 2] and y not in z", "((x in [1, 2]) and (y not in z))"),
        ("if a then b else c + 1", "(if a then b else (c + 1))"),
        ("1 + if a then b else if c then d else e", "(1 + (if a then b else (if c then d else e)))"),
        ("origins(c).field.more", "origins(c).field.more"),
        (
            "clash(g.value, beyond: 5%, between: origin, while: as-of)",
            "clash(g.value, beyond: 5%, between: origin, while: as-of)",
        ),
        (
            "any(x.value > c.value for x in claims all stories where x.topic == c.topic)",
            "any((x.value > c.value) for x in claims all stories where (x.topic == c.topic))",
        ),
        ("none(p for p in c.parts)", "none(p for p in c.parts)"),
        ("count(c.parts) >= 10,000 people", "(count(c.parts) >= 10,000_people)"),
        ("1.2 million people + 3 hundred", "(1,200,000_people + 300)"),
        ("c.as-of < 2024-10-19 and d == 2024-10", "((c.as-of < @2024-10-19) and (d == @2024-10))"),
        ("measure == order", "(measure == order)"),
        ("android + notes + order2", "((android + notes) + order2)"),
        (r#"matches(t, "\\d \"x\" {y}")"#, r#"matches(t, "\\d \"x\" {y}")"#),
        ("[]", "[]"),
        ("today()", "today()"),
        ("a # and so on\n    != b", "(a != b)"),
        ("a\t/\tb", "(a / b)"),
    ] {
        let rule = rule(&format!("  for each claim c\n  flag when {written}"));
        assert_eq!(lite(&rule.flag), meant, "{written}");
    }
}

#[test]
fn selectors_take_every_form() {
    for (written, names, over, across, filter, sharing, by) in [
        ("claim c", 1, Over::Claims, false, false, 0, false),
        ("claim c of all-claims where has(parts)", 1, Over::AllClaims, false, true, 0, false),
        ("entity e where e.named", 1, Over::Claims, false, true, 0, false),
        ("source s", 1, Over::Claims, false, false, 0, false),
        ("story d", 1, Over::Claims, false, false, 0, false),
        ("pair a, b of claims sharing topic, source.party", 2, Over::Claims, false, false, 2, false),
        ("pair a, b of all-claims across stories where x == 5 sharing story", 2, Over::AllClaims, true, true, 1, false),
        ("pair a, b of claims", 2, Over::Claims, false, false, 0, false),
        ("step a, b of claims where value > 5 by as-of", 2, Over::Claims, false, true, 0, true),
        ("step a, b of claims sharing topic by as-of", 2, Over::Claims, false, false, 1, true),
        ("group g of claims where measure == \"troop-count\" sharing topic", 1, Over::Claims, false, true, 1, false),
    ] {
        let s = rule(&format!("  for each {written}\n  flag when true")).selector;
        let read =
            (s.kind.names().len(), s.over, s.across_stories.is_some(), s.filter.is_some(), s.sharing.len(), s.by.is_some());
        assert_eq!(read, (names, over, across, filter, sharing, by), "{written}");
    }
}

#[test]
fn ranges_take_every_form() {
    for (written, meant) in [
        ("12", "[12, 12]"),
        ("24 to 99", "[24, 99]"),
        ("90% to below 100%", "[90, 100)"),
        ("above 100%", "(100, ∞"),
        ("above 100% to 110%", "(100, 110]"),
        ("from 100%", "[100, ∞"),
        ("below 100%", "∞, 100)"),
        ("up to 100%", "∞, 100]"),
        ("-3 to 1 million", "[-3, 1,000,000]"),
    ] {
        let ItemKind::Amount(amount) = only(&format!("amount \"x\", \"y\" = {written}")) else { panic!("{written}") };
        let low = |b: &Bound| format!("{}{}", if b.open { "(" } else { "[" }, b.number.value);
        let high = |b: &Bound| format!("{}{}", b.number.value, if b.open { ")" } else { "]" });
        let end = |bound: Option<String>| bound.unwrap_or("∞".to_owned());
        let shown = format!("{}, {}", end(amount.range.low.as_ref().map(low)), end(amount.range.high.as_ref().map(high)));
        assert_eq!(shown, meant, "{written}");
    }
}

#[test]
fn a_file_of_every_construct_reads_whole() {
    let (tree, diagnostics, sources) = read(VALID);
    assert_eq!(diagnostics, []);
    let words: Vec<&str> = tree.items.iter().map(|i| sources.slice(i.span).split_whitespace().next().unwrap()).collect();
    assert_eq!(
        words.join(" "),
        "pack unit unit unit hedge hedge amount measure measure measure field field field define override rule"
    );
    let ItemKind::Unit(fahrenheit) = &tree.items[3].kind else { panic!() };
    let UnitSize::Times { factor, of, from: Some(from) } = &fahrenheit.size else { panic!() };
    assert_eq!((factor.value, &*of.value, from.value), (Exact::fraction(5, 9).unwrap(), "celsius", Exact::whole(32)));
    let ItemKind::Measure(heat) = &tree.items[8].kind else { panic!() };
    assert_eq!(heat.separators, Some(vec![]));
    assert_eq!(heat.range.as_ref().map(|(a, b)| (a.value, b.value)), Some((Exact::whole(-40), Exact::whole(50))));
    let ItemKind::Field(modality) = &tree.items[12].kind else { panic!() };
    assert!(matches!(&modality.ty, TypeName::Choice { options, ordered: true } if options.len() == 3));
    let ItemKind::Rule(rule) = &tree.items[15].kind else { panic!() };
    let shape: Vec<String> = rule
        .report
        .parts
        .iter()
        .map(|part| match part {
            TemplatePart::Text(text) => text.clone(),
            TemplatePart::Value(value) => format!("<{}>", lite(value)),
        })
        .collect();
    assert_eq!(shape, ["{", "<in-unit(value, \"km\")>", "} \"as\" is, ", "<(if a then \"}\" else b)>", "\n"]);
    let TemplatePart::Text(block) = &rule.labels[1].text.parts[0] else { panic!() };
    assert_eq!(block, "First line,\n  second {line} by ");
    assert_eq!(&*rule.why.as_ref().unwrap().value, "Because.\n\n  # Not a comment.");
    assert_eq!(&*rule.examples[0].documents.value, "claims:\n  - {id: a, value: \"\\d\"}");
    let documents = sources.slice(rule.examples[0].documents.span);
    assert!(documents.starts_with('\n') && documents.ends_with("\"}\n  "), "{documents:?}");
    assert!(rule.examples[1].documents.value.is_empty());
    assert_eq!(tree.items[15].overrides, None);
    assert_eq!(sources.slice(tree.items[14].overrides.unwrap()), "override");
}

/// Text with one word in `«»`: the text alone, and where the word stands.
fn marked(text: &str) -> (String, usize, String) {
    let (before, rest) = text.split_once('«').unwrap();
    let (word, after) = rest.split_once('»').unwrap();
    (format!("{before}{word}{after}"), before.len(), word.to_owned())
}

/// Every case reports its message once, at the marked word, and breaks its item only.
fn assert_mistakes(cases: impl IntoIterator<Item = (String, &'static str)>) {
    let mut wrong = String::new();
    for (text, message) in cases {
        let (text, at, word) = marked(&text);
        let (tree, diagnostics, sources) = read(&text);
        let place = |d: &Diagnostic| d.labels.first().map(|l| (l.span.start as usize, sources.slice(l.span).to_owned()));
        let found: Vec<_> = diagnostics.iter().map(|d| (d.message.as_str(), place(d))).collect();
        let all_broken = tree.items.iter().all(|i| matches!(i.kind, ItemKind::Broken { .. }));
        if found != [(message, Some((at, word.clone())))] || !all_broken {
            wrong += &format!("{text}\nexpected {message} at {at} {word}\nfound {found:?}\n\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn mistakes_in_a_rule_are_told_at_the_wrong_word() {
    let cases = [
        ("  for each claim c\n  «flagg» when true", "`flagg` is no clause of a rule; did you mean `flag when`?"),
        ("  «titel» \"x\"\n  for each claim c\n  flag when true", "`titel` is no clause of a rule; did you mean `title`?"),
        ("  for each claim c\n  let x = 5\n  «flg» when true", "`flg` is no clause of a rule; did you mean `flag when`?"),
        ("  severity «eror»\n  for each claim c\n  flag when true", "`eror` cannot stand here; did you mean `error`?"),
        ("  for each claim c\n  flag when true\n  «let» x = 5", "`let` must stand before `flag when`"),
        ("  for each claim c\n  «title» \"x\"\n  flag when true", "`title` must stand before `for each`"),
        ("  for each claim c", "a rule wants `flag when …` before `report`"),
        ("  «flag» when true", "a rule wants `for each …` before `flag when`"),
        ("  for each step a, b of claims sharing topic\n  «flag» when true", "a `step` wants `by` before `flag when`"),
        ("  for «every» claim c\n  flag when true", "`each` is missing before `every`"),
        ("  for each «claims» c\n  flag when true", "`claims` cannot stand here; did you mean `claim`?"),
        ("  for each claim c «were» has(x)\n  flag when true", "`were` cannot stand here; did you mean `where`?"),
        ("  for each claim «where»\n  flag when true", "`where` is a reserved word and cannot be a name"),
        ("  for each claim «café»\n  flag when true", "`café` is no name"),
        ("  for each claim c\n  flag when «(»true", "this `(` is never closed"),
        ("  for each claim c\n  flag when f(«[»1, 2)", "this `[` is never closed"),
        ("  for each claim c\n  flag when f(true)«)»", "this `)` closes nothing"),
        ("  for each claim c\n  flag when a and b «or» c", "`and` and `or` are mixed without parentheses"),
        ("  for each claim c\n  flag when 1 < 2 «<» 3", "comparisons cannot be chained"),
        ("  for each claim c\n  flag when a == «not» b", "`not` stands inside a comparison or a sum"),
        ("  for each claim c\n  flag when c.stage «=» \"x\"", "`=` does not compare"),
        ("  for each claim c\n  let x «==» 5\n  flag when true", "`==` compares"),
        ("  for each claim c\n  flag when a «&&» b", "`&&` is no sign of this language"),
        ("  for each claim c\n  flag when a «||» b", "`||` is no sign of this language"),
        ("  for each claim c\n  flag when «!»a", "`!` is no sign of this language"),
        ("  for each claim c\n  flag when a «<>» b", "`<>` is no sign of this language"),
        ("  for each claim c\n  flag when c.stage == «'»x'", "`'` opens no text"),
        ("  for each claim c\n  flag when c.value > «10,00» people", "`10,00` is no number"),
        ("  for each claim c\n  flag when f(«1000,000»)", "`1000,000` is no number"),
        ("  for each claim c\n  flag when c.value > «5km»", "`5km` is no number"),
        ("  for each claim c\n  flag when c.value > 5  «km»", "`km` stands too far behind its number"),
        ("  for each claim c\n  flag when c.day == «2024-1»", "`2024-1` is no number"),
        ("  for each claim c\n  flag when matches(c.stage, \"«\\d»+\")", "`\\d` stands for nothing"),
        ("  for each claim c\n  flag when c.stage == «\"»x", "this text does not end on its line"),
        ("  for each claim c\n  flag when c.stage «is» \"x\"", "`is` cannot stand here; did you mean `==`?"),
        ("  for each claim c\n  flag when a «nad» b", "`nad` cannot stand here; did you mean `and`?"),
        ("  for each claim c\n  flag when f(a «b»)", "`b` cannot stand here"),
        ("  for each claim c\n  flag when if a «than» b else c", "`than` cannot stand here; did you mean `then`?"),
        ("  for each claim c\n  flag «wen» true", "`wen` cannot stand here; did you mean `when`?"),
        ("  for each claim c\n  flag when true\n  escalate «error» when true", "`to` is missing before `error`"),
        ("  title \"a\"\n  tags x\n  «title» \"b\"\n  for each claim c\n  flag when true", "`title` stands here twice"),
        ("  title «\"\"\"»a\"\"\"\n  for each claim c\n  flag when true", "a block cannot stand here"),
        ("  param x = «a.b»\n  for each claim c\n  flag when true", "a param is a plain value"),
        ("  for each claim c\n  flag when count(«x»: x for y in z)", "`x:` names an argument before `for`"),
        ("  for each claim c\n  flag when a\n  «flag» when b", "`flag when` stands here twice"),
        ("  for each claim c\n  flag when c.value > 5 «adn» b", "`adn` cannot stand here; did you mean `and`?"),
        ("  for each claim c\n  flag when a «AND» b", "`AND` cannot stand here; did you mean `and`?"),
        ("  for each claim c\n  flag when [1, «]»", "a value is missing before `]`"),
        ("  for each pair a «b» of claims\n  flag when true", "`,` is missing before `b`"),
        ("  for each pair a, b of «claim»\n  flag when true", "`claim` cannot stand here; did you mean `claims`?"),
        (
            "  for each pair a, b of claims «accross» stories\n  flag when true",
            "`accross` cannot stand here; did you mean `across`?",
        ),
        (
            "  for each group g of claims\n  «shareing» topic\n  flag when true",
            "`shareing` cannot stand here; did you mean `sharing`?",
        ),
    ];
    assert_mistakes(cases.map(|(lines, message)| {
        let text = rule_with(lines);
        (if lines.contains('«') { text } else { text.replacen("report", "«report»", 1) }, message)
    }));
}

#[test]
fn mistakes_in_messages_and_after_them_are_told_at_the_wrong_word() {
    let head = "rule r {\n  for each claim c\n  flag when true\n";
    let cases = [
        ("  report \"a «{»c.value\"\n    at c \"x\"\n}", "this `{` is never closed"),
        ("  report \"a {c.value «c»}\"\n    at c \"x\"\n}", "`c` cannot stand here"),
        ("  report \"{count«(»c.parts}\"\n    at c \"x\"\n}", "this `(` is never closed"),
        ("  report \"a «\\d»\"\n    at c \"x\"\n}", "`\\d` stands for nothing"),
        ("  report \"a {«}»\"\n    at c \"x\"\n}", "a value is missing before `}`"),
        ("  report «\"»a\n    at c \"x\"\n}", "this text does not end on its line"),
        ("  report \"a\"\n    at c «\"»x\n}", "this text does not end on its line"),
        ("  report \"a\"\n  «why» \"x\"\n}", "a rule wants `at PLACE \"…\"` before `why`"),
        ("  report \"a\"\n«}»", "a rule wants `at PLACE \"…\"` before it ends"),
        ("  report \"a\"\n    at c \"x\"\n    «hepl» \"y\"\n}", "`hepl` is no clause of a rule; did you mean `help`?"),
        ("  report \"a\"\n    at c \"x\"\n  «because» \"y\"\n}", "`because` is no clause of a rule"),
        ("  report \"a\"\n    at c \"x\"\n  help \"y\"\n    «at» c \"x\"\n}", "`at` must stand before `help`"),
        ("  report \"a\"\n    at c \"x\"\n  why «\"\"\"»\n  x\n}", "this block is never closed"),
        (
            "  report \"a\"\n    at c \"x\"\n  example «fire» \"y\" \"\"\"\"\"\"\n}",
            "`fire` cannot stand here; did you mean `fires`?",
        ),
        ("  report \"a\"\n    at c \"x\"\n  example fires «\"\"\"»x\"\"\"\n}", "a block cannot stand here"),
        ("  report \"a\"\n    at c \"x\"\n«hello»\n}", "`hello` stands in column 1"),
    ];
    assert_mistakes(cases.map(|(tail, message)| (format!("{head}{tail}"), message)));
}

#[test]
fn mistakes_in_other_items_are_told_at_the_wrong_word() {
    let cases = [
        ("measure m {\n  «titel» \"x\"\n}", "`titel` is no clause of a measure; did you mean `title`?"),
        ("measure m {\n  value «counts»\n}", "`counts` cannot stand here; did you mean `count`?"),
        ("measure m {\n  title \"x\"\n  value count\n  «title» \"x\"\n}", "`title` stands here twice"),
        ("measure m «{»\n  title \"x\"\n", "this `{` is never closed"),
        ("measure m\n  «title» \"x\"\n", "`{` is missing before `title`"),
        ("measure m {\n  separators stage «scope»\n}", "`scope` cannot stand here"),
        ("measure «true» {\n}", "`true` is a reserved word and cannot be a name"),
        ("unit km «1,000» metre", "`1,000` cannot stand here"),
        ("unit km = 1,000 metre words «km»", "a text in `\"…\"` is missing before `km`"),
        ("unit «km»", "this `unit` is incomplete"),
        ("hedge \"about\" = «abov» 100%", "`abov` cannot stand here; did you mean `above`?"),
        ("amount \"dozens\" = 24 «too» 99", "`too` cannot stand here; did you mean `to`?"),
        ("pack p «title»", "a text in `\"…\"` is missing before `title`"),
        ("field f «text»", "`:` is missing before `text`"),
        ("define f«(»c: claim = true", "this `(` is never closed"),
        ("define f(c: claim) «true»", "`=` is missing before `true`"),
        ("«rulee» r {\n  title \"x\"\n}\n", "`rulee` opens no item; did you mean `rule`?"),
        ("«overide» rule r {\n  title \"x\"\n}\n", "`overide` opens no item; did you mean `override`?"),
        ("  «rule» r {\n  }\n", "`rule` opens an item only in column 1"),
        ("«}»\n", "this `}` closes nothing"),
        ("«éa»\n", "`éa` opens no item"),
    ];
    assert_mistakes(cases.map(|(text, message)| (text.to_owned(), message)));
}

#[test]
fn one_mistake_hides_nothing_else() {
    let good = rule_with("  for each claim c\n  flag when true");
    let broken = ["  flag when true", "  for each claim c\n  flag when (a", "  title \"x", "  why \"\"\"\n  for each", "  {"];
    let mut text = String::from("\u{feff}# Änderung\r\n");
    for (i, lines) in broken.iter().enumerate() {
        text += &rule_with(lines).replace("rule r", &format!("rule r{i}")).replace('\n', "\r\n");
    }
    text += &good.replace("rule r", "override rule r5");
    let (tree, diagnostics, sources) = read(&text);
    assert_eq!(diagnostics.len(), 5, "{diagnostics:#?}");
    let names: Vec<&str> = tree
        .items
        .iter()
        .map(|i| match &i.kind {
            ItemKind::Broken { keyword: "rule", name: Some(name) } => sources.slice(name.span),
            ItemKind::Rule(rule) => &rule.name.value,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["r0", "r1", "r2", "r3", "r4", "r5"]);
    for (item, diagnostic) in tree.items.iter().zip(&diagnostics) {
        let place = diagnostic.labels[0].span;
        assert!(item.span.start <= place.start && place.end <= item.span.end, "{diagnostic:?}");
    }
    let last = tree.items.last().unwrap();
    assert!(sources.slice(last.span).starts_with("override rule r5") && sources.slice(last.span).ends_with('}'));
    assert!(matches!(last.kind, ItemKind::Rule(_)));
}

#[test]
fn nesting_has_a_limit_and_never_overflows_the_stack() {
    let flag = |expression: String| read(&rule_with(&format!("  for each claim c\n  flag when {expression}"))).1;
    assert_eq!(flag(format!("{}a{}", "(".repeat(63), ")".repeat(63))), []);
    for deep in [
        format!("{}a{}", "(".repeat(64), ")".repeat(64)),
        "(".repeat(100_000),
        "[".repeat(100_000),
        "f(".repeat(100_000),
        "not ".repeat(100_000) + "a",
        "-".repeat(100_000) + "a",
        "if ".repeat(100_000),
        "if a then b else ".repeat(100_000) + "c",
        "a + ".repeat(100_000) + "a",
        "a".to_owned() + &".a".repeat(100_000),
    ] {
        let codes: Vec<&str> = flag(deep.clone()).iter().map(|d| d.code.name).collect();
        assert_eq!(codes, ["limit"], "{}", &deep[..20]);
    }
    let nested = rule_with("  for each claim c\n  flag when true").replace("\"r\"", &format!("\"{{{}\"", "(".repeat(9999)));
    assert_eq!(read(&nested).1[0].code.name, "limit");
    let digits = "9".repeat(60);
    assert_eq!(flag(format!("a > {digits}"))[0].code.name, "limit");
    assert_eq!(read(&"#".repeat(LONGEST + 1)).1[0].code.name, "limit");
}

fn assert_sound(text: &str) {
    let (tree, diagnostics, _) = read(text);
    let sound = |span: Span| text.get(span.range()).is_some();
    assert!(tree.items.iter().all(|i| sound(i.span)));
    assert!(diagnostics.iter().all(|d| !d.labels.is_empty() && d.labels.iter().all(|l| sound(l.span))), "{diagnostics:#?}");
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in "(rule|unit|measure|define|\\PC|\n| |\"|\\{|\\}|\\(){0,60}") {
        assert_sound(&text);
        assert_sound(&rule_with(&text));
        assert_sound(&rule_with("  for each claim c\n  flag when true").replace("\"r\"", &text));
    }

    #[test]
    fn a_damaged_file_is_read_without_harm(cut in 0..VALID.len(), length in 0usize..40, insert in "(\"|\"\"\"|\\{|\\(|\\)|é|\n|\\\\|rule|'|\\PC){0,4}") {
        let boundary = |at: usize| (0..=at.min(VALID.len())).rev().find(|i| VALID.is_char_boundary(*i)).unwrap_or(0);
        let (start, end) = (boundary(cut), boundary(cut + length));
        assert_sound(&format!("{}{insert}{}", &VALID[..start], &VALID[end..]));
    }
}
