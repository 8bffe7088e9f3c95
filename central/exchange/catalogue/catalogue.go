// Package catalogue reads item types out of the catalogues that others keep as
// XML: the fixtures of QLC+ and the cameras and lenses of Lensfun.
//
// Invariants: its rows are those of a list with a header, so that what is true of
// lists is true of them; a row's number is its place in the list, a file that
// cannot be read is a wrong row that names the file. Files come in the order of
// their names, and no file is read beyond maxFile.
//
// Concurrency: a List belongs to one goroutine.
package catalogue

import (
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"rms/central/exchange/shape"
	"rms/central/exchange/table"
)

// maxFile is far more than the largest fixture or lens file.
const maxFile = 8 << 20

// model is one item type of a catalogue.
type model struct {
	maker, name, category, weight, power string
}

// List yields the rows of a catalogue; it reads one file at a time.
type List struct {
	fsys   fs.FS
	files  []string // that are still to be read
	count  int
	mark   string // the first header, which names the catalogue
	prefix string
	read   func(r io.Reader) ([]model, error)
	begun  bool
	number int
	ready  []model
	seen   map[string]bool
	merged int
}

// QLC lists the fixtures (.qxf) of a directory tree, such as
// /usr/share/qlcplus/fixtures.
func QLC(fsys fs.FS) (*List, error) {
	return open(fsys, ".qxf", "qlcplus_fixture", "qlcplus", readFixture)
}

// Lensfun lists the cameras and lenses (.xml) of a directory tree, such as
// /usr/share/lensfun/version_1.
func Lensfun(fsys fs.FS) (*List, error) {
	return open(fsys, ".xml", "lensfun_model", "lensfun", readLenses)
}

func open(fsys fs.FS, ending, mark, prefix string, read func(io.Reader) ([]model, error)) (*List, error) {
	l := &List{fsys: fsys, mark: mark, prefix: prefix, read: read, seen: map[string]bool{}}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.EqualFold(path.Ext(name), ending) {
			l.files = append(l.files, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the catalogue's files: %w", err)
	}
	l.count = len(l.files)
	return l, nil
}

// Files is how many files the catalogue has.
func (l *List) Files() int { return l.count }

// Merged is how many models were left out so far because one before them has
// the same maker and name: of a lens there are as many as calibrations.
func (l *List) Merged() int { return l.merged }

// Next returns the next row, the header first; io.EOF ends.
func (l *List) Next() (table.Row, error) {
	l.number++
	if !l.begun {
		l.begun = true
		return table.Row{Number: l.number, Cells: []string{l.mark, "code", "name", "maker", "category", "weight_kg", "power_w"}}, nil
	}
	for {
		for len(l.ready) > 0 {
			m := l.ready[0]
			l.ready = l.ready[1:]
			ref := key(m.maker) + "/" + key(m.name)
			if l.seen[ref] {
				l.merged++
				continue
			}
			l.seen[ref] = true
			return table.Row{Number: l.number, Cells: []string{ref, l.prefix + "/" + ref, m.name, m.maker, m.category, m.weight, m.power}}, nil
		}
		if len(l.files) == 0 {
			return table.Row{}, io.EOF
		}
		name := l.files[0]
		l.files = l.files[1:]
		if err := l.load(name); err != nil {
			row := table.Row{Number: l.number, Cells: []string{name}}
			return row, &table.Error{
				Row: l.number, Column: 1, Reason: "bad_xml", Message: "the file " + name + " cannot be read: " + err.Error(),
				Hint: "leave the file out, or mend it",
			}
		}
	}
}

func (l *List) load(name string) error {
	f, err := l.fsys.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	l.ready, err = l.read(io.LimitReader(f, maxFile))
	return err
}

// key is a name as part of a reference.
func key(s string) string { return strings.ReplaceAll(shape.Fold(s), " ", "-") }

func readFixture(r io.Reader) ([]model, error) {
	var f struct {
		XMLName      xml.Name `xml:"FixtureDefinition"`
		Manufacturer string   `xml:"Manufacturer"`
		Model        string   `xml:"Model"`
		Type         string   `xml:"Type"`
		Physical     physical `xml:"Physical"`
		Modes        []struct {
			Physical physical `xml:"Physical"`
		} `xml:"Mode"`
	}
	if err := xml.NewDecoder(r).Decode(&f); err != nil {
		return nil, err
	}
	// Older files say what a fixture weighs once for each of its modes.
	body := f.Physical
	for _, m := range f.Modes {
		if body.Dimensions.Weight == "" {
			body.Dimensions.Weight = m.Physical.Dimensions.Weight
		}
		if body.Technical.Power == "" {
			body.Technical.Power = m.Physical.Technical.Power
		}
	}
	return []model{{
		maker: tidy(f.Manufacturer), name: tidy(f.Model), category: tidy(f.Type), weight: body.Dimensions.Weight, power: body.Technical.Power,
	}}, nil
}

type physical struct {
	Dimensions struct {
		Weight string `xml:"Weight,attr"`
	} `xml:"Dimensions"`
	Technical struct {
		Power string `xml:"PowerConsumption,attr"`
	} `xml:"Technical"`
}

type named struct {
	Lang string `xml:"lang,attr"`
	Text string `xml:",chardata"`
}

type device struct {
	Maker []named `xml:"maker"`
	Model []named `xml:"model"`
}

func readLenses(r io.Reader) ([]model, error) {
	var f struct {
		XMLName xml.Name `xml:"lensdatabase"`
		Cameras []device `xml:"camera"`
		Lenses  []device `xml:"lens"`
	}
	if err := xml.NewDecoder(r).Decode(&f); err != nil {
		return nil, err
	}
	var out []model
	for _, d := range f.Cameras {
		out = append(out, model{maker: spoken(d.Maker), name: spoken(d.Model), category: "Camera"})
	}
	for _, d := range f.Lenses {
		out = append(out, model{maker: spoken(d.Maker), name: spoken(d.Model), category: "Lens"})
	}
	return out, nil
}

// spoken is the English name where there is one, which is the one that people
// read on the thing, else that without a language.
func spoken(names []named) string {
	for _, n := range names {
		if n.Lang == "en" {
			return tidy(n.Text)
		}
	}
	for _, n := range names {
		if n.Lang == "" {
			return tidy(n.Text)
		}
	}
	return ""
}

func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }
