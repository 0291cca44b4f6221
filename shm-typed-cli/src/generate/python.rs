//! A Python module: a class for each type, and a reader that needs nothing but the standard library.

use shm_typed::layout::Scalar;
use shm_typed::schema::{Enum, Field, Schema, Shape, Struct, Type};

use super::catalog::Catalog;
use super::lines::{Lines, line};
use super::names::{Scope, camel, identifier};
use super::words;
use super::{Changes, Origin, shell};

/// Words of Python 3.
const KEYWORDS: &str = "\
    False None True and as assert async await break class continue def del elif else except \
    finally for from global if import in is lambda nonlocal not or pass raise return try while \
    with yield";

/// What a class must not hide: what the module uses, and what its user expects to be there.
const BUILTINS: &str = "\
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup \
    BlockingIOError BrokenPipeError BufferError BusyError BytesWarning ChildProcessError \
    ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError \
    CorruptError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception \
    ExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning \
    GeneratorExit IOError ImportError ImportWarning IndentationError IndexError InterruptedError \
    InvalidError IsADirectoryError KeyError KeyboardInterrupt LayoutError LookupError \
    MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplemented \
    NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError \
    ProcessLookupError RecursionError ReferenceError RefusedError ResourceWarning RuntimeError \
    RuntimeWarning SharedError StopAsyncIteration StopIteration SyntaxError SyntaxWarning \
    SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError \
    UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError \
    Warning ZeroDivisionError abs aiter all anext annotations any ascii bin bool breakpoint \
    bytearray bytes callable chr classmethod compile complex copyright credits delattr dict dir \
    divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash \
    help hex id input int isinstance issubclass iter len license list locals map max memoryview \
    min next numpy object oct open ord pow print property quit range repr reversed round set \
    setattr slice sorted staticmethod str sum super tuple vars zip";

/// What a member of an `IntEnum` must not hide.
const OF_ENUMS: &str = "\
    as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag is_integer mro \
    name numerator real to_bytes value";

/// The module for objects of the type of the one in `origin`.
pub(super) fn module(schema: &Schema, changes: Changes, origin: Origin<'_>) -> String {
    let root = schema.root();
    let mut taken = Scope::of_types_without(&[KEYWORDS, BUILTINS]);
    let class = |name: &str| camel(&identifier(name));
    let root_name = class(&schema.name());
    let reader = taken.claim(&format!("{root_name}Reader"));
    let types = Catalog::of(root, |ty| match ty.shape() {
        Shape::Struct(structure) => Some(taken.claim(&class(structure.name()))),
        Shape::Enum(enumeration) => Some(taken.claim(&class(enumeration.name()))),
        _ => None,
    });
    let module = Module {
        schema,
        changes,
        types,
        reader,
        object: exact(origin.name),
    };
    module.write(origin)
}

struct Module<'a> {
    schema: &'a Schema,
    changes: Changes,
    types: Catalog<'a>,
    reader: String,
    object: String,
}

impl Module<'_> {
    fn write(&self, origin: Origin<'_>) -> String {
        let object = words::line(origin.name);
        let command = shell::command(origin.which, "python");
        let mut out = Lines::default();
        // Said in the first line, so that no name in the next two can say another: Python looks there.
        line!(out, "# -*- coding: utf-8 -*-");
        line!(
            out,
            "# A reader of the shared object `{object}`, for Python 3.9 and later."
        );
        line!(
            out,
            "# Written by `{command}`: write it again, do not edit it."
        );
        line!(out, "#");
        line!(
            out,
            "#     with {}({}) as reader:",
            self.reader,
            self.object
        );
        line!(out, "#         print(reader.read())");
        out.gap();
        line!(out, "from __future__ import annotations");
        out.gap();
        out.raw(include_str!("templates/front.py"));
        for (ty, name) in self.types.types() {
            match ty.shape() {
                Shape::Struct(structure) => self.structure(&mut out, structure, name, ty.size()),
                Shape::Enum(enumeration) => enumeration_class(&mut out, enumeration, name),
                _ => {}
            }
        }
        let root = self.schema.root();
        out.gap();
        line!(out, "def _unpack(b, at):");
        line!(
            out,
            "    return {}",
            self.unpack(root, "at", &self.schema.name(), 0)
        );
        out.gap();
        out.gap();
        line!(out, "def _dtype(numpy):");
        line!(out, "    return {}", self.dtype(root));
        if self.changes == Changes::InPlace {
            out.gap();
            out.gap();
            line!(
                out,
                "_PUT = {{1: _struct.Struct(\"<B\").pack_into, 2: _struct.Struct(\"<H\").pack_into,"
            );
            line!(
                out,
                "        4: _struct.Struct(\"<I\").pack_into, 8: _struct.Struct(\"<Q\").pack_into}}"
            );
            out.gap();
            out.gap();
            line!(out, "def _load(load, at):");
            out.indented(|out| self.load(out, root, "at"));
        }
        out.raw(&self.fill(include_str!("templates/reader.py")));
        match self.changes {
            Changes::Whole => out.raw(include_str!("templates/snapshot.py")),
            Changes::InPlace => out.raw(include_str!("templates/live.py")),
        }
        out.raw(&self.fill(include_str!("templates/end.py")));
        out.finish()
    }

    fn fill(&self, template: &str) -> String {
        let (discipline, geometry, places) = match self.changes {
            Changes::Whole => (
                "1",
                concat!(
                    "        whole = (\n",
                    "            whole\n",
                    "            and 2 <= count <= 255\n",
                    "            and value >= 8\n",
                    "            and value % 8 == value % align == 0\n",
                    "            and stride % 64 == stride % align == 0\n",
                    "            and stride >= value + (size + 7) // 8 * 8\n",
                    "            and slots + count * stride <= end\n",
                    "        )",
                ),
                concat!(
                    "        starts = [slots + n * stride for n in range(count)]\n",
                    "        self._places = [(slice(at + value, at + value + size), at // 8) for at in starts]",
                ),
            ),
            Changes::InPlace => (
                "2",
                "        whole = whole and count == stride == value == 0 and end - slots >= size",
                concat!(
                    "        self._cells = {1: self._view(1, \"B\"), 2: self._view(2, \"H\"),\n",
                    "                       4: self._view(4, \"I\"), 8: self._words}\n",
                    "        self._values = slots",
                ),
            ),
        };
        template
            .replace("@GEOMETRY@", geometry)
            .replace("@PLACES@", places)
            .replace("@DISCIPLINE@", discipline)
            .replace(
                "@FINGERPRINT@",
                &self.schema.layout_fingerprint().to_string(),
            )
            .replace("@SIZE@", &self.schema.size().to_string())
            .replace("@ALIGN@", &self.schema.align().to_string())
            .replace("@READER@", &self.reader)
            // Last: it is text of the object's author.
            .replace("@OBJECT@", &self.object)
    }

    fn structure(&self, out: &mut Lines, structure: &Struct, name: &str, size: usize) {
        let fields = fields(structure.fields());
        out.gap();
        line!(out, "@_dataclasses.dataclass");
        line!(out, "class {name}:");
        out.indented(|out| {
            docstring(out, structure.help());
            if fields.is_empty() {
                line!(out, "pass");
            }
            for (field, name) in &fields {
                remark(out, &words::notes(field, name));
                let hidden = if field.is_sensitive() {
                    " = _dataclasses.field(repr=False)"
                } else {
                    ""
                };
                line!(out, "{name}: {}{hidden}", self.annotation(field.ty()));
            }
        });
        out.gap();
        out.gap();
        line!(out, "def _unpack_{name}(b, at):");
        out.indented(|out| {
            line!(out, "return {name}(");
            for (field, _) in &fields {
                let at = format!("at + {}", field.offset());
                let place = format!("{}.{}", structure.name(), field.name());
                line!(out, "    {},", self.unpack(field.ty(), &at, &place, 0));
            }
            line!(out, ")");
        });
        out.gap();
        out.gap();
        line!(out, "def _dtype_{name}(numpy):");
        out.indented(|out| {
            line!(out, "return numpy.dtype({{");
            let list = |each: &dyn Fn(&Field, &str) -> String| {
                let all: Vec<String> = fields
                    .iter()
                    .map(|(field, name)| each(field, name))
                    .collect();
                all.join(", ")
            };
            line!(
                out,
                "    \"names\": [{}],",
                list(&|_, name| format!("\"{name}\""))
            );
            line!(
                out,
                "    \"formats\": [{}],",
                list(&|field, _| self.dtype(field.ty()))
            );
            line!(
                out,
                "    \"offsets\": [{}],",
                list(&|field, _| field.offset().to_string())
            );
            line!(out, "    \"itemsize\": {size},");
            line!(out, "}})");
        });
        if self.changes == Changes::InPlace {
            out.gap();
            out.gap();
            line!(out, "def _load_{name}(load, at):");
            out.indented(|out| {
                if fields.is_empty() {
                    line!(out, "pass");
                }
                for (field, _) in &fields {
                    self.load(out, field.ty(), &format!("at + {}", field.offset()));
                }
            });
        }
        out.gap();
    }

    /// The type of a value, for people.
    fn annotation(&self, ty: &Type) -> String {
        match ty.shape() {
            Shape::Scalar(Scalar::F32 | Scalar::F64) => "float".into(),
            Shape::Scalar(_) | Shape::NonZero(_) => "int".into(),
            Shape::Bool => "bool".into(),
            Shape::Char | Shape::Text { .. } => "str".into(),
            Shape::Opaque { .. } => "bytes".into(),
            Shape::Array { element, .. } if is_byte(element) => "bytes".into(),
            Shape::Array { element, .. } => format!("tuple[{}, ...]", self.annotation(element)),
            Shape::List { element, .. } => format!("list[{}]", self.annotation(element)),
            Shape::Struct(_) | Shape::Enum(_) => self.types.name(ty).to_owned(),
            _ => "object".into(),
        }
    }

    /// An expression for the value at `at` in the bytes `b`; `place` is its name, for errors.
    fn unpack(&self, ty: &Type, at: &str, place: &str, depth: usize) -> String {
        let quoted = || literal(&words::line(place));
        match ty.shape() {
            Shape::Scalar(scalar) => number(*scalar, at),
            Shape::NonZero(scalar) => format!("_not_zero({}, {})", number(*scalar, at), quoted()),
            // As a live cell has it: any bits but zero are true.
            Shape::Bool if matches!(self.changes, Changes::InPlace) => format!("b[{at}] != 0"),
            Shape::Bool => format!("_bool(b[{at}], {})", quoted()),
            Shape::Char => format!("_char(_u32(b, {at})[0], {})", quoted()),
            Shape::Text { capacity } => format!("_text(b, {at}, {capacity})"),
            Shape::Opaque { .. } => format!("b[{at} : {at} + {}]", ty.size()),
            Shape::Enum(state) => {
                let number = number(state.repr(), at);
                format!("_member({}, {number}, {})", self.types.name(ty), quoted())
            }
            Shape::Struct(_) => format!("_unpack_{}(b, {at})", self.types.name(ty)),
            Shape::Array { element, len } if is_byte(element) => format!("b[{at} : {at} + {len}]"),
            Shape::Array { element, len } => match element.shape() {
                _ if *len == 0 => "()".into(),
                Shape::Scalar(scalar) if scalar.size() < 16 => {
                    format!("_many(\"<{len}{}\", b, {at})", code(*scalar))
                }
                _ => format!(
                    "tuple({})",
                    self.each(element, at, place, &len.to_string(), depth)
                ),
            },
            Shape::List { element, capacity } => {
                let count = format!("_length(b, {at}, {capacity})");
                format!(
                    "list({})",
                    self.each(element, &format!("{at} + 8"), place, &count, depth)
                )
            }
            _ => "None".into(),
        }
    }

    /// A generator of the values of elements that begin at `at`.
    fn each(&self, element: &Type, at: &str, place: &str, count: &str, depth: usize) -> String {
        let at = format!("{at} + {} * i{depth}", element.size());
        let value = self.unpack(element, &at, place, depth + 1);
        format!("{value} for i{depth} in range({count})")
    }

    /// A numpy dtype, or what numpy makes one of.
    fn dtype(&self, ty: &Type) -> String {
        match ty.shape() {
            // There are no arrays of nothing in numpy.
            Shape::Array { .. } if ty.size() == 0 => "\"V0\"".into(),
            Shape::List { .. } if ty.size() == 8 => {
                "[(\"len\", \"<u8\"), (\"items\", \"V0\")]".into()
            }
            Shape::Scalar(scalar) | Shape::NonZero(scalar) => of_number(*scalar),
            // Any bits may be there, and numpy takes a bool for one without asking.
            Shape::Bool => "\"u1\"".into(),
            Shape::Char => "\"<u4\"".into(),
            Shape::Enum(state) => of_number(state.repr()),
            Shape::Text { capacity } => {
                format!("[(\"len\", \"<u8\"), (\"bytes\", \"S{capacity}\")]")
            }
            Shape::List { element, capacity } => format!(
                "[(\"len\", \"<u8\"), (\"items\", {}, ({capacity},))]",
                self.dtype(element)
            ),
            Shape::Array { element, len } => format!("({}, ({len},))", self.dtype(element)),
            Shape::Struct(_) => format!("_dtype_{}(numpy)", self.types.name(ty)),
            _ => format!("\"V{}\"", ty.size()),
        }
    }

    /// Loads the numbers of a live value one after the other.
    fn load(&self, out: &mut Lines, ty: &Type, at: &str) {
        // Arrays in arrays lie side by side.
        let (mut element, mut count) = (ty, 1);
        while let Shape::Array {
            element: inner,
            len,
        } = element.shape()
        {
            (element, count) = (inner, usize::saturating_mul(count, *len));
        }
        let size = element.size();
        if ty.size() == 0 {
            line!(out, "pass");
            return;
        }
        let (width, numbers) = match element.shape() {
            Shape::Struct(_) => {
                let name = self.types.name(element);
                if count == 1 {
                    line!(out, "_load_{name}(load, {at})");
                } else {
                    line!(out, "for i in range({count}):");
                    line!(out, "    _load_{name}(load, {at} + {size} * i)");
                }
                return;
            }
            // A live object has none of these: there are no cells for them. Should one say that it has, then
            // no load is wider than what is said to be there.
            Shape::Text { .. } | Shape::List { .. } | Shape::Opaque { .. } => (1, size),
            _ if size > 8 => (8, size / 8),
            _ => (size, 1),
        };
        line!(out, "load({at}, {width}, {})", numbers * count);
    }
}

fn enumeration_class(out: &mut Lines, enumeration: &Enum, name: &str) {
    let mut taken = Scope::without(&[KEYWORDS, OF_ENUMS]);
    out.gap();
    line!(out, "class {name}(_enum.IntEnum):");
    out.indented(|out| {
        docstring(out, enumeration.help());
        for variant in enumeration.variants() {
            remark(out, &words::lines(variant.help()));
            let member = identifier(variant.name());
            let member = taken.claim(member.trim_start_matches('_'));
            line!(out, "{member} = {}", variant.value());
        }
    });
    out.gap();
}

/// The fields with their Python names.
fn fields(fields: &[Field]) -> Vec<(&Field, String)> {
    // Every class has an `mro`, which a dataclass would take for a default; and the class itself asks
    // the module `_dataclasses` for what hides a field.
    let mut names = Scope::without(&[KEYWORDS, "mro _dataclasses"]);
    fields
        .iter()
        .map(|field| (field, names.claim(&identifier(field.name()))))
        .collect()
}

fn is_byte(ty: &Type) -> bool {
    matches!(ty.shape(), Shape::Scalar(Scalar::U8))
}

/// An expression for a number.
fn number(scalar: Scalar, at: &str) -> String {
    match scalar {
        Scalar::U128 => format!("_wide(b, {at}, False)"),
        Scalar::I128 => format!("_wide(b, {at}, True)"),
        scalar => format!("_{}(b, {at})[0]", scalar.as_str()),
    }
}

/// The letter of the module `struct` for a number of at most 8 bytes.
fn code(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::U8 => "B",
        Scalar::U16 => "H",
        Scalar::U32 => "I",
        Scalar::I8 => "b",
        Scalar::I16 => "h",
        Scalar::I32 => "i",
        Scalar::I64 => "q",
        Scalar::F32 => "f",
        Scalar::F64 => "d",
        _ => "Q",
    }
}

/// The numpy name of a number; two words where numpy has none.
fn of_number(scalar: Scalar) -> String {
    match scalar {
        Scalar::U128 => "(\"<u8\", (2,))".into(),
        Scalar::I128 => "(\"<i8\", (2,))".into(),
        scalar => {
            let name = scalar.as_str();
            let (sort, _) = name.split_at(1);
            format!("\"<{sort}{}\"", scalar.size())
        }
    }
}

/// Text as a Python string.
fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Text as a Python string that is exactly this text.
fn exact(text: &str) -> String {
    let spelled = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        '\'' => c.to_string(),
        c if c.escape_debug().len() == 1 => c.to_string(),
        c => format!("\\U{:08x}", u32::from(c)),
    });
    format!("\"{}\"", spelled.collect::<String>())
}

fn docstring(out: &mut Lines, help: &str) {
    let lines = words::lines(help);
    let escape = |line: &String| line.replace('\\', "\\\\").replace('"', "\\\"");
    match &lines[..] {
        [] => {}
        [one] => line!(out, "\"\"\"{}\"\"\"", escape(one)),
        [first, rest @ ..] => {
            line!(out, "\"\"\"{}", escape(first));
            for rest in rest {
                line!(out, "{}", escape(rest));
            }
            line!(out, "\"\"\"");
        }
    }
    if !lines.is_empty() {
        out.gap();
    }
}

fn remark(out: &mut Lines, lines: &[String]) {
    for text in lines {
        line!(out, "# {text}");
    }
}
