//! The files in `deploy/kubernetes/ballista` start the processes that they should: their arguments, with the paths and
//! addresses of a pod replaced by those of this machine, run a whole batch under TLS and a token.

use std::path::Path;

use crate::encryption::Authority;
use crate::support::{Process, Results, batch, plan, program};

/// The arguments of the container in a file.
fn arguments(file: &str) -> Vec<String> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/kubernetes/ballista").join(file);
    let text = std::fs::read_to_string(path).expect("a file of the deployment");
    let list = text.lines().skip_while(|line| line.trim() != "args:").skip(1).map(str::trim);
    list.filter(|line| !line.starts_with('#'))
        .map_while(|line| line.strip_prefix("- "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_arguments_of_the_deployment_run_a_batch() {
    let (directory, plan) = plan(6, 1);
    let authority = Authority::new();
    let tls = authority.machine(directory.path(), "tls", &authority);
    let token = directory.path().join("token");
    std::fs::write(&token, "0123456789abcdef0123456789abcdef").unwrap();
    let out = directory.path().join("out");
    let here = |file: &str, scheduler: Option<u16>| -> Vec<String> {
        let at = format!("127.0.0.1:{}", scheduler.unwrap_or_default());
        let replaced = arguments(file).into_iter().map(|argument| {
            argument
                .replace("wijkraming-scheduler:50050", &at)
                .replace("$(POD_IP)", "127.0.0.1")
                .replace("--bind=0.0.0.0", "--bind=127.0.0.1")
                .replace("--port=50050", "--port=0")
                .replace("--port=50051", "--port=0")
                .replace("/etc/wijkraming/tls", &tls)
                .replace("/etc/wijkraming/token/token", &token.display().to_string())
                .replace("/plan/plan.toml", &plan.display().to_string())
                .replace("/results/run", &out.display().to_string())
        });
        replaced.collect()
    };
    let start =
        |list: &[String]| Process::start(&list.iter().map(String::as_str).collect::<Vec<_>>());
    let scheduler = start(&here("scheduler.yaml", None));
    let executors = here("executors.yaml", Some(scheduler.port()));
    assert!(executors.iter().any(|argument| argument == "--advertise=127.0.0.1"), "{executors:?}");
    let _executor = start(&executors);
    let driver = here("driver.yaml", Some(scheduler.port()));
    let output = program(&driver.iter().map(String::as_str).collect::<Vec<_>>()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Results::read(&out).must_be(&batch(&plan, &directory.path().join("alone")));
}
