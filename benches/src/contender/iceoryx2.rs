//! iceoryx2's blackboard, the one of its patterns that keeps a current value.

use std::any::Any;

use iceoryx2::port::reader::EntryHandle;
use iceoryx2::port::writer::EntryHandleMut;
use iceoryx2::prelude::*;

use super::{Contender, Read, TakeOver, Write};
use crate::{Outcome, payload};

type Service = ipc::Service;

/// The only key.
const KEY: u64 = 0;

/// One service with one entry.
pub struct Blackboard;

// In both: the handle goes first, and then what it came from.
pub struct Writer<const N: usize> {
    entry: EntryHandleMut<Service, u64, [u64; N]>,
    _from: Box<dyn Any>,
}

pub struct Reader<const N: usize> {
    entry: EntryHandle<Service, u64, [u64; N]>,
    _from: Box<dyn Any>,
}

/// A node in a world of this run's own, so that its files can be found and removed.
fn node(name: &str) -> Outcome<Node<Service>> {
    set_log_level(LogLevel::Fatal);
    let (run, _) = name.rsplit_once('-').ok_or("a name of this run")?;
    let mut config = Config::default();
    let prefix = format!("{run}-");
    config.global.prefix = FileName::new(prefix.as_bytes()).map_err(|e| format!("{e:?}"))?;
    let root = std::env::temp_dir().join(run);
    let root = root.to_str().ok_or("a temporary directory in UTF-8")?;
    let root = Path::new(root.as_bytes()).map_err(|e| format!("{e:?}"))?;
    config.global.set_root_path(&root);
    Ok(NodeBuilder::new().config(&config).create::<Service>()?)
}

impl<const N: usize> Contender<N> for Blackboard {
    const NAME: &'static str = "iceoryx2 blackboard";
    type Writer = Writer<N>;
    type Reader = Reader<N>;

    fn create(name: &str) -> Outcome<Writer<N>> {
        let node = node(name)?;
        let service = node
            .service_builder(&name.try_into()?)
            .blackboard_creator::<u64>()
            .add::<[u64; N]>(KEY, *payload::of::<N>(0))
            .create()?;
        let writer = service.writer_builder().create()?;
        Ok(Writer {
            entry: writer.entry(&KEY)?,
            _from: Box::new((writer, service, node)),
        })
    }

    fn open(name: &str) -> Outcome<Reader<N>> {
        let node = node(name)?;
        let service = node
            .service_builder(&name.try_into()?)
            .blackboard_opener::<u64>()
            .open()?;
        let reader = service.reader_builder().create()?;
        Ok(Reader {
            entry: reader.entry(&KEY)?,
            _from: Box::new((reader, service, node)),
        })
    }
}

impl<const N: usize> TakeOver<N> for Blackboard {
    fn take_over(name: &str) -> Outcome<Writer<N>> {
        let node = node(name)?;
        node.try_cleanup_dead_nodes();
        let service = node
            .service_builder(&name.try_into()?)
            .blackboard_opener::<u64>()
            .open()?;
        let writer = service.writer_builder().create()?;
        Ok(Writer {
            entry: writer.entry(&KEY)?,
            _from: Box::new((writer, service, node)),
        })
    }
}

impl<const N: usize> Write<N> for Writer<N> {
    #[inline(always)]
    fn publish(&mut self, value: &[u64; N]) {
        self.entry.update_with_copy(*value);
    }
}

impl<const N: usize> Read<N> for Reader<N> {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        look(&self.entry.get())
    }
}
