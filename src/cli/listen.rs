//! Where a server listens.
use super::Result;
use std::io::ErrorKind;
use std::net::{TcpListener, ToSocketAddrs};

#[derive(clap::Args, Clone)]
pub struct Listen {
    /// Where to listen.
    #[arg(
        long = "listen",
        env = "REDRESS_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    pub address: String,
    /// The address people type, when a proxy stands in front, such as `https://redress.example`.
    #[arg(long, env = "REDRESS_PUBLIC_ORIGIN", value_parser = origin)]
    pub public_origin: Option<String>,
    /// A proxy on another machine ends TLS in front of Redress. Only then may Redress listen on an address other
    /// than this machine's own. Everything between the two travels in the clear.
    #[arg(long, env = "REDRESS_BEHIND_TLS_PROXY")]
    pub behind_tls_proxy: bool,
}

impl Listen {
    /// The socket to serve on.
    ///
    /// # Errors
    /// In a sentence, when the port is taken, the address is not one, or passwords would travel in the clear.
    pub fn socket(&self) -> Result<TcpListener> {
        let address = self.address.as_str();
        let cannot = |e: std::io::Error| match e.kind() {
            ErrorKind::AddrInUse => format!(
                "something else is already listening on {address}. Stop it, or choose another port with --listen"
            ),
            ErrorKind::PermissionDenied => {
                format!("listening on {address} is not allowed: {e}. Choose a port above 1023")
            }
            _ => format!("cannot listen on {address}: {e}"),
        };
        let places: Vec<_> = address.to_socket_addrs().map_err(cannot)?.collect();
        let is_here = places
            .iter()
            .all(|place| place.ip().to_canonical().is_loopback());
        if !is_here {
            self.refuse_in_the_clear()?;
        }
        Ok(TcpListener::bind(places.as_slice()).map_err(cannot)?)
    }
    fn refuse_in_the_clear(&self) -> Result<()> {
        let by_tls = self.public_origin.as_deref();
        let by_tls = by_tls.is_some_and(|origin| origin.starts_with("https://"));
        if self.behind_tls_proxy && by_tls {
            return Ok(());
        }
        Err(format!(
            "{} can be reached from other machines, and Redress speaks no TLS: passwords and complaints would travel in \
             the clear. Listen on 127.0.0.1 and put a TLS proxy on this machine in front. If the proxy is on another \
             machine, give --behind-tls-proxy and --public-origin https://… as well",
            self.address
        )
        .into())
    }
}

/// As browsers write it in `Origin`: lower case, no path, no port that goes without saying.
fn origin(typed: &str) -> std::result::Result<String, String> {
    const WRONG: &str = "write it like https://redress.example";
    let typed = typed.trim().trim_end_matches('/').to_lowercase();
    let (scheme, host) = typed.split_once("://").ok_or(WRONG)?;
    let host = match scheme {
        "https" => host.strip_suffix(":443").unwrap_or(host),
        "http" => host.strip_suffix(":80").unwrap_or(host),
        _ => return Err(WRONG.to_owned()),
    };
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/?#@".contains(c)) {
        return Err(WRONG.to_owned());
    }
    Ok(format!("{scheme}://{host}"))
}
