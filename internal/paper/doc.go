// Package paper draws barcodes and prints sheets of them: Code 128 and QR as
// SVG for screens, as vectors in PDF for printers and in ZPL II for label
// printers. It knows no word of the business: callers hand in texts and get bytes.
//
// Bars are whole multiples of a pixel (SVG) or of the printer's dot (PDF, ZPL),
// because a bar that falls between two is what a scanner misreads. Output is
// deterministic: the same input gives the same bytes; a PDF holds no date but
// the given one.
//
// Text in a PDF is set in the Go fonts, embedded and subset, which have Latin,
// Greek and Cyrillic letters; what they lack is printed as "?".
//
// Nothing here has state; everything may be called concurrently.
package paper
