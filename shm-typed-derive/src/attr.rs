//! The `#[shared(...)]` and `#[doc]` attributes of a type and of a field, read into typed values.

use syn::ext::IdentExt as _;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, Meta, Path};

use crate::errors::{Errors, Place};
use crate::item::{Item, Keys};
use crate::number::{Number, Spelled};
use crate::value::Setting;

/// What a type's author said of it.
#[derive(Default)]
pub(crate) struct TypeAttrs {
    pub(crate) krate: Option<Setting<Path>>,
    pub(crate) name: Option<Setting<String>>,
    pub(crate) version: Option<Setting<u32>>,
    pub(crate) checked: Option<Setting<()>>,
    /// `live`, with the name of the live form if one was given.
    pub(crate) live: Option<Setting<Option<Ident>>>,
    pub(crate) help: String,
}

/// What a type's author said of a field.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    pub(crate) unit: Option<Setting<String>>,
    pub(crate) kind: Option<Setting<String>>,
    pub(crate) range: Option<Setting<(Spelled, Spelled)>>,
    pub(crate) invalid: Option<Setting<Number>>,
    pub(crate) level: Option<Setting<String>>,
    pub(crate) since: Option<Setting<u32>>,
    pub(crate) rename: Option<Setting<String>>,
    pub(crate) sensitive: Option<Setting<()>>,
    pub(crate) opaque: Option<Setting<()>>,
    pub(crate) cache_line: Option<Setting<()>>,
    pub(crate) help: String,
}

/// What an enum's author said of a variant.
#[derive(Default)]
pub(crate) struct VariantAttrs {
    pub(crate) rename: Option<Setting<String>>,
    pub(crate) help: String,
}

const OF_TYPES: &[&str] = &["name", "version", "live", "crate", "checked"];
const OF_VARIANTS: &[&str] = &["rename"];
const OF_FIELDS: &[&str] = &[
    "unit",
    "kind",
    "range",
    "invalid",
    "level",
    "since",
    "rename",
    "sensitive",
    "opaque",
    "cache_line",
];

const KINDS: &[&str] = &[
    "gauge",
    "counter",
    "state",
    "info",
    "timestamp",
    "flags",
    "setting",
];
const LEVELS: &[&str] = &["info", "diag", "debug"];

impl TypeAttrs {
    pub(crate) fn parse(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let keys = Keys {
            here: OF_TYPES,
            elsewhere: OF_FIELDS,
            names: ("a type", "a field"),
        };
        let mut attrs = Self {
            help: help(attributes),
            ..Self::default()
        };
        for item in Item::collect(attributes, &keys) {
            let Some(item) = errors.ok(Place::Type, item) else {
                continue;
            };
            match item.key.to_string().as_str() {
                "crate" => attrs.krate = errors.ok(Place::Type, item.path()),
                "checked" => attrs.checked = errors.ok(Place::Type, item.flag()),
                "name" => attrs.name = errors.ok(Place::Type, item.text("Engine")),
                "live" => attrs.live = errors.ok(Place::Type, item.flag_or_ident()),
                _ => attrs.version = errors.ok(Place::Type, item.version()),
            }
        }
        attrs
    }
}

impl FieldAttrs {
    pub(crate) fn parse(attributes: &[Attribute], place: Place, errors: &mut Errors) -> Self {
        let keys = Keys {
            here: OF_FIELDS,
            elsewhere: OF_TYPES,
            names: ("a field", "a type"),
        };
        let mut attrs = Self {
            help: help(attributes),
            ..Self::default()
        };
        for item in Item::collect(attributes, &keys) {
            let Some(item) = errors.ok(place, item) else {
                continue;
            };
            match item.key.to_string().as_str() {
                "unit" => attrs.unit = errors.ok(place, item.text("rpm")),
                "kind" => attrs.kind = errors.ok(place, item.word(KINDS)),
                "range" => attrs.range = errors.ok(place, item.range()),
                "invalid" => attrs.invalid = errors.ok(place, item.number()),
                "level" => attrs.level = errors.ok(place, item.word(LEVELS)),
                "since" => attrs.since = errors.ok(place, item.version()),
                "rename" => attrs.rename = errors.ok(place, item.text("speed")),
                "cache_line" => attrs.cache_line = errors.ok(place, item.flag()),
                "sensitive" => attrs.sensitive = errors.ok(place, item.flag()),
                _ => attrs.opaque = errors.ok(place, item.flag()),
            }
        }
        attrs
    }
}

impl VariantAttrs {
    pub(crate) fn parse(attributes: &[Attribute], place: Place, errors: &mut Errors) -> Self {
        let keys = Keys {
            here: OF_VARIANTS,
            elsewhere: OF_TYPES,
            names: ("a variant", "a type"),
        };
        let mut attrs = Self {
            help: help(attributes),
            ..Self::default()
        };
        for item in Item::collect(attributes, &keys) {
            if let Some(item) = errors.ok(place, item) {
                attrs.rename = errors.ok(place, item.text("Off"));
            }
        }
        attrs
    }
}

/// Whether it is the attribute `name`, which the compiler also knows as `r#name`.
pub(crate) fn is_named(attribute: &Attribute, name: &str) -> bool {
    let ident = attribute.path().get_ident();
    ident.is_some_and(|ident| ident.unraw() == name)
}

/// Whether an attribute is known to leave the type as it is. Any other may be a macro that is yet to run.
pub(crate) fn changes_nothing(attribute: &Attribute) -> bool {
    match attribute.path().get_ident() {
        Some(_) => INERT.iter().any(|name| is_named(attribute, name)),
        // Those of tools, such as `rustfmt::skip`.
        None => {
            let first = attribute.path().segments.first();
            first.is_some_and(|first| TOOLS.iter().any(|name| first.ident == name))
        }
    }
}

const INERT: &[&str] = &[
    "allow",
    "automatically_derived",
    "cfg",
    "cfg_attr",
    "deny",
    "deprecated",
    "derive",
    "doc",
    "expect",
    "forbid",
    "must_use",
    "non_exhaustive",
    "repr",
    "serde",
    "shared",
    "warn",
];
const TOOLS: &[&str] = &["clippy", "diagnostic", "miri", "rust_analyzer", "rustfmt"];

/// The doc comments, as trimmed lines.
fn help(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes
        .iter()
        .filter(|attribute| is_named(attribute, "doc"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) => Some(&pair.value),
            Meta::List(_) | Meta::Path(_) => None,
        })
        .filter_map(|value| match value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        })
        .flat_map(|text| {
            let lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
            if lines.is_empty() {
                vec![String::new()]
            } else {
                lines
            }
        })
        .collect();
    lines.join("\n").trim().to_owned()
}
