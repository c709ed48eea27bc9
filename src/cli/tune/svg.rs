//! The counts of `claimlint tune` as a chart: one row of bars a param, light and dark, without script.

use super::{Trial, Tuned};

/// Measures of the chart, in its own units.
const WIDTH: usize = 640;
const LEFT: usize = 120;
const ROW: usize = 26;
const HEAD: usize = 40;

/// The chart.
pub fn chart(tuned: &[Tuned]) -> String {
    let height: usize = tuned.iter().map(|t| HEAD + ROW * t.trials.len() + 14).sum::<usize>() + 10;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n"
    );
    text.push_str("<title>Findings by setting</title>\n<style>\n");
    text.push_str("text { font: 13px system-ui, sans-serif; fill: #1f2328 }\n.head { font-weight: 600 }\n");
    text.push_str(".bar { fill: #8c959f }\n.in-force { fill: #0969da }\n");
    text.push_str(
        "@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .bar { fill: #6e7681 } .in-force { fill: #4493f8 } }\n",
    );
    text.push_str("</style>\n");
    let mut top = 0;
    for tuned in tuned {
        top += HEAD;
        let head = format!("{}, {} = {}", tuned.param.rule, tuned.param.name, tuned.param.setting);
        text.push_str(&format!("<text class=\"head\" x=\"12\" y=\"{}\">{}</text>\n", top - 12, escaped(&head)));
        let most = tuned.trials.iter().filter_map(|trial| trial.findings).max().unwrap_or(0).max(1);
        for trial in &tuned.trials {
            text.push_str(&row(trial, top, most));
            top += ROW;
        }
        top += 14;
    }
    text.push_str("</svg>\n");
    text
}

fn row(trial: &Trial, top: usize, most: usize) -> String {
    let base = top + 15;
    let setting = format!("<text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{}</text>\n", LEFT - 8, escaped(&trial.setting));
    let Some(count) = trial.findings else {
        return format!("{setting}<text x=\"{LEFT}\" y=\"{base}\">cannot be run</text>\n");
    };
    let length = count * (WIDTH - LEFT - 70) / most;
    let class = if trial.in_force { "in-force" } else { "bar" };
    let bar = format!("<rect class=\"{class}\" x=\"{LEFT}\" y=\"{}\" width=\"{length}\" height=\"18\" rx=\"2\"/>\n", top + 2);
    format!("{setting}{bar}<text x=\"{}\" y=\"{base}\">{count}</text>\n", LEFT + length + 6)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
