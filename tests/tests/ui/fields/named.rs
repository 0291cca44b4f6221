// Each well-known type is answered with what to use instead.
use std::cell::Cell;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::net::Ipv4Addr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use shm_typed::Shared;

#[derive(Shared)]
#[repr(C)]
struct Owned {
    text: String,
    list: Vec<u32>,
    names: Vec<String>,
    map: HashMap<u32, u32>,
    pointer: Box<u64>,
    counted: Arc<u64>,
    boxed_text: Box<str>,
    boxed_list: Arc<[u32]>,
    count: AtomicU64,
    cell: Cell<u64>,
}

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Plain {
    option: Option<u32>,
    text_option: Option<&'static str>,
    size: usize,
    flag: bool,
    letter: char,
    never_zero: NonZeroU32,
    time: Duration,
    address: Ipv4Addr,
    peer: std::net::SocketAddr,
    flow: std::ops::ControlFlow<u32>,
    foreign: std::any::TypeId,
    marker: PhantomData<u32>,
}

fn main() {}
