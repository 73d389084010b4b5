//! The fuzzer: libFuzzer around one of the targets, which `FUZZ_TARGET` names. Start it with `fuzz/run`.

#![no_main]

mod targets;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<targets::Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET is set by fuzz/run");
    let found = targets::TARGETS.iter().find(|target| target.name == name);
    *found.unwrap_or_else(|| panic!("there is no target {name:?}"))
});

fuzz_target!(
    init: {
        // Every panic ends the fuzzer, but those that the program makes an error of.
        let ends = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !wijkraming::tables::is_guarded_panic(panic) {
                ends(panic);
            }
        }));
    },
    |bytes: &[u8]| (TARGET.run)(bytes)
);
