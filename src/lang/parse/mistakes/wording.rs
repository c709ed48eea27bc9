//! What the grammar's rules are called in reports: the words that they are written with, and the user's name for the rest.

use super::Rule;

/// Words that can follow an expression, and so cannot be names.
pub(super) const RESERVED: [&str; 21] = [
    "and", "or", "not", "in", "where", "sharing", "for", "then", "else", "to", "at", "help", "flag", "escalate", "report", "let",
    "param", "why", "example", "true", "false",
];

/// The words that a rule of the grammar begins with, where it begins with a word; for did-you-mean.
pub(super) fn words(rule: Rule) -> Vec<&'static str> {
    match rule {
        Rule::infix => vec!["and", "or", "in", "not"],
        Rule::interval => vec!["above", "below", "from", "up"],
        Rule::severity => vec!["error", "warning", "advice"],
        Rule::outcome => vec!["fires", "silent"],
        Rule::direction => vec!["up", "down"],
        Rule::over => vec!["claims", "all-claims"],
        Rule::filter => vec!["where"],
        Rule::across => vec!["across"],
        Rule::kw_opt_in => vec!["opt-in"],
        Rule::kw_words => vec!["words"],
        Rule::kw_after => vec!["after"],
        Rule::kw_of => vec!["of"],
        Rule::kw_from => vec!["from"],
        Rule::kw_above => vec!["above"],
        Rule::kw_below => vec!["below"],
        Rule::kw_up => vec!["up"],
        Rule::kw_to => vec!["to"],
        Rule::kw_title => vec!["title"],
        Rule::kw_value => vec!["value"],
        Rule::kw_separators => vec!["separators"],
        Rule::kw_tolerance => vec!["tolerance"],
        Rule::kw_range => vec!["range"],
        Rule::kw_whole_numbers => vec!["whole-numbers"],
        Rule::kw_monotone => vec!["monotone"],
        Rule::kw_kind_of => vec!["kind-of"],
        Rule::kw_count => vec!["count"],
        Rule::kw_quantity => vec!["quantity"],
        Rule::kw_date => vec!["date"],
        Rule::kw_text => vec!["text"],
        Rule::kw_entity => vec!["entity"],
        Rule::kw_choice => vec!["choice"],
        Rule::kw_severity => vec!["severity"],
        Rule::kw_tags => vec!["tags"],
        Rule::kw_outranks => vec!["outranks"],
        Rule::kw_link => vec!["link"],
        Rule::kw_param => vec!["param"],
        Rule::kw_let => vec!["let"],
        Rule::kw_flag => vec!["flag"],
        Rule::kw_when => vec!["when"],
        Rule::kw_escalate => vec!["escalate"],
        Rule::kw_report => vec!["report"],
        Rule::kw_at => vec!["at"],
        Rule::kw_each => vec!["each"],
        Rule::kw_help => vec!["help"],
        Rule::kw_why => vec!["why"],
        Rule::kw_example => vec!["example"],
        Rule::kw_for => vec!["for"],
        Rule::kw_claim => vec!["claim"],
        Rule::kw_source => vec!["source"],
        Rule::kw_story => vec!["story"],
        Rule::kw_pair => vec!["pair"],
        Rule::kw_step => vec!["step"],
        Rule::kw_group => vec!["group"],
        Rule::kw_across => vec!["across"],
        Rule::kw_stories => vec!["stories"],
        Rule::kw_where => vec!["where"],
        Rule::kw_sharing => vec!["sharing"],
        Rule::kw_by => vec!["by"],
        Rule::kw_all => vec!["all"],
        Rule::kw_in => vec!["in"],
        Rule::kw_then => vec!["then"],
        Rule::kw_else => vec!["else"],
        _ => Vec::new(),
    }
}

/// What a rule of the grammar is called in a list of what could stand somewhere; empty where it need not be said.
pub(super) fn phrase(rule: Rule) -> String {
    let fixed = match rule {
        Rule::infix => "an operator such as `and` or `==`",
        Rule::name | Rule::path => "a name",
        Rule::operand | Rule::expr | Rule::argument => "a value",
        Rule::text => "a text in `\"…\"`",
        Rule::message | Rule::open_line | Rule::message_line => "a text in `\"…\"`",
        Rule::block | Rule::open_block | Rule::message_block => "a block in `\"\"\"…\"\"\"`",
        Rule::interval => "a number or a range such as `90% to 110%`",
        Rule::number | Rule::quantity | Rule::plain | Rule::factor | Rule::bound => "a number",
        Rule::type_name => "a type such as `text` or `list of claim`",
        Rule::parameter => "a parameter such as `c: claim`",
        Rule::open_brace => "`{`",
        Rule::close_brace | Rule::close_value => "`}`",
        Rule::open_paren => "`(`",
        Rule::close_paren => "`)`",
        Rule::close_list => "`]`",
        Rule::comma => "`,`",
        Rule::colon => "`:`",
        Rule::assign => "`=`",
        Rule::less => "`<`",
        Rule::EOI => "the end of the item",
        // A path may always go on and a sign may always stand before a value: saying so would only hide the rest.
        _ => return listed(words(rule).into_iter().map(|w| format!("`{w}`")).collect(), "or"),
    };
    fixed.to_owned()
}

/// Words joined by commas, the last one by `and` or `or`.
pub(super) fn listed(mut words: Vec<String>, joint: &str) -> String {
    match (words.pop(), words.is_empty()) {
        (None, _) => String::new(),
        (Some(last), true) => last,
        (Some(last), false) => format!("{} {joint} {last}", words.join(", ")),
    }
}
