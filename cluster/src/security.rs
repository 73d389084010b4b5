//! Who may talk to whom: loopback unless told otherwise, mutual TLS, and a token for the scheduler.
//!
//! With TLS every machine shows a certificate of the cluster's own authority, and asks for one; the name in it is the
//! same on all machines, so that addresses may change. The token is a second lock on the scheduler alone: what the
//! engine fetches from executors has no place for one.

use std::error::Error;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ballista_core::extension::EndpointOverrideFn;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity, Server, ServerTlsConfig};
use tonic::{Request, Status};

use crate::failure::Failure;

/// Name in the certificates of all machines of a cluster.
pub const TLS_NAME: &str = "wijkraming-cluster";

/// Largest message, bytes: four times what a wave may be.
pub const MESSAGE_LIMIT: usize = 64 << 20;

/// Header of the token.
pub const TOKEN_HEADER: &str = "authorization";

/// A silent connection is given up after twice this.
const PULSE: Duration = Duration::from_secs(5);

/// How this process talks to the others.
#[derive(Clone, Default)]
pub struct Security {
    tls: Option<Tls>,
    token: Option<MetadataValue<Ascii>>,
    in_the_clear: bool,
}

#[derive(Clone)]
struct Tls {
    authority: Certificate,
    identity: Identity,
}

/// The options of all three commands.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Security")]
pub struct SecurityArgs {
    /// Directory with ca.pem, cert.pem and key.pem: mutual TLS on every connection.
    #[arg(long, value_name = "DIR", env = "WIJKRAMING_CLUSTER_TLS")]
    pub tls: Option<PathBuf>,
    /// File with a secret that the scheduler asks of drivers and executors.
    #[arg(long, value_name = "FILE", env = "WIJKRAMING_CLUSTER_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// Allow other machines without TLS: only on a network that is private already.
    #[arg(long)]
    pub without_tls: bool,
}

impl Security {
    /// Reads certificates and token. Error: a file is missing, or holds something else.
    pub fn read(args: &SecurityArgs) -> Result<Self, Failure> {
        let tls = args.tls.as_deref().map(Tls::read).transpose()?;
        let token = args.token_file.as_deref().map(token).transpose()?;
        Ok(Self { tls, token, in_the_clear: args.without_tls })
    }

    /// Error: `address` is on a network, and nothing protects what goes over it.
    pub fn allows(&self, address: IpAddr) -> Result<(), Failure> {
        if address.is_loopback() || self.tls.is_some() || self.in_the_clear {
            return Ok(());
        }
        Err(Failure::wrong(format!("{address} is open to other machines, without TLS"))
            .hint("give --tls DIR, or --without-tls on a network that is private already"))
    }

    /// The same for the name of a machine to connect to.
    pub fn allows_host(&self, host: &str) -> Result<(), Failure> {
        if host == "localhost" {
            return Ok(());
        }
        // A name is taken for another machine, whatever it resolves to.
        let address = host.trim_matches(['[', ']']).parse().unwrap_or(IpAddr::from([0, 0, 0, 0]));
        self.allows(address).map_err(|failure| failure.about(format!("connecting to {host}")))
    }

    pub fn has_tls(&self) -> bool {
        self.tls.is_some()
    }

    /// The token as a header, for what the engine itself sends.
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().and_then(|token| token.to_str().ok())
    }

    /// A server that asks for certificates, where there is TLS. Error: the certificates do not fit each other.
    pub fn server(&self) -> Result<Server, Failure> {
        let server = Server::builder()
            .tcp_nodelay(true)
            .http2_keepalive_interval(Some(PULSE))
            .http2_keepalive_timeout(Some(PULSE));
        let Some(tls) = &self.tls else { return Ok(server) };
        let config = ServerTlsConfig::new()
            .identity(tls.identity.clone())
            .client_ca_root(tls.authority.clone());
        server.tls_config(config).map_err(|error| unusable(&error))
    }

    /// An endpoint of another machine, with TLS where there is any. Error: the certificates do not fit each other.
    pub fn endpoint(&self, host: &str, port: u16) -> Result<Endpoint, tonic::transport::Error> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let endpoint = Endpoint::from_shared(format!("{scheme}://{host}:{port}"))?
            .connect_timeout(PULSE)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(PULSE)
            .keep_alive_timeout(PULSE)
            .keep_alive_while_idle(true);
        match &self.tls {
            None => Ok(endpoint),
            Some(tls) => {
                let config = ClientTlsConfig::new()
                    .ca_certificate(tls.authority.clone())
                    .identity(tls.identity.clone())
                    .domain_name(TLS_NAME);
                endpoint.tls_config(config)
            }
        }
    }

    /// [`Self::endpoint`] in the form in which the engine asks for it.
    pub fn override_endpoint(&self) -> EndpointOverrideFn {
        let security = self.clone();
        Arc::new(move |endpoint: Endpoint| -> Result<Endpoint, Box<dyn Error + Send + Sync>> {
            let uri = endpoint.uri();
            let host = uri.host().ok_or("an endpoint without a host")?;
            let port = uri.port_u16().ok_or("an endpoint without a port")?;
            Ok(security.endpoint(host, port)?)
        })
    }

    /// Adds the token to what is sent.
    pub fn sends_token(&self) -> SendsToken {
        SendsToken(self.token.clone())
    }

    /// Asks for the token in what comes in.
    pub fn asks_token(&self) -> AsksToken {
        AsksToken(self.token.clone())
    }
}

impl Tls {
    fn read(directory: &Path) -> Result<Self, Failure> {
        let read = |name: &str| {
            let path = directory.join(name);
            std::fs::read(&path).map_err(|error| {
                Failure::wrong(format!("{}: {error}", path.display()))
                    .hint("--tls wants a directory with ca.pem, cert.pem and key.pem; docs/cluster.md makes them")
            })
        };
        let authority = Certificate::from_pem(read("ca.pem")?);
        Ok(Self { authority, identity: Identity::from_pem(read("cert.pem")?, read("key.pem")?) })
    }
}

/// The token in a file: one line of at least 16 printable characters.
fn token(path: &Path) -> Result<MetadataValue<Ascii>, Failure> {
    let wrong = |what: String| Failure::wrong(format!("{}: {what}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let token = text.trim();
    if token.len() < 16 || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(wrong(
            "a token is one line of at least 16 printable characters without spaces".into(),
        )
        .hint("openssl rand -hex 32 > token"));
    }
    format!("Bearer {token}").parse().map_err(|_| wrong("a token that cannot travel".into()))
}

fn unusable(error: &tonic::transport::Error) -> Failure {
    let mut why = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        why = format!("{why}: {error}");
        source = error.source();
    }
    Failure::wrong(format!("the certificates cannot be used: {why}"))
}

/// Adds the token to requests.
#[derive(Clone)]
pub struct SendsToken(Option<MetadataValue<Ascii>>);

impl Interceptor for SendsToken {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert(TOKEN_HEADER, token.clone());
        }
        Ok(request)
    }
}

/// Refuses requests without the token.
#[derive(Clone)]
pub struct AsksToken(Option<MetadataValue<Ascii>>);

impl Interceptor for AsksToken {
    fn call(&mut self, request: Request<()>) -> Result<Request<()>, Status> {
        let Some(token) = &self.0 else { return Ok(request) };
        let shown = request.metadata().get(TOKEN_HEADER).map(MetadataValue::as_encoded_bytes);
        if shown.is_some_and(|shown| same(shown, token.as_encoded_bytes())) {
            return Ok(request);
        }
        Err(Status::unauthenticated(
            "the token is missing or wrong; give --token-file on every machine",
        ))
    }
}

/// Takes as long for tokens that differ early as for those that differ late.
fn same(shown: &[u8], token: &[u8]) -> bool {
    let differing = shown.iter().zip(token).fold(0, |seen, (a, b)| seen | (a ^ b));
    shown.len() == token.len() && std::hint::black_box(differing) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_machines_need_tls_or_a_word() {
        let plain = Security::default();
        let clear = Security { in_the_clear: true, ..Security::default() };
        for (host, needs) in [
            ("127.0.0.1", false),
            ("localhost", false),
            ("[::1]", false),
            ("10.0.0.1", true),
            ("node1", true),
        ] {
            assert_eq!(plain.allows_host(host).is_err(), needs, "{host}");
            assert!(clear.allows_host(host).is_ok(), "{host}");
        }
        assert!(plain.allows(IpAddr::from([0, 0, 0, 0])).is_err());
    }

    #[test]
    fn only_the_token_itself_opens() {
        let token = |text: &str| Some(text.parse().unwrap());
        let mut door = AsksToken(token("Bearer 0123456789abcdef"));
        for (shown, opens) in [
            (token("Bearer 0123456789abcdef"), true),
            (token("Bearer 0123456789abcdee"), false),
            (token("Bearer 0123456789abcde"), false),
            (None, false),
        ] {
            let request = SendsToken(shown.clone()).call(Request::new(())).unwrap();
            assert_eq!(door.call(request).is_ok(), opens, "{shown:?}");
        }
        assert!(AsksToken(None).call(Request::new(())).is_ok(), "no token, no question");
    }

    #[test]
    fn a_weak_token_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("token");
        for (text, good) in
            [("0123456789abcdef\n", true), ("kort", false), ("0123456789 abcdef", false)]
        {
            std::fs::write(&path, text).unwrap();
            assert_eq!(token(&path).is_ok(), good, "{text:?}");
        }
    }
}
