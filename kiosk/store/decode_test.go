package store

import (
	"reflect"
	"testing"

	"rms/syncproto/rental"
)

// TestDecoderKeepsPlainEntities holds that what the decoder shares between its
// readers has nothing in it that one of them could change.
func TestDecoderKeepsPlainEntities(t *testing.T) {
	t.Parallel()
	kept := 0
	for _, c := range rental.SyncedCollections() {
		if !plain(c) {
			continue
		}
		kept++
		d := newDecoder()
		r, err := d.row(c, []byte(`{"id":"x"}`))
		must(t, err)
		if where := shared(reflect.TypeOf(r)); where != "" {
			t.Errorf("%s: %s can be changed through a copy", c, where)
		}
		again, err := d.row(c, []byte(`{"id":"x"}`))
		must(t, err)
		other, err := d.row(c, []byte(`{"id":"y"}`))
		must(t, err)
		if again != r || other.RowID() != "y" {
			t.Errorf("%s: %v, %v, %v", c, r, again, other)
		}
	}
	if kept < 4 {
		t.Errorf("only %d collections are kept", kept)
	}
	d := newDecoder()
	for i := range 3 * maxDecoded {
		_, err := d.row(rental.Assets, []byte(`{"id":"`+string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676))+`"}`))
		must(t, err)
	}
	if d.n > maxDecoded || len(d.rows[rental.Assets]) > maxDecoded {
		t.Errorf("%d rows are kept", d.n)
	}
}

// shared names the first part of a type that copies share.
func shared(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if where := shared(t.Field(i).Type); where != "" {
				return t.Field(i).Name + "." + where
			}
		}
	case reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface, reflect.Chan, reflect.Func:
		return t.String()
	}
	return ""
}
