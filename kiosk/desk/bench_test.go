package desk_test

import (
	"fmt"
	"testing"
	"time"

	"rms/kiosk/desk/desktest"
)

// BenchmarkScan is a scan to its durable answer, while an order with all its things out is open.
func BenchmarkScan(b *testing.B) {
	d := setup(b)
	d.scan(b, desktest.AdaBadge)
	d.scan(b, desktest.ApprovedNumber)
	for n := 1; n <= desktest.Units; n++ {
		d.scan(b, desktest.Tag(n))
	}
	b.ResetTimer()
	for i := range b.N {
		d.pass(2 * time.Second)
		if a := d.scanAs(b, newID(), desktest.Tag(i%desktest.Units+1)); a.FactID == "" {
			b.Fatal(fmt.Sprint(a.Title))
		}
	}
}
