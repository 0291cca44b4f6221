//! Promise: each way of writing publishes whole values, once, and a panic publishes nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};

use shm_typed::{SharedBox, SharedRef};
use shm_typed_tests::Name;

#[test]
fn publish_update_and_write_each_make_one_version() {
    let name = Name::unique("ways");
    let mut writer = SharedBox::create(&name, [1_u64, 2]).unwrap();
    let reader = SharedRef::<[u64; 2]>::open(&name).unwrap();
    assert_eq!((reader.version(), reader.read()), (1, [1, 2]));

    writer.publish(&[3, 4]);
    assert_eq!((reader.version(), reader.read()), (2, [3, 4]));

    let old = writer.update(|v| std::mem::replace(&mut v[1], 5));
    assert_eq!(old, 4);
    assert_eq!((reader.version(), reader.read()), (3, [3, 5]));

    writer.write()[0] = 6;
    assert_eq!((reader.version(), reader.read()), (4, [6, 5]));
    assert_eq!(*writer, [6, 5]);
}

#[test]
fn a_guard_publishes_all_changes_at_once_and_nothing_before() {
    let name = Name::unique("guard");
    let mut writer = SharedBox::create(&name, [0_u8; 3]).unwrap();
    let reader = SharedRef::<[u8; 3]>::open(&name).unwrap();

    let mut guard = writer.write();
    guard[0] = 1;
    guard[2] = 3;
    assert_eq!(reader.read(), [0, 0, 0]);
    drop(guard);

    assert_eq!((reader.version(), reader.read()), (2, [1, 0, 3]));
}

#[test]
fn a_guard_that_changed_nothing_publishes_nothing() {
    let name = Name::unique("idle");
    let mut writer = SharedBox::create(&name, 1_u8).unwrap();

    let guard = writer.write();
    assert_eq!(*guard, 1);
    drop(guard);

    assert_eq!(writer.version(), 1);
}

#[test]
fn a_panic_in_the_middle_of_a_change_publishes_nothing_of_it() {
    let name = Name::unique("panic");
    let mut writer = SharedBox::create(&name, [1_u32, 1]).unwrap();
    let reader = SharedRef::<[u32; 2]>::open(&name).unwrap();

    let in_update = catch_unwind(AssertUnwindSafe(|| {
        writer.update(|v| {
            v[0] = 2;
            panic!("half way");
        })
    }));
    assert!(in_update.is_err());
    assert_eq!(
        (reader.version(), reader.read(), *writer),
        (1, [1, 1], [1, 1])
    );

    let in_guard = catch_unwind(AssertUnwindSafe(|| {
        let mut guard = writer.write();
        guard[0] = 3;
        panic!("half way");
    }));
    assert!(in_guard.is_err());
    assert_eq!(
        (reader.version(), reader.read(), *writer),
        (1, [1, 1], [1, 1])
    );

    writer.update(|v| v[1] = 4);
    assert_eq!((reader.version(), reader.read()), (2, [1, 4]));
}

#[test]
fn deref_after_publish_shows_what_was_published() {
    let name = Name::unique("deref");
    let mut writer = SharedBox::create(&name, 1_u64).unwrap();
    for value in 2..6 {
        writer.publish(&value);
        assert_eq!(*writer, value);
        assert_eq!(*writer.write(), value);
    }
}

#[test]
fn has_changed_is_about_what_this_handle_has_read() {
    let name = Name::unique("changed");
    let mut writer = SharedBox::create(&name, 1_u64).unwrap();
    let reader = SharedRef::<u64>::open(&name).unwrap();
    assert!(reader.has_changed(), "a new handle has read nothing");

    let _ = reader.read();
    let clone = reader.clone();
    assert!(!reader.has_changed() && !clone.has_changed());

    writer.publish(&2);
    assert!(reader.has_changed() && clone.has_changed());
    assert_eq!(reader.try_read(), Ok(2));
    assert!(!reader.has_changed() && clone.has_changed());
}

#[test]
fn values_of_every_size_and_alignment_arrive_as_they_were_sent() {
    fn round_trip<const N: usize>() {
        let name = Name::unique("sizes");
        let mut value = [0_u8; N];
        let mut next = 1_u8;
        value.fill_with(|| {
            next = next.wrapping_mul(31).wrapping_add(7);
            next
        });
        let mut writer = SharedBox::create(&name, value).unwrap();
        let reader = SharedRef::<[u8; N]>::open(&name).unwrap();
        assert_eq!(reader.read(), value, "{N}");
        value.reverse();
        writer.publish(&value);
        assert_eq!(*reader.read_boxed(), value, "{N}");
    }
    round_trip::<0>();
    round_trip::<1>();
    round_trip::<7>();
    round_trip::<8>();
    round_trip::<9>();
    round_trip::<56>();
    round_trip::<57>();
    round_trip::<63>();
    round_trip::<64>();
    round_trip::<65>();
    round_trip::<127>();
    round_trip::<128>();
    round_trip::<129>();
    round_trip::<255>();
    round_trip::<4095>();
    round_trip::<4097>();

    let name = Name::unique("u128");
    let writer = SharedBox::create(&name, [u128::MAX / 3; 3]).unwrap();
    assert_eq!(SharedRef::<[u128; 3]>::open(&name).unwrap().read(), *writer);
}

#[test]
fn a_64_mib_value_needs_no_stack() {
    const WORDS: usize = 8 << 20;
    let name = Name::unique("large");
    let small_stack = std::thread::Builder::new().stack_size(64 << 10);
    let thread = small_stack.spawn(move || {
        let mut writer = SharedBox::<[u64; WORDS]>::options()
            .slots(2)
            .create_with(&name, |v| v[WORDS - 1] = 1)
            .unwrap();
        let reader = SharedRef::<[u64; WORDS]>::open(&name).unwrap();
        writer.update(|v| v[0] = 2);
        writer.write()[1] = 3;

        let mut value = reader.read_boxed();
        assert_eq!((value[0], value[1], value[WORDS - 1]), (2, 3, 1));
        value[2] = 4;
        writer.publish(&value);
        assert_eq!(reader.read_into(&mut value), 4);
        assert_eq!(writer[2], 4);
    });
    thread.unwrap().join().unwrap();
}

#[test]
fn two_mappings_of_one_object_in_one_process_agree() {
    let name = Name::unique("mappings");
    let mut writer = SharedBox::create(&name, 1_u64).unwrap();
    let one = SharedRef::<u64>::open(&name).unwrap();
    let two = SharedRef::<u64>::open(&name).unwrap();
    for value in 2..100 {
        writer.publish(&value);
        assert_eq!((one.read(), two.read()), (value, value));
    }
    drop(one);
    assert_eq!(two.read(), 99, "each owns its own mapping");
}
