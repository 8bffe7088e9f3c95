// Package label draws what the kiosk prints and shows as codes.
//
// Invariants: a code is drawn exactly as it will be scanned, or not at all.
//
// Concurrency: functions without state.
package label

import (
	"fmt"

	"rms/internal/paper"
	"rms/syncproto/rental"
)

// maxCode is the longest code that a barcode on a screen is still read from, in bytes.
const maxCode = 64

// Barcode draws a code as Code 128, as an SVG document: black on white with its quiet zone.
func Barcode(code string) ([]byte, error) {
	bad := func(what string) error {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "no_barcode", Field: "code", Message: "this cannot be a barcode: " + what,
			Hint: "use at most 64 characters of printable ASCII",
		}
	}
	if len(code) > maxCode {
		return nil, bad(fmt.Sprintf("%d bytes", len(code)))
	}
	symbol, err := paper.Code128(code)
	if err != nil {
		return nil, bad(err.Error())
	}
	return paper.SVG{Caption: code}.Draw(symbol), nil
}
