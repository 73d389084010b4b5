//! Layer 3. One realisation: one alternative in one draw. Single-threaded, no clock, no files; a pure function
//! of parameters, seed and draw.
//!
//! The distribution is that of the model page, month by month; the way there is a calendar of events. A
//! household costs nothing in months in which nothing happens to it: waiting times replace monthly coin
//! tosses (`clock`), amounts per area are kept up to date when something changes, and each month adds them to
//! the volumes of the year (`state`). What a household does by itself is worked out ahead, and counted by stays.
//!
//! | file | steps of the model page |
//! | --- | --- |
//! | `household` | section 2, the population |
//! | `beginning` | what the alternatives of a draw share: households and needs up to the first aanmelding |
//! | `occupancy` | household-months by severity and effect |
//! | `episode` | A onset, B course, end of an episode |
//! | `access` | C aanmelding and orientatie, D gesprek |
//! | `support` | D opstelling, E support, F monitoring |
//! | `ledger` | G money, section 4 budgets, section 5 settlement |
//! | `simulation` | the order of the steps |
//! | `phases`, `onset`, `switch` | parameters that change at the start of a year (stress tests) |

mod access;
mod beginning;
mod calendar;
mod case;
mod clock;
mod episode;
mod household;
mod ledger;
mod observer;
mod occupancy;
mod onset;
mod parameters;
mod phases;
mod simulation;
mod state;
mod support;
mod switch;
mod tables;
mod volumes;

pub use case::{Arrangement, Case, Status};
pub use observer::{Note, Observer, Unobserved};
pub use parameters::{Parameters, Switch};
pub use simulation::{Scratch, observe, observe_switching, realise, realise_switching};
pub use volumes::{AreaMonth, AreaYear, COLUMNS, Column, Kind, MONTH_COLUMNS, Realisation};
