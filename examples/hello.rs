//! The classic shared memory tutorial, typed.
//!
//! ```text
//! cargo run --release --example hello
//! ```
//!
//! You should see why the tutorial's own name does not work, what to write instead, and then
//! `Content in shared memory is: test`. Nothing stays behind.

use shm_typed::{OnDrop, Shared, SharedBox, SharedRef};

#[derive(Clone, Copy, Shared)]
#[repr(C)]
struct Message {
    text: [u8; 4096],
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Err(error) = SharedRef::<Message>::open("/dev/shm/test") {
        println!("{error}");
    }

    let writer = SharedBox::options().mode(0o600).on_drop(OnDrop::Keep);
    let writer = writer.create_with("test", |message: &mut Message| {
        message.text[..4].copy_from_slice(b"test");
    })?;
    drop(writer); // unmapped and closed; `Keep` leaves the object

    let message = SharedRef::<Message>::open("test")?.read();
    let end = message
        .text
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(message.text.len());
    println!(
        "Content in shared memory is: {}",
        str::from_utf8(&message.text[..end])?
    );

    shm_typed::remove("test")?;
    Ok(())
}
