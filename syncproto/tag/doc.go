// Package tag turns scanned bytes into the readings that they can have.
//
// A scanner delivers bytes, not meanings: a bare "BLN-A-03" may be a place, an
// item's tag, an alias or a serial. The package knows shapes and no store, so
// Parse answers with every plausible reading, in one fixed order, and the
// caller asks its store for each in turn; the first exact match wins. Split
// comes before Parse and cuts a burst in which several codes arrived at once.
//
// # Normal form
//
// A reading's value is made like this, in this order, and in no other way:
//
//  1. Dropped in front: space, Tab, CR, LF, NUL, STX and a UTF-8 byte order
//     mark. Dropped at the end: space, Tab, CR, LF, NUL, ETX and EOT. These are
//     what scanners put around a code.
//  2. An AIM symbology identifier in front ("]C1") moves to Scan.AIM. Both steps
//     repeat until nothing changes.
//  3. Bytes that are no UTF-8 but printable Latin-1 are read as Latin-1, the
//     default character set of QR codes.
//  4. What is left is plain text if it has at most MaxText bytes and every rune
//     is printable. Anything else (GS1 separators, binary, over-long) has no
//     text: its only readings are its fingerprint as an alias, and unknown.
//  5. Nothing else changes. No trimming inside, no Unicode folding.
//
// Case: a customer's own codes (place, tag, alias, serial) match exactly,
// because two of them may differ in case alone. Our own families (command,
// badge, order number) are tried as they are, then with ASCII letters in upper
// case, since they hold no lower-case letter and a keyboard with CapsLock
// inverts them.
//
// # Invariants
//
// Parse is total, deterministic and never panics. A scan has at least one
// reading; they are sorted by Kind as in Kinds. A command or a badge is the
// only reading of its text; otherwise the last one is Unknown. The raw bytes
// are kept unchanged. All values but Raw are bounded by MaxText. The normal form
// of a normal form is itself.
//
// The package has no state; everything may be called concurrently.
package tag
