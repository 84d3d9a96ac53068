//! What is done once something rests: while it goes on, it is put off.

use std::time::Duration;

use leptos::prelude::*;

/// Puts off what is to be done until nobody asks for it any more. Copies share it.
#[derive(Clone, Copy)]
pub struct Rest {
    after: Duration,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
}

impl Rest {
    /// What is asked for is done after so many milliseconds.
    pub fn after(milliseconds: u64) -> Rest {
        Rest {
            after: Duration::from_millis(milliseconds),
            timer: StoredValue::new_local(None),
        }
    }

    /// Does this in a while, in the place of what was asked for before.
    pub fn then(self, act: impl FnOnce() + 'static) {
        self.then_boxed(Box::new(act));
    }

    // The page is smaller when this is there once.
    #[inline(never)]
    fn then_boxed(self, act: Box<dyn FnOnce()>) {
        self.stop();
        // Without a timer nothing is done, as if it never rested.
        self.timer
            .set_value(set_timeout_with_handle(act, self.after).ok());
    }

    /// Does not do what was asked for.
    pub fn stop(self) {
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
    }
}
