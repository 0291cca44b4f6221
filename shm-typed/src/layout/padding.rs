//! What the derive asks the compiler about padding, and how the answer is worded.
