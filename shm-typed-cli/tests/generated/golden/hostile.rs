// Its layout fingerprint is 40dac69bc1aef93469adbff6ccf6b119.

use shm_typed::Shared;

/// */
#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(i64)]
#[shared(name = "Shared")]
pub enum Shared_ {
    /// */
    #[shared(rename = "mro")]
    Mro = -9223372036854775808,
    // The object's schema calls it `"); panic!(`, which the derive does not take.
    Panic = 0,
    #[shared(rename = "Self")]
    Self_ = 1,
    #[shared(rename = "self")]
    Self2 = 2,
}

#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(name = "u8")]
pub struct U8 {
    pub mro: u64,
}

#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
#[shared(name = "u8")]
pub struct U82 {
    #[shared(invalid = "nan")]
    pub r#type: f64,
}

/// */ #error help
/// """ \
/// '''
/// panic!()
/// '''
/// panic!()
/// \u{202e}\
#[derive(Clone, Copy, Debug, Shared)]
#[repr(C)]
// The object's schema calls it `if */ " \ '??/ x`, which the derive does not take.
#[shared(version = 2, checked)]
pub struct IfX {
    /// */
    // The derive does not take the schema's unit, range, invalid, since.
    pub class: u8,
    #[shared(rename = "*/")]
    pub unnamed: u8,
    // The object's schema calls it `"`, which the derive does not take.
    pub unnamed_2: u8,
    /// \
    // The object's schema calls it `\`, which the derive does not take.
    pub unnamed_3: u8,
    pub int: u8,
    #[shared(rename = "int_")]
    pub int_2: u8,
    #[shared(rename = "a b")]
    pub a_b: u8,
    #[shared(rename = "a-b")]
    pub a_b_2: u8,
    #[shared(rename = "__init__")]
    pub _init: u8,
    #[shared(rename = "self")]
    pub self_: u8,
    #[shared(rename = "Self")]
    pub self_2: u8,
    #[shared(rename = "_")]
    pub unnamed_4: u8,
    #[shared(rename = "速度")]
    pub unnamed_5: u8,
    pub linux: u8,
    #[shared(rename = "EOF")]
    pub eof: u8,
    #[shared(rename = "1")]
    pub field_1: u8,
    #[shared(rename = "{} %s $(reboot) `reboot`")]
    pub _s_reboot_reboot: Shared_,
    #[shared(rename = "None")]
    pub none: U8,
    #[shared(rename = "True")]
    pub r#true: U82,
    // Stands for `[u8; { panic!() }]`: the layout of the object is not that of this struct.
    pub opaque: [u8; 8],
}
