package ledger_test

import (
	"context"
	"fmt"
	"testing"

	"rms/central/ledger"
	"rms/syncproto/rental"
)

// putMany is the n-th of many new things.
func putMany(n int) rental.Command {
	row := rental.Asset{
		ID: rental.AssetID(id("many", n)), Tag: fmt.Sprintf("M-%06d", n), Serial: fmt.Sprintf("SN%08d", n), ItemTypeID: cable, HomePlaceID: returns,
		Notes: "from the old list", Meta: rental.Meta{ExternalSource: "list", ExternalRef: fmt.Sprint(n)},
	}
	return rental.Command{ID: rental.ItemID(id("put many", n)), Kind: rental.KindPut, Schema: 1, Body: rental.PutBody{Row: row, IfRev: -1}}
}

// BenchmarkPutOneByOne: each new thing in a transaction of its own.
func BenchmarkPutOneByOne(b *testing.B) {
	c := setup(b)
	c.company(1)
	for i := range b.N {
		if _, err := c.l.Execute(b.Context(), putMany(i), admin); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "puts/s")
}

// BenchmarkPutTogether: all of them in one.
func BenchmarkPutTogether(b *testing.B) {
	c := setup(b)
	c.company(1)
	err := c.l.Together(b.Context(), func(ctx context.Context, batch *ledger.Batch) error {
		for i := range b.N {
			if _, err := batch.Execute(ctx, putMany(i), admin); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "puts/s")
}

// BenchmarkPutInChunks: so that others have their turn.
func BenchmarkPutInChunks(b *testing.B) {
	c := setup(b)
	c.company(1)
	_, err := c.l.InChunks(b.Context(), b.N, func(ctx context.Context, batch *ledger.Batch, i int) error {
		_, err := batch.Execute(ctx, putMany(i), admin)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "puts/s")
}
