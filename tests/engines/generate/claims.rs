//! Random claims documents: few subjects, sources, stages and values, so that things collide.

use super::{Document, Random};

pub const SUBJECTS: [&str; 3] = ["alpha", "bravo", "carol"];
pub const SOURCES: [&str; 5] = ["ministry", "herald", "envoy", "rebels", "union"];
pub const PLACES: [&str; 4] = ["harbour", "city", "province", "island"];
pub const STAGES: [&str; 3] = ["ordered", "present", "Present"];
pub const SCOPES: [&str; 2] = ["navy", "army"];
pub const PARTS: [&str; 4] = ["headline", "lede", "body", "caption"];
pub const MODALITIES: [&str; 4] = ["conditional", "allegation", "statement", "fact"];
pub const NOTES: [&str; 4] = ["J. Pérez", "j perez", "two words", "don't re-run it"];

pub const HEADS: [&str; 22] = [
    "100",
    "95 people",
    "94 people",
    "105 people",
    "100 soldiers",
    "about 100",
    "more than 100",
    "at least 100",
    "up to 100 people",
    "nearly 100",
    "between 90 and 110 people",
    "95-100",
    "dozens",
    "several hundred",
    "thousands",
    "1,000",
    "10,400",
    "1.2 thousand",
    "100 or more",
    "two dozen",
    "less than 95",
    "10 km",
];
const LENGTHS: [&str; 13] = [
    "10 km",
    "10,000 m",
    "10.5 km",
    "10",
    "about 10 km",
    "6 miles",
    "more than 10 km",
    "up to 11 km",
    "500 m",
    "9.5 km",
    "10 to 11 km",
    "10 steps",
    "between 50 and 15 km",
];
const SHARES: [&str; 12] =
    ["45%", "47%", "47.1%", "about 45%", "a third", "33%", "30/120", "a quarter", "25%", "more than 45%", "-2%", "2%"];
pub const DATES: [&str; 10] = [
    "2024-10-01",
    "2024-10-02",
    "2024-10-04",
    "2024-10",
    "2024-10-01/2024-10-03",
    "2024",
    "2024-09-30",
    "Tuesday, 1 October 2024",
    "Wednesday, 1 October 2024",
    "2024-10-03/..",
];
const WORDS: [&str; 4] = ["calm", "Calm", "ten", "10"];
const LOOSE: [&str; 9] =
    ["10 tanks", "12 tanks", "10 planes", "2024-10-01", "100", "ten of the best", "$8 million", "about 10 km", "45%"];

fn values_of(random: &mut Random, measure: &str) -> String {
    let words: &[&str] = match measure {
        "heads" | "wounded" => &HEADS,
        "reach" => &LENGTHS,
        "share" => &SHARES,
        "opening" => &DATES,
        "word" => &WORDS,
        "mood" => &["calm", "tense"],
        "owner" => &SUBJECTS,
        _ => &LOOSE,
    };
    random.pick(words).to_owned()
}

/// One to three documents, of one to three stories.
pub fn documents(random: &mut Random) -> Vec<Document> {
    let stories = 1 + random.below(3);
    let mut known: Vec<(usize, String)> = Vec::new();
    let mut all = Vec::new();
    for story in 0..stories {
        let mut head = format!("story: {{id: story-{story}{}}}\n", story_date(random));
        if story == 0 {
            head += &sources(random);
            head += &entities(random);
        }
        if random.chance(10) {
            head += &format!("defaults: {{stage: {}}}\n", random.pick(&STAGES));
        }
        let how_many = random.below(9) + usize::from(story == 0) * 3;
        let claims = (0..how_many).map(|_| claim(random, story, &mut known)).collect();
        all.push(Document { head, claims });
    }
    if random.chance(8) {
        // A second document of the first story.
        let claims = (0..random.below(5)).map(|_| claim(random, 0, &mut known)).collect();
        all.push(Document { head: "story: {id: story-0}\n".to_owned(), claims });
    }
    all
}

/// One story, or two, with many claims of one measure and few values, for what is swept rather than compared one by one.
pub fn crowd(random: &mut Random, measure: &str) -> Vec<Document> {
    let mut known = Vec::new();
    let values: Vec<String> = (0..2 + random.below(6)).map(|_| values_of(random, measure)).collect();
    let subjects = &SUBJECTS[..1 + random.below(2)];
    let plain = random.chance(50);
    let mut documents = Vec::new();
    for story in 0..1 + random.below(2) {
        let records = if story == 0 { sources(random) + &entities(random) } else { String::new() };
        let head = format!("story: {{id: story-{story}{}}}\n{records}", story_date(random));
        let mut claims: Vec<Vec<String>> = (0..6 + random.below(18)).map(|_| claim(random, story, &mut known)).collect();
        for fields in &mut claims {
            let replaced = ["subject", "measure", "value", "stage", "scope", if plain { "part" } else { "unit" }];
            fields.retain(|f| !replaced.iter().any(|known| f.split(':').next() == Some(known)));
            fields.push(format!("subject: {}", random.pick(subjects)));
            fields.push(format!("measure: {measure}"));
            if random.chance(95) {
                fields.push(format!("value: \"{}\"", random.pick(&values)));
            }
        }
        documents.push(Document { head, claims });
    }
    documents
}

fn story_date(random: &mut Random) -> String {
    if random.chance(60) {
        format!(", date: {}", random.pick(&["2024-10-03", "2024-10-05", "2024-10-03"]))
    } else {
        String::new()
    }
}

fn sources(random: &mut Random) -> String {
    let mut text = "sources:\n".to_owned();
    for id in SOURCES {
        let mut fields = Vec::new();
        if random.chance(40) {
            let relayed = some_of(random, &SOURCES);
            fields.push(format!("relays: [{relayed}]"));
        }
        if random.chance(40) {
            fields.push(format!("party: {}", random.pick(&["north", "south"])));
        }
        if random.chance(25) {
            fields.push(format!("named: {}", random.chance(50)));
        }
        if random.chance(25) {
            fields.push(format!("kind: {}", random.pick(&["official", "outlet"])));
        }
        if random.chance(80) {
            text += &format!("  {id}: {{{}}}\n", fields.join(", "));
        }
    }
    text += "  spare: {}\n";
    text
}

fn entities(random: &mut Random) -> String {
    let mut text = "entities:\n  far-off: {}\n".to_owned();
    for (at, id) in PLACES.iter().enumerate() {
        let above: Vec<&str> = PLACES[at + 1..].iter().copied().filter(|_| random.chance(60)).collect();
        if random.chance(75) {
            text += &format!("  {id}: {{within: [{}], kind: place}}\n", above.join(", "));
        }
    }
    for id in SUBJECTS {
        if random.chance(60) {
            let born = random.pick(&["1990", "1990-10-02", "2000-02-29", "1989-12"]);
            text += &format!("  {id}: {{born: \"{born}\", kind: {}}}\n", random.pick(&["person", "ship"]));
        }
    }
    text
}

fn some_of(random: &mut Random, of: &[&str]) -> String {
    let many = 1 + random.below(2);
    (0..many).map(|_| random.pick(of)).collect::<Vec<_>>().join(", ")
}

/// Some earlier claim, as this story names it.
fn earlier(random: &mut Random, story: usize, known: &[(usize, String)]) -> Option<String> {
    let near: Vec<&(usize, String)> = known.iter().filter(|(s, _)| *s == story || s % 2 == 0).collect();
    if near.is_empty() {
        return None;
    }
    let (of, id) = random.pick(&near).clone();
    Some(if of == story { id } else { format!("story-{of}/{id}") })
}

fn claim(random: &mut Random, story: usize, known: &mut Vec<(usize, String)>) -> Vec<String> {
    let id = format!("n{}", known.len());
    let mut fields = vec![format!("id: {id}")];
    let mut add = |random: &mut Random, percent: usize, name: &str, of: &[&str]| {
        if random.chance(percent) {
            fields.push(format!("{name}: \"{}\"", random.pick(of)));
        }
    };
    add(random, 92, "subject", &SUBJECTS);
    let measure = random.pick(&[
        "heads", "heads", "heads", "reach", "reach", "share", "share", "opening", "word", "mood", "owner", "loose", "wounded",
    ]);
    add(random, 96, "measure", &[measure]);
    let value = values_of(random, measure);
    add(random, 88, "value", &[&value]);
    add(random, 75, "source", &SOURCES);
    add(random, 45, "as-of", &DATES);
    add(random, 35, "happened", &DATES);
    add(random, 20, "said", &DATES);
    add(random, 25, "place", &PLACES);
    add(random, 35, "stage", &STAGES);
    add(random, 15, "scope", &SCOPES);
    add(random, 25, "part", &PARTS);
    add(random, 15, "modality", &MODALITIES);
    add(random, 12, "status", &["current", "superseded", "corrected"]);
    add(random, 15, "verb", &["said", "Said"]);
    add(random, 20, "quote", &NOTES);
    add(random, 20, "desk-note", &NOTES);
    add(random, 15, "desk-tally", &["2", "3", "about 3"]);
    add(random, 15, "desk-grade", &["low", "middling", "high"]);
    if random.chance(12) {
        fields.push(format!("preferred: {}", random.chance(60)));
    }
    if random.chance(15) {
        fields.push(format!("via: [{}]", some_of(random, &SOURCES)));
    }
    for (percent, name) in [(15, "total"), (10, "numerator"), (10, "change-from"), (6, "converts")] {
        if let (true, Some(other)) = (random.chance(percent), earlier(random, story, known)) {
            fields.push(format!("{name}: {other}"));
        }
    }
    // A claim may repeat a later one or itself: that makes a circle.
    known.push((story, id));
    for (percent, name) in [(22, "repeats"), (8, "parts"), (12, "denies"), (10, "corrects"), (6, "rests-on")] {
        if random.chance(percent) {
            let others: Vec<String> = (0..1 + random.below(2)).filter_map(|_| earlier(random, story, known)).collect();
            fields.push(format!("{name}: [{}]", others.join(", ")));
        }
    }
    let next = format!("repeats: [n{}]", known.len());
    match fields.iter_mut().find(|f| f.starts_with("repeats")) {
        Some(repeats) if random.chance(20) => *repeats = next,
        None if random.chance(5) => fields.push(next),
        _ => {}
    }
    fields
}
