//! Which cases have something to do in which month, so that all others cost nothing.

use super::case::Case;
use crate::units::Month;

/// A list of case numbers per month; an entry counts only while the case still expects that month.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    months: Vec<Vec<u32>>,
}

impl Calendar {
    pub fn clear(&mut self, months: Month) {
        self.months.truncate(months as usize);
        self.months.iter_mut().for_each(Vec::clear);
        self.months.resize_with(months as usize, Vec::new);
    }

    /// Becomes the same as another; keeps the memory.
    pub fn copy_from(&mut self, other: &Self) {
        self.months.clone_from(&other.months);
    }

    /// Notes the next event of a case, if it falls within the run.
    #[inline]
    pub fn schedule(&mut self, index: u32, case: &mut Case) {
        let month = case.next_event();
        if month == case.wake {
            return;
        }
        case.wake = month;
        if let Some(list) = self.months.get_mut(month as usize) {
            list.push(index);
        }
    }

    /// Takes the list of a month; give it back with [`Self::put_back`] to keep its memory.
    pub fn take(&mut self, month: Month) -> Vec<u32> {
        std::mem::take(&mut self.months[month as usize])
    }

    pub fn put_back(&mut self, month: Month, mut list: Vec<u32>) {
        list.clear();
        self.months[month as usize] = list;
    }
}
