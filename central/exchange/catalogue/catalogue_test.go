package catalogue_test

import (
	"errors"
	"io"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rms/central/exchange/catalogue"
	"rms/central/exchange/table"
)

const fixture = `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE FixtureDefinition>
<FixtureDefinition xmlns="http://www.qlcplus.org/FixtureDefinition"><Manufacturer>Acme &amp; Sons</Manufacturer><Model>Beam  100</Model><Type>Moving Head</Type>
<Mode Name="8 channel"><Physical><Dimensions Weight="7.5" Width="1"/><Technical PowerConsumption="120"/></Physical></Mode></FixtureDefinition>`

func rows(t *testing.T, l *catalogue.List) (rows [][]string, wrong []int) {
	t.Helper()
	for {
		row, err := l.Next()
		var e *table.Error
		switch {
		case errors.Is(err, io.EOF):
			return rows, wrong
		case errors.As(err, &e) && !e.Fatal:
			wrong = append(wrong, e.Row)
		case err != nil:
			t.Fatal(err)
		default:
			rows = append(rows, row.Cells)
		}
	}
}

func TestQLC(t *testing.T) {
	t.Parallel()
	l, err := catalogue.QLC(fstest.MapFS{
		"a/one.qxf": {Data: []byte(fixture)}, "b/broken.qxf": {Data: []byte(fixture[:200])}, "c/other.qxf": {Data: []byte("<html/>")},
		"d/two.QXF": {Data: []byte(fixture)}, "e/none.txt": {Data: []byte("x")},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, wrong := rows(t, l)
	want := [][]string{
		{"qlcplus_fixture", "code", "name", "maker", "category", "weight_kg", "power_w"},
		{"acme-sons/beam-100", "qlcplus/acme-sons/beam-100", "Beam 100", "Acme & Sons", "Moving Head", "7.5", "120"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{3, 4}, wrong); diff != "" || l.Files() != 4 || l.Merged() != 1 {
		t.Errorf("%d files, %d merged, wrong rows: %s", l.Files(), l.Merged(), diff)
	}
}

func TestLensfun(t *testing.T) {
	t.Parallel()
	l, err := catalogue.Lensfun(fstest.MapFS{"a.xml": {Data: []byte(`<lensdatabase version="1">
<camera><maker>AEE DV</maker><maker lang="en">AEE</maker><model>AEE DV</model><model lang="en">MagiCam</model></camera>
<lens><maker>Schneider</maker><model lang="de">Digitar 28</model><model>28mm Digitar</model></lens><lens><maker>Schneider</maker><model>28mm Digitar</model></lens>
</lensdatabase>`)}})
	if err != nil {
		t.Fatal(err)
	}
	got, wrong := rows(t, l)
	want := [][]string{
		{"aee/magicam", "lensfun/aee/magicam", "MagiCam", "AEE", "Camera", "", ""},
		{"schneider/28mm-digitar", "lensfun/schneider/28mm-digitar", "28mm Digitar", "Schneider", "Lens", "", ""},
	}
	if diff := cmp.Diff(want, got[1:]); diff != "" || wrong != nil || l.Merged() != 1 {
		t.Errorf("%v %d %s", wrong, l.Merged(), diff)
	}
}

// FuzzQLC: no file ends the list, whatever it holds.
func FuzzQLC(f *testing.F) {
	f.Add([]byte(fixture))
	f.Add([]byte("<lensdatabase><camera><maker>x</maker></camera></lensdatabase>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys := fstest.MapFS{"a.qxf": {Data: data}, "a.xml": {Data: data}, "b.qxf": {Data: []byte(fixture)}}
		for _, open := range []func() (*catalogue.List, error){
			func() (*catalogue.List, error) { return catalogue.QLC(fsys) }, func() (*catalogue.List, error) { return catalogue.Lensfun(fsys) },
		} {
			l, err := open()
			if err != nil {
				t.Fatal(err)
			}
			rows(t, l)
		}
	})
}
