//! An allocator in Rust as a shared library for idsim: a generator of Snowflake IDs, 41 bits of
//! milliseconds, 10 of a worker and 12 that count, which a restart can continue.
//!
//!     rustc --edition 2021 -O -C panic=abort --crate-type cdylib -o libmine.so mine.rs
//!     idsim sweep snowflake --seeds 0..300 --subject ./libmine.so
//!
//! The types are those of idsim/subject.h and idalloc/snowflake.h.

use std::ffi::{c_char, c_int, c_void};
use std::ptr::null;

const VERSION: u32 = 2;

const EPOCH_MS: i64 = 1_420_070_400_000;
const TIME_BITS: u8 = 41;
const WORKER_BITS: u8 = 10;
const SEQUENCE_BITS: u8 = 12;
const SEQUENCE_LAST: u64 = (1 << SEQUENCE_BITS) - 1;

type Status = c_int;
const OK: Status = 0;
const INVALID_ARGUMENT: Status = 1;
const MALFORMED: Status = 4;
const EXHAUSTED: Status = 11;
const TRY_LATER: Status = 17;
const CLOCK_BEHIND: Status = 19;

/// Numbers of IDSIM_CLAIM_TABLE: what is called seldom, any layout, leases, and which ID comes next.
const UNCLAIMED: u64 = 1 << 11 | 1 << 13 | 1 << 14 | 1 << 17;

#[repr(C)]
#[derive(Clone, Copy, PartialEq)]
pub struct Layout {
    epoch_us: i64,
    unit_us: u64,
    time_bits: u8,
    sequence_bits: u8,
    coordinator_bits: u8,
    order: c_int,
}

const LAYOUT: Layout = Layout {
    epoch_us: EPOCH_MS * 1000,
    unit_us: 1000,
    time_bits: TIME_BITS,
    sequence_bits: SEQUENCE_BITS,
    coordinator_bits: WORKER_BITS,
    order: 1, // time, coordinator, sequence
};

#[repr(C)]
pub struct Policy {
    behind: c_int,
    full: c_int,
    lead_us_max: u64,
}

#[repr(C)]
pub struct Config {
    layout: Layout,
    policy: Policy,
    coordinator: u64,
    lease_start_us: i64,
    lease_end_us: i64,
    high_water_us: i64,
}

#[repr(C)]
pub struct Parts {
    time_us: i64,
    sequence: u64,
    coordinator: u64,
}

/// The next ID is not below `sequence` in the millisecond `ms` since the epoch; a sequence above the
/// last one is in the millisecond after that.
pub struct Generator {
    worker: u64,
    ms: i64,
    sequence: u64,
}

/// The milliseconds since the epoch of a time, rounded up.
fn ms_not_before(time_us: i64) -> i64 {
    let since_us = i128::from(time_us) - i128::from(LAYOUT.epoch_us);
    i64::try_from((since_us + 999).div_euclid(1000)).unwrap_or(i64::MAX).max(0)
}

fn start_us(ms: i64) -> i64 {
    (ms + EPOCH_MS) * 1000
}

fn id_of(ms: i64, worker: u64, sequence: u64) -> u64 {
    (ms as u64) << (WORKER_BITS + SEQUENCE_BITS) | worker << SEQUENCE_BITS | sequence
}

impl Generator {
    /// An ID; or why there is none, and the time at which there may be one.
    fn next(&mut self, now_us: i64) -> Result<u64, (Status, i64)> {
        let now_ms = now_us.div_euclid(1000) - EPOCH_MS;
        if now_ms < 0 || now_ms >> TIME_BITS != 0 {
            return Err((EXHAUSTED, 0));
        }
        if now_ms < self.ms {
            return Err((CLOCK_BEHIND, start_us(self.ms)));
        }
        if now_ms > self.ms {
            (self.ms, self.sequence) = (now_ms, 0);
        }
        if self.sequence > SEQUENCE_LAST {
            return Err((TRY_LATER, start_us(self.ms + 1)));
        }
        let sequence = self.sequence;
        self.sequence += 1;
        let repeated = u64::from(cfg!(repeats) && sequence == 40);
        Ok(id_of(self.ms, self.worker, sequence - repeated))
    }

    fn high_water_us(&self) -> i64 {
        start_us(self.ms + i64::from(self.sequence > 0))
    }
}

// --- The functions of the table. idsim passes valid pointers, as the headers say. ---

extern "C" fn layout(out: &mut Layout) {
    *out = LAYOUT;
}

extern "C" fn create(_: *const c_void, config: &Config, out: &mut *mut Generator) -> Status {
    *out = Box::into_raw(Box::new(Generator {
        worker: config.coordinator,
        // The faults are for the test that idsim finds them.
        ms: if cfg!(forgets) { 0 } else { ms_not_before(config.high_water_us) },
        sequence: 0,
    }));
    OK
}

extern "C" fn destroy(generator: *mut Generator) {
    if !generator.is_null() {
        // SAFETY: it is from create, and idsim destroys it once.
        drop(unsafe { Box::from_raw(generator) });
    }
}

extern "C" fn next(generator: &mut Generator, now_us: i64, id: &mut u64, at: &mut i64) -> Status {
    match generator.next(now_us) {
        Ok(made) => {
            *id = made;
            OK
        }
        Err((status, try_at_us)) => {
            if status != EXHAUSTED {
                *at = try_at_us;
            }
            status
        }
    }
}

extern "C" fn high_water(generator: &Generator) -> i64 {
    generator.high_water_us()
}

extern "C" fn validate(given: &Layout) -> Status {
    if *given == LAYOUT { OK } else { INVALID_ARGUMENT }
}

extern "C" fn compose(given: &Layout, parts: &Parts, id: &mut u64) -> Status {
    let since_us = i128::from(parts.time_us) - i128::from(LAYOUT.epoch_us);
    if *given != LAYOUT
        || since_us < 0
        || parts.sequence > SEQUENCE_LAST
        || parts.coordinator >> WORKER_BITS != 0
    {
        return INVALID_ARGUMENT;
    }
    match i64::try_from(since_us / 1000) {
        Ok(ms) if ms >> TIME_BITS == 0 => {
            *id = id_of(ms, parts.coordinator, parts.sequence);
            OK
        }
        _ => EXHAUSTED,
    }
}

extern "C" fn decompose(given: &Layout, id: u64, parts: &mut Parts) -> Status {
    if *given != LAYOUT {
        return INVALID_ARGUMENT;
    }
    if id >> (TIME_BITS + WORKER_BITS + SEQUENCE_BITS) != 0 {
        return MALFORMED;
    }
    parts.time_us = start_us((id >> (WORKER_BITS + SEQUENCE_BITS)) as i64);
    parts.coordinator = id >> SEQUENCE_BITS & ((1 << WORKER_BITS) - 1);
    parts.sequence = id & SEQUENCE_LAST;
    OK
}

/// A function that this generator does not have.
type Absent = Option<extern "C" fn()>;

#[repr(C)]
pub struct Snowflake {
    name: *const c_char,
    noah: Absent,
    twitter: Absent,
    validate: extern "C" fn(&Layout) -> Status,
    compose: extern "C" fn(&Layout, &Parts, &mut u64) -> Status,
    decompose: extern "C" fn(&Layout, u64, &mut Parts) -> Status,
    create: extern "C" fn(*const c_void, &Config, &mut *mut Generator) -> Status,
    destroy: extern "C" fn(*mut Generator),
    next: extern "C" fn(&mut Generator, i64, &mut u64, &mut i64) -> Status,
    next_from: Absent,
    high_water: extern "C" fn(&Generator) -> i64,
    renew: Absent,
    lane_of: Absent,
    lane_next: Absent,
    lane_next_from: Absent,
    bind: Absent,
    check: Absent,
    is_thread_safe: Absent,
    layout: extern "C" fn(&mut Layout),
    unclaimed: u64,
}

#[repr(C)]
pub struct Subject {
    version: u32,
    size: u32,
    name: *const c_char,
    compressor: *const c_void,
    sequence: *const c_void,
    snowflake: *const Snowflake,
    korder: *const c_void,
    timeordered: *const c_void,
}

// SAFETY: nothing in them is ever changed.
unsafe impl Sync for Snowflake {}
unsafe impl Sync for Subject {}

static SNOWFLAKE: Snowflake = Snowflake {
    name: c"mine in Rust".as_ptr(),
    noah: None,
    twitter: None,
    validate,
    compose,
    decompose,
    create,
    destroy,
    next,
    next_from: None,
    high_water,
    renew: None,
    lane_of: None,
    lane_next: None,
    lane_next_from: None,
    bind: None,
    check: None,
    is_thread_safe: None,
    layout,
    unclaimed: UNCLAIMED,
};

static SUBJECT: Subject = Subject {
    version: VERSION,
    size: size_of::<Subject>() as u32,
    name: c"mine in Rust".as_ptr(),
    compressor: null(),
    sequence: null(),
    snowflake: &SNOWFLAKE,
    korder: null(),
    timeordered: null(),
};

#[no_mangle]
pub extern "C" fn idsim_subject_get() -> &'static Subject {
    &SUBJECT
}
