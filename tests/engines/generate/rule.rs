//! Random measures, helpers and rules.

use super::Random;
use super::expression::{Claim, Key, Kind, Sight, Writer, literal, tolerance};

/// The measures of a case; what they let pass and what separates their claims varies.
pub fn measures(random: &mut Random) -> Vec<String> {
    let mut clause = |percent: usize, text: &str| if random.chance(percent) { format!("\n  {text}") } else { String::new() };
    let none = clause(10, "separators none");
    let separators = if none.is_empty() { clause(40, "separators stage, part") } else { none };
    vec![
        format!(
            "measure heads {{\n  title \"Heads\"\n  value count{}{}{}\n}}",
            separators,
            clause(40, "tolerance 5%"),
            clause(40, "range 0 to 200")
        ),
        format!("measure wounded {{\n  value count{}{}\n}}", clause(50, "monotone up"), clause(50, "kind-of heads")),
        format!(
            "measure reach {{\n  value quantity of km{}{}\n}}",
            clause(50, "tolerance 500 metre"),
            clause(30, "range 1 km to 100 km")
        ),
        format!("measure share {{\n  value quantity of percent{}\n}}", clause(50, "tolerance 2 points")),
        format!("measure opening {{\n  value date{}\n}}", clause(50, "tolerance 1 day")),
        "measure word {\n  value text\n}".to_owned(),
        "measure mood {\n  value choice calm, tense\n}".to_owned(),
        "measure owner {\n  value entity\n}".to_owned(),
    ]
}

const DEFINES: [(&str, &str); 9] = [
    ("far-apart", "define far-apart(p: quantity, q: quantity) = conflict(p, q, beyond: 10%)"),
    ("prominent", "define prominent(it: claim) = it.part in [\"headline\", \"lede\"]"),
    ("one-side", "define one-side(p: claim, q: claim) = p.source.party == q.source.party"),
    ("late", "define late(when: date) = when > 2024-10-01"),
    ("late-and-far", "define late-and-far(it: claim) = it.happened > 2024-10-01 and conflict(it.value, it.total.value)"),
    ("all-of", "define all-of(these: list of claim) = every(has(y.value) and y.part != \"headline\" for y in these)"),
    ("fold", "define fold(t: text) = lower(t)"),
    ("companions", "define companions(it: claim) = count(y for y in claims where y.subject == it.subject)"),
    ("most-of", "define most-of(q: quantity) = q / 2 + q / 4"),
];

/// None to two helpers.
pub fn defines(random: &mut Random) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for _ in 0..random.below(3) {
        let text = random.pick(&DEFINES).1.to_owned();
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all
}

/// A measure for a crowd of claims: one whose values lie apart or not.
pub fn crowd(random: &mut Random) -> (&'static str, Kind) {
    random.pick(&[("heads", Kind::Count), ("reach", Kind::Length), ("share", Kind::Share), ("opening", Kind::Date)])
}

/// A measure that `where` fixes, and what its values are.
fn fixed_measure(random: &mut Random) -> (&'static str, Kind) {
    random.pick(&[
        ("heads", Kind::Count),
        ("heads", Kind::Count),
        ("heads", Kind::Count),
        ("reach", Kind::Length),
        ("reach", Kind::Length),
        ("share", Kind::Share),
        ("opening", Kind::Date),
        ("word", Kind::Word),
        ("mood", Kind::Mood),
        ("owner", Kind::Owner),
    ])
}

fn empty_sight(items: &[String]) -> Sight {
    let defined = |(name, text): &(&str, &str)| items.iter().any(|i| i == text).then(|| (*name).to_owned());
    Sight {
        claims: Vec::new(),
        group: None,
        single: Vec::new(),
        entities: Vec::new(),
        story: None,
        clash: None,
        named: Vec::new(),
        defines: DEFINES.iter().filter_map(defined).collect(),
        key: Key::Story,
        crowd: None,
        inside: 0,
    }
}

/// What a rule consists of while it is being written.
struct Draft {
    params: Vec<String>,
    selector: String,
    lets: Vec<String>,
    flag: String,
    labels: Vec<String>,
    sight: Sight,
}

/// A rule on the measures and helpers of the items.
pub fn rule(random: &mut Random, number: usize, items: &[String], crowd: Option<(&'static str, Kind)>) -> String {
    let mut sight = empty_sight(items);
    sight.crowd = crowd;
    let mut params = Vec::new();
    for (name, what, value) in [
        ("gap", "tolerance", "10%"),
        ("limit", "count", "100"),
        ("usual", "text", "\"present\""),
        ("kinds", "list of text", "[\"present\", \"navy\"]"),
    ] {
        if random.chance(25) {
            sight.named.push((name.to_owned(), what));
            params.push(format!("  param {name} = {value}"));
        }
    }
    let draft = Draft { params, selector: String::new(), lets: Vec::new(), flag: String::new(), labels: Vec::new(), sight };
    let draft = match random.below(12) {
        0..=2 => claim_rule(random, draft),
        3 | 4 => two_claims(random, draft, false),
        5 => two_claims(random, draft, true),
        6..=8 => group_rule(random, draft),
        9 => record_rule(random, draft, "entity"),
        10 => record_rule(random, draft, "source"),
        _ => record_rule(random, draft, "story"),
    };
    finished(random, number, draft)
}

fn finished(random: &mut Random, number: usize, draft: Draft) -> String {
    let mut lines = vec![format!("rule r{number} {{")];
    if random.chance(70) {
        lines.push(format!("  severity {}", random.pick(&["error", "warning", "advice"])));
    }
    if number > 0 && random.chance(40) {
        lines.push(format!("  outranks r{}", random.below(number)));
    }
    lines.extend(draft.params);
    lines.push(format!("  {}", draft.selector));
    lines.extend(draft.lets);
    lines.push(format!("  flag when {}", draft.flag));
    let mut writer = Writer { random };
    if writer.random.chance(30) {
        let severity = writer.random.pick(&["error", "warning", "advice"]);
        lines.push(format!("  escalate to {severity} when {}", writer.condition(&draft.sight, 1)));
    }
    lines.push(format!("  report {}", writer.note()));
    lines.extend(draft.labels);
    lines.push("}".to_owned());
    lines.join("\n")
}

/// ` where …`, and what the values are then.
fn filter(random: &mut Random, sight: &Sight) -> (String, Kind) {
    let bare = |kind| Sight { claims: vec![Claim { path: String::new(), kind }], key: Key::Never, ..sight.clone() };
    let mut writer = Writer { random };
    if writer.random.chance(60) {
        let (measure, kind) = sight.crowd.unwrap_or_else(|| fixed_measure(writer.random));
        let test = format!(" where measure == \"{measure}\"");
        if writer.random.chance(20) {
            return (format!("{test} and {}", writer.condition(&bare(kind), 0)), kind);
        }
        return (test, kind);
    }
    if writer.random.chance(30) {
        return (format!(" where {}", writer.condition(&bare(Kind::Open), 1)), Kind::Open);
    }
    if writer.random.chance(20) {
        return (" where measure in [\"heads\", \"wounded\"]".to_owned(), Kind::Count);
    }
    (String::new(), Kind::Open)
}

fn over(random: &mut Random) -> &'static str {
    if random.chance(15) { "all-claims" } else { "claims" }
}

/// Up to two lets and the flag, for a sight without lets.
fn body(random: &mut Random, draft: &mut Draft) {
    let mut writer = Writer { random };
    if writer.random.chance(20) {
        let sight = Sight { clash: None, ..draft.sight.clone() };
        draft.lets.push(format!("  let odd = {}", writer.condition(&sight, 1)));
        draft.sight.named.push(("odd".to_owned(), "bool"));
    }
    if draft.flag.is_empty() {
        let depth = writer.random.pick(&[0, 1, 1, 2]);
        draft.flag = writer.condition(&draft.sight, depth);
    }
}

fn claim_rule(random: &mut Random, mut draft: Draft) -> Draft {
    let (filter, kind) = filter(random, &draft.sight);
    draft.selector = format!("for each claim c{filter}");
    draft.sight.claims.push(Claim { path: "c".to_owned(), kind });
    body(random, &mut draft);
    draft.labels.push(random.pick(&["  at c.value \"here\"", "  at c \"here\"", "  at c.source \"here\""]).to_owned());
    draft.labels.push(
        random
            .pick(&[
                "",
                "",
                "  at each c.repeats \"there\"",
                "  at c.total.value \"there\"",
                "  at c.source.name \"there\"",
                "  at each c.parts \"there\"",
            ])
            .to_owned(),
    );
    draft.labels.retain(|l| !l.is_empty());
    if random.chance(20) {
        draft.lets.push("  let witness = first(z for z in claims where z.topic == c.topic and before(c, z))".to_owned());
        draft.labels.push(random.pick(&["  at witness \"there\"", "  at witness.value \"there\""]).to_owned());
    }
    draft
}

fn keys(random: &mut Random) -> &'static str {
    random.pick(&[
        "topic",
        "topic",
        "topic",
        "topic, source",
        "subject, measure",
        "subject",
        "source",
        "place",
        "stage",
        "part",
        "source.party",
        "topic, as-of",
        "happened",
        "subject.kind",
        "desk-grade, measure",
        "measure",
        "status, subject",
    ])
}

fn two_claims(random: &mut Random, mut draft: Draft, is_step: bool) -> Draft {
    let across = if random.chance(30) { " across stories" } else { "" };
    let (filter, kind) = filter(random, &draft.sight);
    let keys = keys(random);
    let (word, by) = if is_step {
        let by = if matches!(kind, Kind::Count | Kind::Length | Kind::Share | Kind::Date) && random.chance(30) {
            "value"
        } else {
            random.pick(&["as-of", "as-of", "happened", "desk-tally"])
        };
        ("step", format!(" by {by}"))
    } else {
        ("pair", String::new())
    };
    draft.selector = format!("for each {word} a, b of {}{across}{filter} sharing {keys}{by}", over(random));
    draft.sight.claims = ["a", "b"].map(|path| Claim { path: path.to_owned(), kind }).to_vec();
    if !across.is_empty() {
        draft.sight.key = Key::Must(random.pick(&["@.topic == a.topic", "@.subject == b.subject"]).to_owned());
    }
    if random.chance(60) {
        draft.flag = apart(random, kind);
        if random.chance(25) {
            draft.flag += &format!(" and {}", Writer { random }.condition(&draft.sight, 0));
        }
    }
    body(random, &mut draft);
    let labels: &[&str] = random.pick(&[
        &["  at a.value \"first\"", "  at b.value \"second\""][..],
        &["  at b \"second\""],
        &["  at b \"second\"", "  at a.total \"total\"", "  at each b.repeats \"repeated\""],
    ]);
    draft.labels = labels.iter().map(|l| (*l).to_owned()).collect();
    draft
}

/// How two claims differ, mostly in value: what the real engine sweeps for.
fn apart(random: &mut Random, kind: Kind) -> String {
    let beyond = tolerance(random, kind);
    let operator: &str = random.pick(&["<", "<=", ">", ">=", "!=", "=="]);
    let swept = [
        format!("a.value {operator} b.value"),
        format!("b.value {operator} a.value"),
        "conflict(a.value, b.value)".to_owned(),
        format!("conflict(b.value, a.value, beyond: {beyond})"),
        format!("not (a.value {operator} b.value)"),
    ];
    let plain = ["a.stage == b.stage", "true", "a.source != b.source", "a.as-of < b.as-of"].map(str::to_owned);
    match kind {
        Kind::Count | Kind::Length | Kind::Share | Kind::Date => random.pick(&swept),
        _ => random.pick(&plain),
    }
}

fn group_rule(random: &mut Random, mut draft: Draft) -> Draft {
    let across = if random.chance(30) { " across stories" } else { "" };
    let (filter, kind) = filter(random, &draft.sight);
    let keys = keys(random);
    draft.selector = format!("for each group g of {}{across}{filter} sharing {keys}", over(random));
    let shares_topic = keys.starts_with("topic");
    draft.sight.group = Some(("g".to_owned(), shares_topic, kind));
    draft.sight.single = keys.split(", ").map(str::to_owned).collect();
    if !across.is_empty() {
        let key = if shares_topic { Key::Must("@.subject == g.subject".to_owned()) } else { Key::Never };
        draft.sight.key = key;
    }
    let comparable = matches!(kind, Kind::Count | Kind::Length | Kind::Share | Kind::Date);
    if comparable && random.chance(80) {
        draft.lets.push(format!("  let hit = {}", clash(random, kind, &draft.sight)));
        draft.sight.clash = Some("hit".to_owned());
        if random.chance(25) {
            draft.flag = "not hit".to_owned();
        } else if random.chance(70) {
            draft.flag = "hit".to_owned();
            draft.labels.push("  at hit.low.value \"low\"".to_owned());
            draft.labels.push(random.pick(&["  at hit.high.value \"high\"", "  at hit.high \"high\""]).to_owned());
        }
    }
    body(random, &mut draft);
    if draft.labels.is_empty() || random.chance(20) {
        draft.labels.push(random.pick(&["  at each g \"member\"", "  at each g.value \"member\""]).to_owned());
    }
    draft
}

fn clash(random: &mut Random, kind: Kind, sight: &Sight) -> String {
    if random.chance(8) && !sight.single.iter().any(|f| f == "as-of") {
        return format!("clash(g.as-of, beyond: {})", tolerance(random, Kind::Date));
    }
    let mut arguments = "clash(g.value".to_owned();
    if random.chance(50) {
        let gap = sight.named.iter().any(|(name, _)| name == "gap") && kind != Kind::Date;
        let beyond = if gap { "gap".to_owned() } else { tolerance(random, kind) };
        arguments += &format!(", beyond: {beyond}");
    }
    if random.chance(50) {
        arguments += &format!(", between: {}", random.pick(&["source", "origin", "party", "story", "part"]));
    }
    if random.chance(35) {
        arguments += &format!(", while: {}", random.pick(&["as-of", "happened"]));
    }
    arguments + ")"
}

fn record_rule(random: &mut Random, mut draft: Draft, kind: &str) -> Draft {
    let name = if kind == "story" { "d" } else { "e" };
    let mut bare = draft.sight.clone();
    if kind == "story" {
        draft.sight.story = Some(name.to_owned());
        bare.story = Some(String::new());
    } else {
        draft.sight.entities.push(name.to_owned());
        bare.entities.push(String::new());
        draft.sight.key = Key::Must(random.pick(&["@.subject == e", "@.source == e"]).to_owned());
    }
    bare.key = Key::Never;
    let filter = if random.chance(30) { format!(" where {}", Writer { random }.condition(&bare, 0)) } else { String::new() };
    draft.selector = format!("for each {kind} {name}{filter}");
    if kind != "story" && random.chance(50) {
        let Key::Must(key) = draft.sight.key.clone() else { unreachable!("it was set above") };
        let some = literal(random, Kind::Open);
        draft.flag = random.pick(&[
            format!("count(x for x in claims where {}) > 2", key.replace('@', "x")),
            format!("any(x.value > {some} for x in claims where {})", key.replace('@', "x")),
            "has(e.kind)".to_owned(),
        ]);
    }
    body(random, &mut draft);
    draft.labels.push(format!("  at {name} \"here\""));
    draft
}
