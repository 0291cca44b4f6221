//! A C header, which is C++ as well: the struct, its layout asserted, and a reader.

use std::fmt::Display;

use shm_typed::layout::Scalar;
use shm_typed::schema::{Enum, Field, Schema, Shape, Type};

use super::catalog::Catalog;
use super::lines::{Lines, line};
use super::names::{Scope, identifier, snake};
use super::words;
use super::{Changes, Origin, shell};

/// Words of C up to C23 and of C++ up to C++23.
const KEYWORDS: &str = "\
    alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor \
    bool break case catch char char16_t char32_t char8_t class co_await co_return co_yield compl \
    concept const const_cast consteval constexpr constinit continue decltype default delete do \
    double dynamic_cast else enum explicit export extern false float for friend goto if inline \
    int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private \
    protected public reflexpr register reinterpret_cast requires restrict return short signed \
    sizeof static static_assert static_cast struct switch synchronized template this \
    thread_local throw true try typedef typeid typename typeof typeof_unqual union unsigned \
    using virtual void volatile wchar_t while xor xor_eq";

/// Words in small letters that the system's headers, and gcc, replace by something else.
const MACROS: &str = "\
    assert complex errno i386 imaginary linux major makedev math_errhandling minor noreturn \
    s6_addr s6_addr16 s6_addr32 sa_handler sa_sigaction si_addr si_addr_lsb si_arch si_band \
    si_call_addr si_fd si_int si_lower si_overrun si_pid si_pkey si_ptr si_status si_stime \
    si_syscall si_timerid si_uid si_upper si_utime si_value sigev_notify_attributes \
    sigev_notify_function st_atime st_ctime st_mtime stderr stdin stdout unix";

/// Types without a prefix that the members of structs have.
const TYPES: &str = "\
    int16_t int32_t int64_t int8_t uint16_t uint32_t uint64_t uint8_t";

/// First words of functions of the system, such as `shm_open`, and its structs.
const SYSTEM: &str = "\
    aio dbm fd_set file flock iovec itimerspec itimerval mq sched_param sem shm sigaction \
    sigevent siginfo sigval stat statfs statvfs statx timespec timeval timex timezone tm tms tz \
    utsname";

/// Names of the header itself, behind the prefix.
const OWN: &str = "\
    check close describe has_changed has_ended layout length load load_f32 load_f64 load_u16 \
    load_u32 load_u64 load_u8 number open open_at read reader seen version word writer_alive";
const OWN_MACROS: &str = "\
    ALIGNED ALIGNMENT ASSERT BUSY CORRUPT LAYOUT NEWER NO_OBJECT OK REFUSED SYSTEM";

/// The header for objects of the type of the one in `origin`.
pub(super) fn header(schema: &Schema, changes: Changes, origin: Origin<'_>) -> String {
    let root = schema.root();
    let mut first = Scope::without(&[KEYWORDS, MACROS, SYSTEM]);
    let lower = snake(&identifier(&schema.name()));
    let lower = match lower.trim_start_matches('_') {
        // `R_OK` and its like are the system's.
        short if short.len() < 3 => format!("{short}_object"),
        long => first.claim(long),
    };
    let upper = lower.to_ascii_uppercase();

    let mut taken = Scope::without(&[]);
    for own in OWN.split(' ') {
        taken.take(&format!("{lower}_{own}"));
    }
    for own in OWN_MACROS.split(' ') {
        taken.take(&format!("{upper}_{own}"));
    }
    let is_struct = matches!(root.shape(), Shape::Struct(_)) && root.size() > 0;
    let types = Catalog::of(root, |ty| {
        if is_struct && std::ptr::eq(ty, root) {
            return Some(lower.clone());
        }
        let name = own_name(ty)?;
        Some(taken.claim_all(&format!("{lower}_{name}"), &["_load_all"]))
    });

    let header = Header {
        schema,
        changes,
        lower,
        upper,
        types,
    };
    header.write(origin, is_struct, &mut taken)
}

/// What a type that C has no word for is called behind the prefix; none if C has one, or if it has no
/// bytes, since C has no such structs.
fn own_name(ty: &Type) -> Option<String> {
    if ty.size() == 0 {
        return None;
    }
    let named = |name: &str| snake(&identifier(name)).trim_start_matches('_').to_owned();
    Some(match ty.shape() {
        Shape::Struct(structure) => named(structure.name()),
        Shape::Enum(enumeration) => named(enumeration.name()),
        Shape::Opaque { name } => named(name),
        Shape::Text { capacity } => format!("text_{capacity}"),
        Shape::List { element, capacity } => {
            format!("list_{capacity}_{}", named(&element.to_string()))
        }
        Shape::Scalar(scalar) | Shape::NonZero(scalar) if scalar.size() == 16 => {
            scalar.as_str().to_owned()
        }
        _ => return None,
    })
}

struct Header<'a> {
    schema: &'a Schema,
    changes: Changes,
    lower: String,
    upper: String,
    types: Catalog<'a>,
}

impl<'a> Header<'a> {
    fn write(&self, origin: Origin<'_>, is_struct: bool, taken: &mut Scope) -> String {
        let mut out = Lines::default();
        self.usage(&mut out, origin);
        out.raw(&self.fill(include_str!("templates/front.h")));
        for (ty, name) in self.types.types() {
            match ty.shape() {
                Shape::Enum(enumeration) => self.enumeration(&mut out, enumeration, name, taken),
                _ => self.structure(&mut out, ty, name),
            }
        }
        if !is_struct {
            self.wrapper(&mut out);
        }
        out.raw(&self.fill(include_str!("templates/open.h")));
        match self.changes {
            Changes::Whole => out.raw(&self.fill(include_str!("templates/snapshot.h"))),
            Changes::InPlace => {
                out.raw(&self.fill(include_str!("templates/live.h")));
                self.loads(&mut out, is_struct, taken);
            }
        }
        out.raw("\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
        out.finish()
    }

    fn usage(&self, out: &mut Lines, origin: Origin<'_>) {
        let (lower, upper) = (&self.lower, &self.upper);
        let object = comment(&words::line(origin.name));
        let command = shell::command(origin.which, "c");
        line!(
            out,
            "/* A reader of the shared object `{object}`, for C11 and C++17."
        );
        line!(
            out,
            "   Written by `{command}`: write it again, do not edit it."
        );
        out.gap();
        line!(out, "       struct {lower}_reader reader;");
        line!(out, "       struct {lower} value;");
        line!(out, "       int result = {lower}_open(&reader, \"NAME\");");
        line!(
            out,
            "       if (result == {upper}_OK) result = {lower}_read(&reader, &value);"
        );
        line!(
            out,
            "       if (result != {upper}_OK) fprintf(stderr, \"%s\\n\", {lower}_describe(result));"
        );
        line!(out, "       {lower}_close(&reader);");
        out.gap();
        match self.changes {
            Changes::Whole => {
                line!(
                    out,
                    "   A value is whole, as it was published. Whoever may write the object decides what is in it:"
                );
            }
            Changes::InPlace => {
                line!(
                    out,
                    "   Each number is whole, and no two need to be of one moment. Whoever may write the object"
                );
                line!(out, "   decides what is in it:");
            }
        }
        let odd = match self.changes {
            Changes::Whole => {
                "a bool may be neither 0 nor 1, an enum none of its constants, a text no UTF-8."
            }
            // A bool that is not 0 is loaded as 1.
            Changes::InPlace => "an enum may be none of its constants.",
        };
        line!(out, "   {odd} Whoever may shorten");
        line!(
            out,
            "   the file ends the readers by SIGBUS. One thread at a time may use a reader. */"
        );
    }

    /// A template with its words filled in.
    fn fill(&self, template: &str) -> String {
        let fingerprint = self.schema.layout_fingerprint();
        let bytes: Vec<String> = fingerprint
            .to_bytes()
            .iter()
            .map(|byte| format!("0x{byte:02x}"))
            .collect();
        let guard: String = fingerprint.to_string().chars().take(8).collect();
        let (discipline, geometry) = match self.changes {
            Changes::Whole => (
                "1",
                "    if (count < 2 || count > 255 || value < 8 || value % 8 != 0 || value % align != 0\n        \
                     || stride % 64 != 0 || stride % align != 0 || stride < value + (size + 7) / 8 * 8\n        \
                     || (end - slots) / count < stride) return @UPPER@_CORRUPT;",
            ),
            Changes::InPlace => (
                "2",
                "    if (count != 0 || stride != 0 || value != 0 || end - slots < size) return @UPPER@_CORRUPT;",
            ),
        };
        template
            .replace("@GEOMETRY@", geometry)
            .replace("@DISCIPLINE@", discipline)
            .replace("@FINGERPRINT@", &bytes.join(", "))
            .replace("@GUARD@", &guard.to_ascii_uppercase())
            .replace("@SIZE@", &self.schema.size().to_string())
            .replace("@ALIGN@", &self.schema.align().to_string())
            .replace("@LOWER@", &self.lower)
            .replace("@UPPER@", &self.upper)
    }

    fn enumeration(&self, out: &mut Lines, enumeration: &Enum, name: &str, taken: &mut Scope) {
        remark(out, &words::lines(enumeration.help()));
        line!(out, "typedef {} {name};", number(enumeration.repr()));
        for variant in enumeration.variants() {
            remark(out, &words::lines(variant.help()));
            let constant = snake(&identifier(variant.name())).to_ascii_uppercase();
            let constant = constant.trim_start_matches('_');
            let constant = taken.claim(&format!("{}_{constant}", name.to_ascii_uppercase()));
            line!(
                out,
                "#define {constant} (({name}){})",
                whole(variant.value())
            );
        }
        out.gap();
    }

    fn structure(&self, out: &mut Lines, ty: &Type, name: &str) {
        let align = |n: usize| format!("{}_ALIGNED({n}) ", self.upper);
        match ty.shape() {
            Shape::Struct(structure) => {
                remark(out, &words::lines(structure.help()));
                line!(out, "struct {name} {{");
                let members = self.members(structure.fields(), ty.size());
                out.indented(|out| self.fields(out, ty, &members));
                line!(out, "}};");
                self.asserts(out, ty, name);
                for member in &members {
                    if let (Some(field), member) = (member.field, &member.name) {
                        let offset = field.offset();
                        let upper = &self.upper;
                        line!(
                            out,
                            "{upper}_ASSERT(offsetof(struct {name}, {member}) == {offset});"
                        );
                    }
                }
            }
            Shape::Opaque { name: spelled } => {
                let spelled = comment(&words::line(spelled));
                line!(out, "/* `{spelled}`, of which no more is known. */");
                line!(out, "struct {name} {{");
                line!(
                    out,
                    "    {}uint8_t bytes[{}];",
                    align(ty.align()),
                    ty.size()
                );
                line!(out, "}};");
                self.asserts(out, ty, name);
            }
            Shape::Text { capacity } => {
                line!(
                    out,
                    "/* Text in UTF-8 without a NUL: `{}_length(text.len, {capacity})` bytes. */",
                    self.lower
                );
                line!(out, "struct {name} {{");
                line!(out, "    uint8_t len[8];");
                if *capacity > 0 {
                    line!(out, "    char bytes[{capacity}];");
                }
                line!(out, "}};");
                self.asserts(out, ty, name);
            }
            Shape::List { element, capacity } => {
                line!(
                    out,
                    "/* A list: `{}_length(list.len, {capacity})` items. */",
                    self.lower
                );
                line!(out, "struct {name} {{");
                line!(out, "    {}uint8_t len[8];", align(ty.align()));
                if ty.size() > 8 {
                    let items = self.declaration(element, "items", &format!("[{capacity}]"));
                    line!(out, "    {items};");
                }
                line!(out, "}};");
                self.asserts(out, ty, name);
            }
            Shape::Scalar(scalar) | Shape::NonZero(scalar) => {
                let high = if *scalar == Scalar::I128 {
                    "int64_t"
                } else {
                    "uint64_t"
                };
                line!(out, "/* {} bits, as two words. */", 128);
                line!(out, "struct {name} {{");
                line!(out, "    {}uint64_t low;", align(16));
                line!(out, "    {high} high;");
                line!(out, "}};");
                self.asserts(out, ty, name);
            }
            _ => {}
        }
        out.gap();
    }

    fn fields(&self, out: &mut Lines, ty: &Type, members: &[Member<'a>]) {
        let natural = members.iter().map(Member::align).max().unwrap_or(1);
        let mut align = if ty.align() > natural {
            format!("{}_ALIGNED({}) ", self.upper, ty.align())
        } else {
            String::new()
        };
        for Member { name, field, size } in members {
            let declaration = match field {
                Some(field) => {
                    remark(out, &words::notes(field, name));
                    self.declaration(field.ty(), name, "")
                }
                None => format!("uint8_t {name}[{size}]"),
            };
            let hint = match field.map(|field| field.ty().shape()) {
                Some(Shape::Bool) => " /* 0 or 1 */",
                Some(Shape::Char) => " /* a character's number */",
                Some(Shape::NonZero(_)) => " /* not 0 */",
                Some(_) => "",
                None => " /* of no field */",
            };
            // The first member has the offset 0: there is one at every byte.
            line!(out, "{}{declaration};{hint}", std::mem::take(&mut align));
        }
    }

    /// The members of a struct of `size` bytes: one at every byte. Fields without bytes are left out, since C
    /// has none.
    fn members<'f>(&self, fields: &'f [Field], size: usize) -> Vec<Member<'f>> {
        let mut names = Scope::without(&[KEYWORDS, MACROS, TYPES]);
        // In a struct of C++, a member hides what is called the same outside.
        for (ty, name) in self.types.types() {
            if let Shape::Enum(_) = ty.shape() {
                names.take(name);
            }
        }
        let fields: Vec<(&Field, String)> = fields
            .iter()
            .filter(|field| field.ty().size() > 0)
            .map(|field| {
                let name = identifier(field.name());
                // The system's macros are in capitals.
                let name = if name.starts_with(|c: char| c.is_ascii_uppercase()) {
                    snake(&name)
                } else {
                    name
                };
                (field, names.claim(&name))
            })
            .collect();

        let mut members = Vec::with_capacity(fields.len());
        let mut end = 0;
        let mut gap = |members: &mut Vec<Member<'_>>, from: usize, to: usize| {
            if to > from {
                members.push(Member {
                    name: names.claim("gap"),
                    field: None,
                    size: to - from,
                });
            }
        };
        for (field, name) in fields {
            gap(&mut members, end, field.offset());
            let size = field.ty().size();
            end = field.offset() + size;
            members.push(Member {
                name,
                field: Some(field),
                size,
            });
        }
        gap(&mut members, end, size);
        members
    }

    fn asserts(&self, out: &mut Lines, ty: &Type, name: &str) {
        let (upper, size, align) = (&self.upper, ty.size(), ty.align());
        line!(out, "{upper}_ASSERT(sizeof(struct {name}) == {size});");
        line!(
            out,
            "{upper}_ASSERT({upper}_ALIGNMENT(struct {name}) == {align});"
        );
    }

    /// A value that is no struct, as a struct with one member.
    fn wrapper(&self, out: &mut Lines) {
        let (lower, upper) = (&self.lower, &self.upper);
        let root = self.schema.root();
        line!(out, "struct {lower} {{");
        if root.size() == 0 {
            line!(out, "    uint8_t nothing; /* the value has no bytes */");
        } else {
            line!(out, "    {};", self.declaration(root, "value", ""));
        }
        line!(out, "}};");
        if root.size() > 0 {
            line!(
                out,
                "{upper}_ASSERT(sizeof(struct {lower}) == {});",
                root.size()
            );
        }
    }

    /// `double name[2][3]`; `counts` are those of arrays around it.
    fn declaration(&self, ty: &Type, name: &str, counts: &str) -> String {
        match ty.shape() {
            Shape::Array { element, len } => {
                self.declaration(element, name, &format!("{counts}[{len}]"))
            }
            _ => format!("{} {name}{counts}", self.word(ty)),
        }
    }

    /// What C calls a type that is no array.
    fn word(&self, ty: &Type) -> String {
        match ty.shape() {
            Shape::Scalar(scalar) | Shape::NonZero(scalar) if scalar.size() < 16 => {
                number(*scalar).to_owned()
            }
            Shape::Bool => "uint8_t".to_owned(),
            Shape::Char => "uint32_t".to_owned(),
            Shape::Enum(_) => self.types.name(ty).to_owned(),
            _ => format!("struct {}", self.types.name(ty)),
        }
    }

    /// The loads of a live object, number by number.
    fn loads(&self, out: &mut Lines, is_struct: bool, taken: &mut Scope) {
        let lower = &self.lower;
        for (ty, name) in self.types.types() {
            let Shape::Struct(structure) = ty.shape() else {
                continue;
            };
            if is_struct && std::ptr::eq(ty, self.schema.root()) {
                continue;
            }
            out.gap();
            let load = self.load_name(name);
            line!(
                out,
                "static inline void {load}(struct {name} *to, const unsigned char *at) {{"
            );
            out.indented(|out| self.load_members(out, structure.fields(), ty.size()));
            line!(out, "}}");
        }
        out.gap();
        line!(
            out,
            "/* Loads every number, one after the other. The result is {}_OK. */",
            self.upper
        );
        line!(
            out,
            "static inline int {lower}_read(struct {lower}_reader *reader, struct {lower} *to) {{"
        );
        out.indented(|out| {
            line!(
                out,
                "const unsigned char *at = reader->object + reader->values;"
            );
            match self.schema.root().shape() {
                Shape::Struct(structure) if is_struct => {
                    self.load_members(out, structure.fields(), self.schema.size());
                }
                _ if self.schema.size() == 0 => {
                    line!(out, "(void)at;");
                    line!(out, "to->nothing = 0;");
                }
                _ => self.load(out, self.schema.root(), "to->value", "at", 0),
            }
            line!(out, "return {}_OK;", self.upper);
        });
        line!(out, "}}");
        for member in self.members(self.schema.fields(), self.schema.size()) {
            self.getter(out, &member, taken);
        }
    }

    /// A function that loads one number of the root.
    fn getter(&self, out: &mut Lines, member: &Member<'a>, taken: &mut Scope) {
        let lower = &self.lower;
        let Some(field) = member.field else { return };
        let at = format!("reader->object + reader->values + {}", field.offset());
        let Some(number) = self.number(field.ty(), &at) else {
            return;
        };
        let word = self.word(field.ty());
        let get = taken.claim(&format!("{lower}_get_{}", member.name));
        out.gap();
        remark(out, &words::notes(field, &member.name));
        line!(
            out,
            "static inline {word} {get}(const struct {lower}_reader *reader) {{"
        );
        line!(out, "    return {number};");
        line!(out, "}}");
    }

    fn load_members(&self, out: &mut Lines, fields: &'a [Field], size: usize) {
        line!(out, "(void)at;");
        for Member { name, field, size } in self.members(fields, size) {
            match field {
                Some(field) => {
                    let at = format!("at + {}", field.offset());
                    self.load(out, field.ty(), &format!("to->{name}"), &at, 0);
                }
                None => line!(out, "memset(to->{name}, 0, {size});"),
            }
        }
    }

    /// Loads a value of `ty` from `at` into `to`.
    fn load(&self, out: &mut Lines, ty: &Type, to: &str, at: &str, depth: usize) {
        if ty.size() == 0 {
            return;
        }
        if let Some(number) = self.number(ty, at) {
            line!(out, "{to} = {number};");
            return;
        }
        let lower = &self.lower;
        match ty.shape() {
            Shape::Array { element, len } => self.load_each(out, element, *len, to, at, depth),
            Shape::Struct(_) => {
                line!(out, "{}(&{to}, {at});", self.load_name(self.types.name(ty)));
            }
            // A live object has none of these: there are no cells for them. Should one say that it has,
            // then no load is wider than what is said to be there.
            Shape::Scalar(scalar) | Shape::NonZero(scalar) => {
                let high = if *scalar == Scalar::I128 {
                    "(int64_t)"
                } else {
                    ""
                };
                line!(out, "{to}.low = {lower}_load_u64({at});");
                line!(out, "{to}.high = {high}{lower}_load_u64({at} + 8);");
            }
            Shape::Text { capacity } => {
                self.load_bytes(out, 8, &format!("{to}.len"), "uint8_t", at, depth);
                let at = format!("{at} + 8");
                self.load_bytes(out, *capacity, &format!("{to}.bytes"), "char", &at, depth);
            }
            Shape::List { element, capacity } => {
                self.load_bytes(out, 8, &format!("{to}.len"), "uint8_t", at, depth);
                let at = format!("{at} + 8");
                self.load_each(out, element, *capacity, &format!("{to}.items"), &at, depth);
            }
            _ => self.load_bytes(out, ty.size(), &format!("{to}.bytes"), "uint8_t", at, depth),
        }
    }

    fn load_each(
        &self,
        out: &mut Lines,
        element: &Type,
        count: usize,
        to: &str,
        at: &str,
        depth: usize,
    ) {
        if count == 0 || element.size() == 0 {
            return;
        }
        let index = format!("i{depth}");
        line!(
            out,
            "for (size_t {index} = 0; {index} < {count}; {index}++) {{"
        );
        out.indented(|out| {
            let (to, at) = (
                format!("{to}[{index}]"),
                format!("{at} + {index} * {}", element.size()),
            );
            self.load(out, element, &to, &at, depth + 1);
        });
        line!(out, "}}");
    }

    fn load_bytes(
        &self,
        out: &mut Lines,
        count: usize,
        to: &str,
        word: &str,
        at: &str,
        depth: usize,
    ) {
        if count > 0 {
            let (lower, index) = (&self.lower, format!("i{depth}"));
            line!(
                out,
                "for (size_t {index} = 0; {index} < {count}; {index}++) {{"
            );
            line!(
                out,
                "    {to}[{index}] = ({word}){lower}_load_u8({at} + {index});"
            );
            line!(out, "}}");
        }
    }

    /// An expression that loads a number of at most 8 bytes from `at`.
    fn number(&self, ty: &Type, at: &str) -> Option<String> {
        let load = self.cell(ty)?;
        let word = self.word(ty);
        Some(match ty.shape() {
            // As a live cell has it: any bits but zero are true.
            Shape::Bool => format!("({word})({load}({at}) != 0)"),
            _ => format!("({word}){load}({at})"),
        })
    }

    /// The function that loads a number of at most 8 bytes.
    fn cell(&self, ty: &Type) -> Option<String> {
        let scalar = match ty.shape() {
            Shape::Scalar(scalar) | Shape::NonZero(scalar) => *scalar,
            Shape::Bool => Scalar::U8,
            Shape::Char => Scalar::U32,
            Shape::Enum(enumeration) => enumeration.repr(),
            _ => return None,
        };
        let load = match scalar {
            Scalar::F32 => "f32",
            Scalar::F64 => "f64",
            _ => match scalar.size() {
                1 => "u8",
                2 => "u16",
                4 => "u32",
                8 => "u64",
                _ => return None,
            },
        };
        Some(format!("{}_load_{load}", self.lower))
    }

    /// The function that loads a struct; no number's load is called so.
    fn load_name(&self, name: &str) -> String {
        format!("{name}_load_all")
    }
}

/// A member of a C struct.
struct Member<'a> {
    name: String,
    /// None for bytes of no field, which C must be told of.
    field: Option<&'a Field>,
    size: usize,
}

impl Member<'_> {
    fn align(&self) -> usize {
        self.field.map_or(1, |field| field.ty().align())
    }
}

/// The C name of a number of at most 8 bytes.
fn number(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::U8 => "uint8_t",
        Scalar::U16 => "uint16_t",
        Scalar::U32 => "uint32_t",
        Scalar::I8 => "int8_t",
        Scalar::I16 => "int16_t",
        Scalar::I32 => "int32_t",
        Scalar::I64 => "int64_t",
        Scalar::F32 => "float",
        Scalar::F64 => "double",
        _ => "uint64_t",
    }
}

/// A whole number as a constant: the lowest of all has no literal.
fn whole(value: i128) -> String {
    if value == i128::from(i64::MIN) {
        "(-INT64_C(9223372036854775807) - 1)".to_owned()
    } else if value > i128::from(i64::MAX) {
        format!("UINT64_C({value})")
    } else {
        format!("INT64_C({value})")
    }
}

/// Lines as a comment.
fn remark<T: Display>(out: &mut Lines, lines: &[T]) {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| comment(&line.to_string()))
        .collect();
    match &lines[..] {
        [] => {}
        [one] => line!(out, "/* {one} */"),
        [first, rest @ ..] => {
            line!(out, "/* {first}");
            for (at, rest_line) in rest.iter().enumerate() {
                let end = if at + 1 == rest.len() { " */" } else { "" };
                line!(out, "   {rest_line}{end}");
            }
        }
    }
}

/// A line that neither ends its comment, nor begins another, nor is a trigraph, nor ends in a backslash.
fn comment(line: &str) -> String {
    let mut safe = String::with_capacity(line.len());
    for c in line.chars() {
        if matches!(
            (safe.chars().next_back(), c),
            (Some('*'), '/') | (Some('/'), '*') | (Some('?'), '?')
        ) {
            safe.push(' ');
        }
        safe.push(c);
    }
    if safe.ends_with('\\') {
        safe.push_str(" .");
    }
    safe
}
