//! Layer 6. Reports for people: words, tables and charts made from a finished `View`.
//!
//! A report prints numbers and computes none; it opens no files and reads no clock, so the same view gives the same
//! bytes. A new figure is one file in `charts` and one line in its list.

pub mod view;
