//! Certificates and tokens: with the right ones the same bits, with others nothing.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use wijkraming_cluster::security::TLS_NAME;

use crate::support::{Driver, Process, Results, batch, plan, program, until};

/// An authority of certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A directory for `--tls`: a certificate of this authority that trusts `trusted`.
    pub fn machine(&self, parent: &Path, name: &str, trusted: &Self) -> String {
        let directory = parent.join(name);
        std::fs::create_dir(&directory).unwrap();
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![TLS_NAME.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        for (file, text) in [
            ("ca.pem", trusted.pem.clone()),
            ("cert.pem", certificate.pem()),
            ("key.pem", key.serialize_pem()),
        ] {
            std::fs::write(directory.join(file), text).unwrap();
        }
        directory.display().to_string()
    }
}

fn small_plan() -> (TempDir, PathBuf) {
    plan(6, 1)
}

#[test]
fn with_certificates_on_both_sides_the_bits_are_the_same() {
    let (directory, plan) = small_plan();
    let ours = Authority::new();
    let tls = |name: &str| ours.machine(directory.path(), name, &ours);
    let scheduler = Process::scheduler(&["--tls", &tls("scheduler")]);
    let _worker = Process::executor(&scheduler.url(), &["--tls", &tls("executor")]);
    let out = directory.path().join("out");
    Driver::start(&plan, &out, &scheduler.url(), &["--tls", &tls("driver")]).wait().good();
    Results::read(&out).must_be(&batch(&plan, &directory.path().join("alone")));
}

#[test]
fn without_the_right_certificate_nobody_gets_in() {
    let (directory, _) = small_plan();
    let (ours, theirs) = (Authority::new(), Authority::new());
    let scheduler =
        Process::scheduler(&["--tls", &ours.machine(directory.path(), "scheduler", &ours)]);
    let url = scheduler.url();
    let impostor = theirs.machine(directory.path(), "impostor", &ours);
    let stranger = theirs.machine(directory.path(), "stranger", &theirs);
    for tls in [&[][..], &["--tls", &impostor], &["--tls", &stranger]] {
        let (directory, plan) = small_plan();
        let out = directory.path().join("out");
        let ended = Driver::start(&plan, &out, &url, &[&["--patience", "2"], tls].concat()).wait();
        assert_eq!(ended.code, Some(3), "{tls:?}: {}", ended.stderr);
        assert_eq!(Results::read(&out).units(), 0);
    }
    // An executor is told at the start.
    let arguments = ["executor", "--url", &url, "--port", "0", "--wait", "0", "--tls", &stranger];
    let output = program(&arguments).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("no scheduler at") && stderr.contains("certificate"), "{stderr}");
}

#[test]
fn a_stranger_does_not_get_results_from_an_executor() {
    let (directory, _) = small_plan();
    let (ours, theirs) = (Authority::new(), Authority::new());
    let scheduler =
        Process::scheduler(&["--tls", &ours.machine(directory.path(), "scheduler", &ours)]);
    let executor = Process::executor(
        &scheduler.url(),
        &["--tls", &ours.machine(directory.path(), "executor", &ours)],
    );
    // "executor: NAME on 127.0.0.1:PORT, 1 cores"
    let port: u16 = executor.said.split(&[':', ',']).nth(2).unwrap().parse().unwrap();
    let knock = |tls: &str| {
        let args = wijkraming_cluster::security::SecurityArgs {
            tls: Some(tls.into()),
            ..Default::default()
        };
        let security = wijkraming_cluster::security::Security::read(&args).unwrap();
        let endpoint = security.endpoint("127.0.0.1", port).unwrap();
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let channel = endpoint.connect().await?;
            let mut client = arrow_flight::flight_service_client::FlightServiceClient::new(channel);
            client
                .list_actions(arrow_flight::Empty {})
                .await
                .map_err(Box::<dyn std::error::Error>::from)?;
            Ok::<(), Box<dyn std::error::Error>>(())
        })
    };
    assert!(knock(&ours.machine(directory.path(), "friend", &ours)).is_ok());
    assert!(knock(&theirs.machine(directory.path(), "stranger", &ours)).is_err());
}

#[test]
fn the_token_of_the_scheduler_is_asked_of_everyone() {
    let (directory, plan) = small_plan();
    let token = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let right = token("right", "0123456789abcdef0123456789abcdef\n");
    let wrong = token("wrong", "0123456789abcdef0123456789abcdee\n");
    let scheduler = Process::scheduler(&["--token-file", &right]);
    let url = scheduler.url();
    for more in [&[][..], &["--token-file", &wrong]] {
        let ended = Driver::start(&plan, &directory.path().join("refused"), &url, more).wait();
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert!(ended.stderr.contains("the token is missing or wrong"), "{}", ended.stderr);
    }
    let out = directory.path().join("out");
    let mut driver = Driver::start(&plan, &out, &url, &["--token-file", &right]);
    let _uninvited = Process::executor(&url, &["--token-file", &wrong]);
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert!(driver.is_running(), "an executor with a wrong token gets no work");
    let invited = Process::executor(&url, &["--token-file", &right]);
    let figures = driver.wait().good();
    assert_eq!(crate::support::by_worker(&figures).keys().collect::<Vec<_>>(), [invited.name()]);
    until("the results", || Results::read(&out).units() == 6);
}
