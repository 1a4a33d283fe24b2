//! Work beside the requests: letters leave, ended sessions are swept.
