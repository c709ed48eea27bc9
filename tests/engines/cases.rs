//! Cases written by hand, each with the answer that the language reference gives, reasoned without either engine.

/// A name, rules, claims documents (separated by `---`), and the answer: one line a finding or an undecided claim.
pub struct Written {
    pub name: &'static str,
    pub rules: &'static str,
    pub documents: &'static str,
    pub answer: &'static [&'static str],
}

/// Measures of every case.
pub const MEASURES: &str = "
measure heads {
  value count
}
measure reach {
  value quantity of km
  tolerance 500 metre
}
measure share {
  value quantity of percent
}
measure opening {
  value date
}
measure mood {
  value choice calm, tense
}
";

pub const CASES: &[Written] = &[
    Written {
        name: "of a pair's earlier claims the nearest counts",
        rules: r#"rule r {
  for each pair a, b of claims where measure == "heads" sharing topic
  flag when a.value > b.value
  report "found"
    at b "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, subject: x, measure: heads, value: 40}
  - {id: b, subject: x, measure: heads, value: 10}
  - {id: c, subject: x, measure: heads, value: 20}
  - {id: d, subject: x, measure: heads, value: 5}
  - {id: e, subject: y, measure: heads, value: 1}
",
        // For c, b is no greater: a is the nearest that is.
        answer: &["r warning [s/a s/b] s/b", "r warning [s/a s/c] s/c", "r warning [s/c s/d] s/d"],
    },
    Written {
        name: "of equal witnesses that whose low claim, then whose high stands first",
        rules: r#"rule r {
  severity advice
  for each group g of claims where measure == "heads" sharing topic
  let hit = clash(g.value)
  flag when hit
  report "found"
    at hit.high "high"
    at hit.low "low"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, subject: x, measure: heads, value: 20}
  - {id: b, subject: x, measure: heads, value: 10}
  - {id: c, subject: x, measure: heads, value: 20}
  - {id: d, subject: x, measure: heads, value: 10}
",
        answer: &["r advice [s/a s/b] s/a"],
    },
    Written {
        name: "without beyond the tolerance of the first value that carries one counts",
        rules: r#"rule written {
  for each pair a, b of claims where measure == "reach" sharing topic
  flag when conflict(a.value, b.value)
  report "found"
    at a "here"
}
rule computed {
  for each pair a, b of claims where measure == "reach" sharing topic
  flag when conflict(a.value * 1, b.value * 1)
  report "found"
    at a "here"
}
rule half-computed {
  for each pair a, b of claims where measure == "reach" sharing topic
  flag when conflict(a.value * 1, b.value)
  report "found"
    at a "here"
}
rule through-a-let {
  for each pair a, b of claims where measure == "reach" sharing topic
  let figure-of-a = a.value
  flag when conflict(figure-of-a, b.value)
  report "found"
    at a "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, subject: x, measure: reach, value: 10 km}
  - {id: b, subject: x, measure: reach, value: 10.5 km}
  - {id: c, subject: y, measure: reach, value: 10 km}
  - {id: d, subject: y, measure: reach, value: 10.51 km}
",
        // 500 metres is not more than 500 metres; 510 is. Computed values carry no tolerance.
        answer: &[
            "computed warning [s/a s/b] s/a",
            "computed warning [s/c s/d] s/c",
            "half-computed warning [s/c s/d] s/c",
            "through-a-let warning [s/c s/d] s/c",
            "written warning [s/c s/d] s/c",
        ],
    },
    Written {
        name: "as written, a figure is widened by half of its last place",
        rules: r#"rule r {
  for each pair a, b of claims where measure == "heads" sharing topic
  flag when conflict(as-written(a.value), as-written(b.value))
  report "found"
    at a "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, subject: x, measure: heads, value: 1.2 million}
  - {id: b, subject: x, measure: heads, value: '1,250,000'}
  - {id: c, subject: x, measure: heads, value: '1,250,002'}
",
        // a is 1,150,000 to 1,250,000; b 1,249,999.5 to 1,250,000.5; c 1,250,001.5 to 1,250,002.5.
        answer: &["r warning [s/b s/c] s/b"],
    },
    Written {
        name: "a claim that lacks a field which the flag reads is undecided, once, unless it is in a finding",
        rules: r#"rule r {
  for each claim c where measure == "heads"
  let firm = c.stage == "present"
  let unused = c.scope == "navy"
  flag when firm or (c.value > 5 and has(c.quote))
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, measure: heads, value: 4}
  - {id: b, measure: heads, stage: present}
  - {id: c, measure: heads}
  - {id: d, measure: heads, value: 9, quote: so}
  - {id: e, measure: heads, value: 9, stage: ordered}
  - {id: f, measure: reach}
",
        answer: &["r warning [s/b] s/b", "r warning [s/d] s/d", "r ? s/a stage", "r ? s/c stage,value"],
    },
    Written {
        name: "what a define is handed counts as read, what it reads of a claim does not",
        rules: r#"define big(q: quantity) = q > 5
define staged(it: claim) = it.stage == "present"
rule handed {
  for each claim c
  flag when big(c.value)
  report "found"
    at c "here"
}
rule reads {
  for each claim c
  flag when staged(c)
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, measure: heads}
",
        answer: &["handed ? s/a value"],
    },
    Written {
        name: "a default is there, but was not given; defaults of the document are given",
        rules: r#"rule there {
  for each claim c
  flag when c.part == "body" and c.modality == "fact"
  report "found"
    at c "here"
}
rule given {
  for each claim c
  flag when has(c.part)
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a}
  - {id: b, source: p}
---
story: {id: t}
defaults: {part: lede}
claims:
  - {id: c}
",
        answer: &["given warning [t/c] t/c", "there warning [s/a] s/a"],
    },
    Written {
        name: "the highest escalation that is surely so holds, and none lowers",
        rules: r#"rule r {
  severity warning
  for each claim c where measure == "heads"
  flag when c.value > 1
  escalate to error when c.value > 10
  escalate to advice when c.value > 5
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, measure: heads, value: 2}
  - {id: b, measure: heads, value: 7}
  - {id: c, measure: heads, value: about 11}
  - {id: d, measure: heads, value: 11}
",
        answer: &["r warning [s/a] s/a", "r warning [s/b] s/b", "r warning [s/c] s/c", "r error [s/d] s/d"],
    },
    Written {
        name: "steps go by the low end, then by place; without it a claim is left out and undecided",
        rules: r#"rule r {
  for each step a, b of claims where measure == "heads" sharing topic by as-of
  flag when b.value < a.value
  report "found"
    at b "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, subject: x, measure: heads, value: 30, as-of: 2024-10-02}
  - {id: b, subject: x, measure: heads, value: 20, as-of: 2024-10}
  - {id: c, subject: x, measure: heads, value: 10, as-of: 2024-10-01}
  - {id: d, subject: x, measure: heads, value: 5}
",
        // In order: b (from 1 October), c, a. d has no day.
        answer: &["r warning [s/b s/c] s/c", "r ? s/d as-of"],
    },
    Written {
        name: "a rule about a source looks at all stories, and its finding has the labelled claims only",
        rules: r#"rule r {
  for each source s where party == "north"
  flag when count(x for x in claims where x.source == s) == 2
  report "found"
    at s "here"
}
rule e {
  for each entity e where kind == "ship"
  flag when count(x for x in claims where x.subject == e) == 0
  report "found"
    at e "here"
}"#,
        documents: "
story: {id: s}
sources:
  p: {party: north}
  q: {party: north}
  r: {party: north}
entities:
  k: {kind: ship}
  l: {kind: ship}
claims:
  - {id: a, source: p, subject: k}
  - {id: b, source: q}
---
story: {id: t}
claims:
  - {id: a, source: p, status: superseded}
  - {id: b, source: p}
",
        // p has two current claims, q one, r is no one's source. Nothing is said of l.
        answer: &["e warning [] -", "r warning [] -"],
    },
    Written {
        name: "a circle is one origin where it is closed, and its ways out where it is not",
        rules: r#"rule one {
  for each claim c
  flag when count(origins(c)) == 1
  report "found"
    at c "here"
}
rule circle {
  for each claim c
  flag when in-circle(c)
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
sources:
  k: {relays: [l]}
  l: {relays: [k]}
  m: {relays: [n, o]}
  n: {relays: [m, p]}
claims:
  - {id: a, source: k}
  - {id: b, source: m}
  - {id: c, source: p}
  - {id: d}
  - {id: e, source: m, via: [p]}
  - {id: f, source: m, repeats: [b, c]}
",
        // b and f have the origins o and p.
        answer: &[
            "circle warning [s/a] s/a",
            "circle warning [s/b] s/b",
            "circle warning [s/f] s/f",
            "one warning [s/a] s/a",
            "one warning [s/c] s/c",
            "one warning [s/d] s/d",
            "one warning [s/e] s/e",
        ],
    },
    Written {
        name: "a claim is as deep as what it rests on, by repeats, else via, else relays",
        rules: r#"rule r {
  for each claim c
  flag when depth(c) == 2
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
sources:
  k: {relays: [l]}
  l: {relays: [m]}
claims:
  - {id: a, source: k}
  - {id: b, source: l}
  - {id: c, source: m, repeats: [b]}
  - {id: d, source: m, via: [l]}
  - {id: e, source: k, via: [m]}
  - {id: f, repeats: [c]}
",
        // a 2 · b 1 · c 2 · d 2 (l is 1) · e 1 · f 3.
        answer: &["r warning [s/a] s/a", "r warning [s/c] s/c", "r warning [s/d] s/d"],
    },
    Written {
        name: "surely not inside only where every entity on the way up is declared",
        rules: r#"rule r {
  for each claim c
  flag when not inside(c.place, c.subject)
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
entities:
  city: {within: [land]}
  land: {}
  town: {within: [shire]}
  far: {}
claims:
  - {id: a, place: city, subject: far}
  - {id: b, place: town, subject: far}
  - {id: c, place: city, subject: land}
  - {id: d, place: far, subject: far}
  - {id: e, subject: far}
",
        answer: &["r warning [s/a] s/a", "r ? s/e place"],
    },
    Written {
        name: "any, every and none are Kleene over holes",
        rules: r#"rule some {
  for each claim c where has(parts)
  flag when any(p.value > 5 for p in c.parts)
  report "found"
    at c "here"
}
rule all {
  for each claim c where has(parts)
  flag when every(p.value > 5 for p in c.parts)
  report "found"
    at c "here"
}
rule no-one {
  for each claim c where has(parts)
  flag when none(p.value > 10 for p in c.parts)
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: t, measure: heads, value: 20, parts: [p, q]}
  - {id: p, measure: heads, value: 7}
  - {id: q, measure: heads}
  - {id: u, measure: heads, value: 20, parts: [v, w]}
  - {id: v, measure: heads, value: 7}
  - {id: w, measure: heads, value: 8}
",
        answer: &["all warning [s/u] s/u", "no-one warning [s/u] s/u", "some warning [s/t] s/t", "some warning [s/u] s/u"],
    },
    Written {
        name: "a hole makes a sum missing, while a count passes over it",
        rules: r#"rule sum {
  for each group g of claims where measure == "heads" sharing subject
  flag when sum(g.value) == 30
  report "found"
    at each g "here"
}
rule count {
  for each group g of claims where measure == "heads" sharing subject
  flag when count(g.value) == 2 and count(distinct(g.value)) == 1
  report "found"
    at each g.value "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, subject: x, measure: heads, value: 15}
  - {id: b, subject: x, measure: heads, value: 15 men}
  - {id: c, subject: y, measure: heads, value: 15}
  - {id: d, subject: y, measure: heads}
  - {id: e, subject: y, measure: heads, value: 15}
",
        // A label on a value that is not there points at its claim, so d is in the finding of `count`.
        answer: &[
            "count warning [s/a s/b] s/a",
            "count warning [s/c s/d s/e] s/c",
            "sum warning [s/a s/b] s/a",
            "sum ? s/d value",
        ],
    },
    Written {
        name: "across stories the earlier story's claims stand first, stories without a date last",
        rules: r#"rule r {
  for each pair a, b of claims across stories where measure == "heads" sharing topic
  flag when a.value > b.value
  report "found"
    at a "here"
}
rule near {
  for each pair a, b of claims where measure == "heads" sharing topic
  flag when a.value > b.value
  report "found"
    at a "here"
}"#,
        documents: "
story: {id: undated}
claims:
  - {id: a, subject: x, measure: heads, value: 1}
---
story: {id: later, date: 2024-10-20}
claims:
  - {id: a, subject: x, measure: heads, value: 2}
---
story: {id: earlier, date: 2024-10-19}
claims:
  - {id: a, subject: x, measure: heads, value: 3}
",
        answer: &["r warning [earlier/a later/a] earlier/a", "r warning [later/a undated/a] later/a"],
    },
    Written {
        name: "lists of references leave out claims that are not current, single references and provenance follow them",
        rules: r#"rule listed {
  for each claim c where stage == "x"
  flag when count(c.parts) == 1 and count(c.repeats) == 0
  report "found"
    at c "here"
}
rule followed {
  for each claim c where stage == "x"
  flag when c.numerator.value == 7 and "q" in origins(c)
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, stage: x, parts: [b, c], repeats: [b], numerator: b, source: p}
  - {id: b, measure: heads, value: 7, status: superseded, source: q}
  - {id: c, source: p}
",
        answer: &["followed warning [s/a] s/a", "listed warning [s/a] s/a"],
    },
    Written {
        name: "a label whose field is missing points at its owner; one whose owner is missing is left out",
        rules: r#"rule r {
  for each claim c where stage == "x"
  flag when true
  report "found"
    at c.value "here"
    at c.total.value "there"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, stage: x}
  - {id: b, stage: x, total: t}
  - {id: t}
",
        answer: &["r warning [s/a] s/a", "r warning [s/b s/t] s/b"],
    },
    Written {
        name: "maybe takes what cannot be told, either the first that is there",
        rules: r#"rule maybe {
  for each claim c
  flag when maybe(c.value > 10)
  report "found"
    at c "here"
}
rule either {
  for each claim c
  flag when either(c.stage, c.scope) == "x"
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, measure: heads, value: 9, stage: x}
  - {id: b, measure: heads, value: about 10, scope: x}
  - {id: c, measure: heads, stage: y, scope: x}
",
        answer: &["either warning [s/a] s/a", "either warning [s/b] s/b", "maybe warning [s/b] s/b", "maybe warning [s/c] s/c"],
    },
    Written {
        name: "dates move by days and lie days apart",
        rules: r#"rule later {
  for each claim c
  flag when c.as-of + 2 day < c.happened
  report "found"
    at c "here"
}
rule between {
  for each claim c
  flag when days(c.as-of, c.happened) == 3 day and c.happened - c.as-of == 3 day
  report "found"
    at c "here"
}
rule shared {
  for each claim c
  flag when overlap(c.as-of, c.happened)
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, as-of: 2024-10-01, happened: 2024-10-04}
  - {id: b, as-of: 2024-10-01, happened: 2024-10-03}
  - {id: c, as-of: 2024-10, happened: 2024-10-03}
  - {id: d, as-of: 2024-10, happened: 2024-11-03}
",
        // d: 2 November at the latest is before the 3rd.
        answer: &["between warning [s/a] s/a", "later warning [s/a] s/a", "later warning [s/d] s/d", "shared warning [s/c] s/c"],
    },
    Written {
        name: "between origin and between party admit two that have none in common",
        rules: r#"rule origin {
  for each group g of claims where measure == "heads" sharing topic
  let hit = clash(g.value, between: origin)
  flag when hit
  report "found"
    at hit.low "low"
    at hit.high "high"
}
rule party {
  for each group g of claims where measure == "heads" sharing topic
  let hit = clash(g.value, between: party)
  flag when hit
  report "found"
    at hit.low "low"
    at hit.high "high"
}
rule source {
  for each group g of claims where measure == "heads" sharing topic
  let hit = clash(g.value, between: source)
  flag when hit
  report "found"
    at hit.low "low"
    at hit.high "high"
}"#,
        documents: "
story: {id: s}
sources:
  p: {party: north}
  q: {relays: [p, r]}
  t: {party: north}
claims:
  - {id: a, subject: x, measure: heads, value: 10, source: p}
  - {id: b, subject: x, measure: heads, value: 90, source: q}
  - {id: c, subject: x, measure: heads, value: 30, source: t}
  - {id: d, subject: x, measure: heads, value: 40}
",
        // Origins: a p · b p, r · c t · d the story. Parties: a north · b north, r · c north · d the story.
        answer: &["origin warning [s/b s/c] s/c", "party warning [s/b s/d] s/d", "source warning [s/a s/b] s/a"],
    },
    Written {
        name: "a missing day is any day, and a month may be one of its days",
        rules: r#"rule r {
  for each group g of claims where measure == "heads" sharing topic
  let hit = clash(g.value, while: as-of)
  flag when hit and hit.gap == 50%
  report "found"
    at hit.low "low"
    at hit.high "high"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, subject: x, measure: heads, value: 10, as-of: 2024-10-01}
  - {id: b, subject: x, measure: heads, value: 90, as-of: 2024-11-01}
  - {id: c, subject: x, measure: heads, value: 20, as-of: 2024-10}
  - {id: d, subject: y, measure: heads, value: 50}
  - {id: e, subject: y, measure: heads, value: 100, as-of: 2024-11-01}
  - {id: f, subject: z, measure: heads, value: 50}
",
        answer: &["r warning [s/a s/c] s/a", "r warning [s/d s/e] s/d"],
    },
    Written {
        name: "texts fold, split and resemble",
        rules: r#"rule key {
  for each claim c
  flag when name-key(c.stage) == name-key(c.scope)
  report "found"
    at c "here"
}
rule like {
  for each claim c
  flag when similar(c.stage, c.scope) >= 0.75
  report "found"
    at c "here"
}
rule words {
  for each claim c
  flag when count(words(c.quote)) == 3 and "re-run" in words(c.quote)
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, stage: 'J.  Pérez', scope: j perez}
  - {id: b, stage: cold, scope: cord}
  - {id: c, stage: cold, scope: Colt}
  - {id: d, quote: 'they re-run it!'}
  - {id: e, quote: 're - run it'}
",
        answer: &[
            "key warning [s/a] s/a",
            "like warning [s/a] s/a",
            "like warning [s/b] s/b",
            "like warning [s/c] s/c",
            "words warning [s/d] s/d",
            "key ? s/d scope,stage",
            "key ? s/e scope,stage",
            "like ? s/d scope,stage",
            "like ? s/e scope,stage",
            "words ? s/a quote",
            "words ? s/b quote",
            "words ? s/c quote",
        ],
    },
    Written {
        name: "what is of two kinds or two dimensions cannot be told",
        rules: r#"rule above {
  for each pair a, b of claims sharing subject
  flag when a.value < b.value or not (a.value < b.value)
  report "found"
    at a "here"
}
rule unequal {
  for each pair a, b of claims sharing subject
  flag when a.value != b.value
  report "found"
    at a "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, subject: x, measure: loose, value: 10 tanks}
  - {id: b, subject: x, measure: loose, value: 12 planes}
  - {id: c, subject: x, measure: loose, value: 2024-10-19}
  - {id: d, subject: x, measure: loose, value: 13 tanks}
  - {id: e, subject: x, measure: loose, value: many}
  - {id: f, subject: x, measure: mood, value: calm}
",
        // Tanks compare with tanks; `many` and `calm` are an option and a text: surely not the same.
        answer: &["above warning [s/a s/d] s/a", "unequal warning [s/a s/d] s/a", "unequal warning [s/e s/f] s/e"],
    },
    Written {
        name: "a claim without a topic is in no pair and no group of the topic; a missing other key is one of its own",
        rules: r#"rule topic {
  for each group g of claims sharing topic
  flag when count(g) == 2
  report "found"
    at each g "here"
}
rule stage {
  for each pair a, b of claims sharing stage
  flag when true
  report "found"
    at b "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: a, subject: x, measure: heads, stage: on}
  - {id: b, subject: x, measure: heads, stage: on}
  - {id: c, subject: x}
  - {id: d, subject: x}
",
        answer: &["stage warning [s/a s/b] s/b", "stage warning [s/c s/d] s/d", "topic warning [s/a s/b] s/a"],
    },
    Written {
        name: "shares, thirds and rates are exact",
        rules: r#"rule exact {
  for each claim c where has(parts)
  flag when sum(p.value for p in c.parts) == c.value and mean(c.parts.value) == c.value / 3
  report "found"
    at c "here"
}
rule ratio {
  for each claim c where has(numerator)
  flag when c.numerator.value / c.denominator.value == c.value
  report "found"
    at c "here"
}"#,
        documents: "
story: {id: s}
claims:
  - {id: t, measure: share, value: '100%', parts: [p, q, r]}
  - {id: p, measure: share, value: a third}
  - {id: q, measure: share, value: a third}
  - {id: r, measure: share, value: a third}
  - {id: u, measure: share, value: a quarter, numerator: n, denominator: d}
  - {id: n, measure: heads, value: 30}
  - {id: d, measure: heads, value: 120}
",
        answer: &["exact warning [s/t] s/t", "ratio warning [s/u] s/u"],
    },
    Written {
        name: "a story's rule is about its own claims",
        rules: r#"rule r {
  for each story d
  flag when any(x.as-of > d.date for x in claims)
  report "found"
    at d.date "here"
}"#,
        documents: "
story: {id: s, date: 2024-10-19}
claims:
  - {id: a, as-of: 2024-10-18}
---
story: {id: t, date: 2024-10-19}
claims:
  - {id: a, as-of: 2024-10-20}
---
story: {id: u}
claims:
  - {id: a, as-of: 2024-10-20}
",
        answer: &["r warning [] -"],
    },
];
