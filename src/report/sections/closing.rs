//! Layer 6. The end of the report: what the model does not know, the method, and how to get the same numbers.

use super::{Built, template};
use crate::report::charts::Context;
use crate::report::document::{Block, Section};
use crate::report::labels::fill;
use crate::report::view::Hashed;

pub fn unknowns(context: &Context<'_>) -> Built {
    let page = &context.labels.page;
    let list = context.view.pro_memorie.join(", ");
    let pro_memorie = (!list.is_empty()).then(|| fill(page.pro_memorie, &[("list", &list)]));
    let items = page.unknowns_list.iter().map(|text| (*text).to_owned()).chain(pro_memorie);
    let words = &context.labels.council;
    let left_out = context.view.council.leaves_out.iter();
    let left_out = left_out.map(|text| fill(words.leaves_out, &[("text", text)]));
    let not = words.do_not_list.iter().map(|text| (*text).to_owned());
    let blocks = vec![
        Block::List { items: items.chain(left_out).collect() },
        Block::Remarks { title: words.do_not_conclude.to_owned(), items: not.collect() },
    ];
    Ok(Some(Section { id: "unknowns", title: page.unknowns.to_owned(), blocks }))
}

pub fn method(context: &Context<'_>) -> Built {
    let page = &context.labels.page;
    let items = page.method_list.iter().map(|text| template(context, text)).collect();
    let blocks = vec![Block::List { items }];
    Ok(Some(Section { id: "method", title: page.method.to_owned(), blocks }))
}

pub fn reproduction(context: &Context<'_>) -> Built {
    let page = &context.labels.page;
    let facts = &context.view.reproduction;
    let values = [
        format!("wijkraming {}", facts.version),
        facts.seed.to_string(),
        context.numbers.fixed(facts.draws as f64, 0),
        facts.method.clone(),
        facts.scenario_file.clone(),
        facts.scenario_hash.clone(),
        facts.command.clone(),
    ];
    let names = context.labels.reproduction.map(str::to_owned);
    let blocks = vec![
        Block::paragraph(page.reproduction_intro),
        Block::Facts { facts: names.into_iter().zip(values).chain(hashes(context)).collect() },
    ];
    Ok(Some(Section { id: "reproduction", title: page.reproduction.to_owned(), blocks }))
}

/// What the results are made of, and the results.
fn hashes(context: &Context<'_>) -> Vec<(String, String)> {
    let words = &context.labels.council;
    let name = |of: &Hashed| match of {
        Hashed::Library => words.hash_library.to_owned(),
        Hashed::Posterior => words.hash_posterior.to_owned(),
        Hashed::Table(file) => fill(words.hash_table, &[("file", file)]),
        Hashed::Stress => words.hash_stress.to_owned(),
    };
    context.view.council.hashes.iter().map(|(of, hash)| (name(of), hash.clone())).collect()
}
