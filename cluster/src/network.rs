//! Ports, and the signals that end a process.

use std::net::{IpAddr, SocketAddr};

use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;

use crate::failure::Failure;

/// Connections to come and the address for them; port 0 takes a free one. Error: the address cannot be had.
pub async fn listen(address: IpAddr, port: u16) -> Result<(TcpIncoming, SocketAddr), Failure> {
    let wanted = SocketAddr::from((address, port));
    let wrong = |error: std::io::Error| {
        Failure::wrong(format!("cannot listen on {wanted}: {error}"))
            .hint("choose another port with --port; 0 takes a free one")
    };
    let listener = TcpListener::bind(wanted).await.map_err(wrong)?;
    let address = listener.local_addr().map_err(wrong)?;
    // A server that is given its connections does not set this itself; without it every answer waits 40 ms for the next.
    Ok((TcpIncoming::from(listener).with_nodelay(Some(true)), address))
}

/// Waits until the process is asked to stop: interrupt, or termination as cluster managers send it.
pub async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return interrupted().await;
        };
        tokio::select! {
            () = interrupted() => (),
            _ = terminate.recv() => (),
        }
    }
    #[cfg(not(unix))]
    interrupted().await;
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
