//! A connection with an end: one that asks for nothing, sends its request too slowly, or does not take its answer, is
//! closed. A proxy in front does the same, but not every office has one.
use super::Limits;
use super::line::Line;
use super::pace::Pace;
use super::table::Held;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

pub struct TimedStream {
    stream: TcpStream,
    held: Held,
    limits: Limits,
    /// Answers on their way out.
    writes: Pace,
    /// When it is looked at next.
    look: Pin<Box<Sleep>>,
}

impl TimedStream {
    pub fn new(stream: TcpStream, held: Held, limits: Limits) -> Self {
        Self {
            stream,
            held,
            limits,
            writes: Pace::new(limits.answers),
            look: Box::pin(sleep(limits.look)),
        }
    }
    pub fn line(&self) -> Arc<Line> {
        self.held.line.clone()
    }
    /// Whether it may go on. Whichever way the connection is polled, this is asked first.
    fn may_go_on(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if self.held.line.is_closed(cx.waker()) {
            return Err(ErrorKind::ConnectionAborted.into());
        }
        while self.look.as_mut().poll(cx).is_ready() {
            let now = Instant::now();
            let writes = self.writes.is_waiting();
            let rests = self.held.line.rests().filter(|_| !writes);
            if self.writes.is_too_slow(now) || rests.is_some_and(|rests| rests >= self.limits.rest)
            {
                return Err(ErrorKind::TimedOut.into());
            }
            self.look.as_mut().reset(now + self.limits.look);
        }
        Ok(())
    }
}

impl AsyncRead for TimedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.may_go_on(cx)?;
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.held.line.has_read();
        }
        read
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.may_go_on(cx)?;
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        match written {
            Poll::Pending => self.writes.waits(Instant::now()),
            Poll::Ready(Ok(bytes)) => {
                self.writes.moved(bytes, Instant::now());
                self.held.line.has_written();
            }
            Poll::Ready(Err(_)) => {}
        }
        self.held.line.set_writes_wait(self.writes.is_waiting());
        written
    }
    /// Asked for when everything was written.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writes.rests();
        self.may_go_on(cx)?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
