//! The whole procedure, walked by each role in a browser.
