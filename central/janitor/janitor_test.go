package janitor_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/central/janitor"
	"rms/central/store"
	"rms/central/store/copies"
	"rms/central/store/epoch"
	"rms/internal/obs"
	"rms/syncproto/rental"
)

// house is a data directory with a company's database, closed between the calls.
type house struct {
	testing.TB
	data   string
	second janitor.SecondPlace
}

func build(t testing.TB) *house {
	t.Helper()
	data := t.TempDir()
	h := &house{t, data, janitor.SecondPlaceOf("", data)}
	h.open(func(db *store.DB) { h.begin(db) })
	return h
}

// open opens the database of the house as central does, without the second place.
func (h *house) open(fn func(db *store.DB)) { openAt(h, store.Path(h.data), fn) }

func openAt(t testing.TB, path string, fn func(db *store.DB)) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if metaOf(t, db, store.MetaInstallation) == "" { // as the first ledger over it does
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.SetMeta(ctx, store.MetaInstallation, uuid.NewString()), tx.SetMeta(ctx, store.MetaIncarnation, uuid.NewString()))
		})
	}
	fn(db)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func (h *house) begin(db *store.DB) {
	h.Helper()
	if err := h.second.Begin(h.Context(), db); err != nil {
		h.Fatal(err)
	}
}

func (h *house) copyTo(path string, offHost bool) {
	h.Helper()
	h.open(func(db *store.DB) {
		if _, err := janitor.Copy(h.Context(), db, h.second, janitor.Target{Path: path, Dir: filepath.Dir(path), OffHost: offHost}, time.UnixMilli(1e12)); err != nil {
			h.Fatal(err)
		}
	})
}

// write does something in the database.
func write(t testing.TB, db *store.DB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func metaOf(t testing.TB, db *store.DB, name store.MetaName) (v string) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		v, err = tx.Meta(ctx, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// mark notes a word in the database, so that its states can be told apart.
func (h *house) mark(word string) {
	h.Helper()
	h.open(func(db *store.DB) { markIn(h, db, word) })
}

func markIn(t testing.TB, db *store.DB, word string) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.SetMeta(ctx, store.MetaProbe, word) })
}

func (h *house) marked() (word string) {
	h.Helper()
	h.open(func(db *store.DB) { word = metaOf(h, db, store.MetaProbe) })
	return word
}

func reason(err error) string { return rental.ReasonOf(err) }

// names are what lies in a directory.
func names(t testing.TB, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// TestWhatACopyHoldsIsDurable only off the machine, and only as far as it goes.
func TestWhatACopyHoldsIsDurable(t *testing.T) {
	t.Parallel()
	h := build(t)
	kiosk := rental.KioskID(uuid.NewString())
	life := epoch.Epoch{KioskID: kiosk, NumberPrefix: "K1", Status: epoch.Active, LastSeq: 7}
	life.Epoch[0] = 1
	durable := func() (seq uint64) {
		h.open(func(db *store.DB) {
			err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				e, _, err := epoch.Of(ctx, tx, kiosk, life.Epoch)
				seq = e.DurableSeq
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
		return seq
	}
	h.open(func(db *store.DB) {
		row, err := store.NewRecord(rental.Kiosk{ID: kiosk, Name: "Dock", NumberPrefix: "K1", Status: rental.KioskActive, Meta: rental.Meta{Rev: 1}})
		if err != nil {
			t.Fatal(err)
		}
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.Put(ctx, row), epoch.Add(ctx, tx, life))
		})
	})
	dir := t.TempDir()
	h.copyTo(filepath.Join(dir, "here.db"), false)
	if got := durable(); got != 0 {
		t.Errorf("a copy on this machine made %d items durable", got)
	}
	h.copyTo(filepath.Join(dir, "away.db"), true)
	if got := durable(); got != 7 {
		t.Errorf("%d items are durable, want the 7 of the copy", got)
	}
	h.open(func(db *store.DB) {
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			e, _, err := epoch.Of(ctx, tx, kiosk, life.Epoch)
			return errors.Join(err, epoch.Move(ctx, tx, e, 9, e.HeadHash),
				copies.Raise(ctx, tx, []copies.Place{{KioskID: kiosk, Epoch: life.Epoch, LastSeq: 3}}))
		})
	})
	if got := durable(); got != 7 {
		t.Errorf("%d items are durable: the two new ones lie in no copy, and an older copy takes nothing back", got)
	}
}

// TestACopyReplacesNothing and says so.
func TestACopyReplacesNothing(t *testing.T) {
	t.Parallel()
	h := build(t)
	path := filepath.Join(t.TempDir(), "copy.db")
	h.copyTo(path, false)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	h.open(func(db *store.DB) {
		if _, err := janitor.Copy(t.Context(), db, h.second, janitor.Target{Path: path}, time.UnixMilli(2e12)); reason(err) != "backup_exists" {
			t.Errorf("got %v", err)
		}
	})
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the copy was changed: %v", err)
	}
}

func TestWhereACopyGoes(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	now := time.Date(2026, 11, 23, 8, 0, 1, 0, time.FixedZone("", 3600))
	for _, dir := range []string{"nas/rms", "nasty", "real"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(root, "nas"), filepath.Join(root, "mounted")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		to, offHost, path string
		off               bool
	}{
		{"nas/rms", "nas", "nas/rms/central-20261123T070001Z.db", true},
		{"nas/x.db", "nas", "nas/x.db", true},
		{"nas", "nas", "nas/central-20261123T070001Z.db", true},
		{"mounted/rms", "nas", "mounted/rms/central-20261123T070001Z.db", true},
		{"nas/rms", "mounted", "nas/rms/central-20261123T070001Z.db", true},
		{"nasty", "nas", "nasty/central-20261123T070001Z.db", false},
		{"real", "nas", "real/central-20261123T070001Z.db", false},
		{"real", "gone", "real/central-20261123T070001Z.db", false},
	} {
		got, err := janitor.TargetIn(filepath.Join(root, tt.to), []string{filepath.Join(root, tt.offHost)}, now)
		if err != nil || got.Path != filepath.Join(root, tt.path) || got.OffHost != tt.off || got.Dir != filepath.Dir(got.Path) {
			t.Errorf("%+v: got %+v, %v", tt, got, err)
		}
	}
	if _, err := janitor.TargetIn(filepath.Join(root, "gone", "x.db"), nil, now); reason(err) != "no_directory" {
		t.Errorf("got %v", err)
	}
}

// TestARestoreIsANewIncarnation: kiosks and people begin anew, and nothing is deleted.
func TestARestoreIsANewIncarnation(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.mark("old")
	backup := filepath.Join(t.TempDir(), "copy.db")
	h.open(func(db *store.DB) {
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `insert into nonces (hash, expires_ms) values ('n', 9e15)`)
			return err
		})
	})
	h.copyTo(backup, false)
	h.mark("new")
	var before, incarnation string
	h.open(func(db *store.DB) { before = metaOf(t, db, store.MetaIncarnation) })

	r, err := janitor.Restore(t.Context(), backup, h.data, h.second)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.marked(); got != "old" {
		t.Errorf("the database says %q, want what the copy held", got)
	}
	h.open(func(db *store.DB) {
		incarnation = metaOf(t, db, store.MetaIncarnation)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.Exec(ctx, `delete from nonces`)
			if n != 0 {
				t.Errorf("%d nonces of the copy are still good", n)
			}
			return err
		})
		h.begin(db)
	})
	if incarnation == before || incarnation == "" {
		t.Errorf("incarnation %q, before %q: kiosks cannot tell", incarnation, before)
	}
	if r.Aside == "" || r.Generation == 0 {
		t.Errorf("got %+v", r)
	}
	openAt(t, r.Aside, func(db *store.DB) {
		if got := metaOf(t, db, store.MetaProbe); got != "new" {
			t.Errorf("the database that was in use says %q", got)
		}
	})
	// The copy itself, put in place by hand later, is known as older.
	h.swap(backup)
	h.open(func(db *store.DB) {
		if err := h.second.Begin(t.Context(), db); reason(err) != "database_older" {
			t.Errorf("got %v", err)
		}
	})
}

// swap puts a file in the database's place behind everybody's back.
func (h *house) swap(from string) {
	h.Helper()
	raw, err := os.ReadFile(from)
	if err != nil {
		h.Fatal(err)
	}
	if err := os.WriteFile(store.Path(h.data), raw, 0o600); err != nil {
		h.Fatal(err)
	}
}

// TestAnOlderDatabaseIsKnown by the second place, whatever put it there; and can be
// gone on from.
func TestAnOlderDatabaseIsKnown(t *testing.T) {
	t.Parallel()
	h := build(t)
	earlier := filepath.Join(t.TempDir(), "earlier.db")
	raw, err := os.ReadFile(store.Path(h.data))
	if err != nil || os.WriteFile(earlier, raw, 0o600) != nil {
		t.Fatal(err)
	}
	var before string
	h.open(func(db *store.DB) { h.begin(db); before = metaOf(t, db, store.MetaIncarnation) })
	h.swap(earlier)
	h.open(func(db *store.DB) {
		err := h.second.Begin(t.Context(), db)
		if reason(err) != "database_older" || !strings.Contains(fmt.Sprintf("%+v", err), "older state") {
			t.Errorf("got %v", err)
		}
	})
	if _, err := janitor.TakeAsItIs(t.Context(), h.data, h.second); err != nil {
		t.Fatal(err)
	}
	h.open(func(db *store.DB) {
		h.begin(db)
		if got := metaOf(t, db, store.MetaIncarnation); got == before {
			t.Error("it goes on as the incarnation that had more")
		}
	})
}

// TestACopyIsOlderThanWhatItWasMadeOf, also for whoever puts it in place by hand while
// central has not started again.
func TestACopyIsOlderThanWhatItWasMadeOf(t *testing.T) {
	t.Parallel()
	h := build(t)
	backup := filepath.Join(t.TempDir(), "copy.db")
	h.copyTo(backup, false)
	h.swap(backup)
	h.open(func(db *store.DB) {
		if err := h.second.Begin(t.Context(), db); reason(err) != "database_older" {
			t.Errorf("got %v", err)
		}
	})
}

// TestTheSecondPlaceIsNotGuessedAt where it cannot be read or knows another company.
func TestTheSecondPlaceIsNotGuessedAt(t *testing.T) {
	t.Parallel()
	h := build(t)
	begin := func() (err error) {
		h.open(func(db *store.DB) { err = h.second.Begin(t.Context(), db) })
		return err
	}
	for text, want := range map[string]string{
		"": "bad_generation_file", "{": "bad_generation_file", `{"installation":"x"}`: "bad_generation_file", `{"generation":3}`: "bad_generation_file",
		`{"installation":"another","generation":1}`: "other_installation",
	} {
		if err := os.WriteFile(h.second.Path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := begin(); reason(err) != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
		if got, err := os.ReadFile(h.second.Path); err != nil || string(got) != text {
			t.Errorf("%q was changed to %q, %v", text, got, err)
		}
	}
	if err := os.Remove(h.second.Path); err != nil {
		t.Fatal(err)
	}
	if err := begin(); err != nil {
		t.Errorf("a file that was moved away: %v", err)
	}
	if err := os.Remove(store.Path(h.data)); err != nil {
		t.Fatal(err)
	}
	if err := h.second.Missing(h.data); reason(err) != "database_gone" {
		t.Errorf("a database that is gone: %v", err)
	}
	if err := janitor.SecondPlaceOf("", t.TempDir()).Missing(t.TempDir()); err != nil {
		t.Errorf("a new data directory: %v", err)
	}
}

// TestABadBackupChangesNothing: not the database, not the second place.
func TestABadBackupChangesNothing(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.mark("mine")
	good := filepath.Join(t.TempDir(), "good.db")
	h.copyTo(filepath.Join(t.TempDir(), "first.db"), false) // of which the next one knows
	h.copyTo(good, false)
	raw, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	other := build(t)
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	defaced := slices.Clone(raw)
	copy(defaced[len(defaced)-4096:], bytes.Repeat([]byte("?"), 4096))
	second, err := os.ReadFile(h.second.Path)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "nowhere"):        "no_backup",
		dir:                                  "no_backup",
		file("junk", []byte("no database")):  "backup_unusable",
		file("half", raw[:len(raw)/2]):       "backup_unusable",
		file("defaced", defaced):             "backup_unusable",
		file("empty", nil):                   "backup_unusable",
		file("index", crooked(t, raw)):       "backup_unusable",
		store.Path(other.data):               "other_installation",
		file("stranger", stranger(t, other)): "other_installation",
	} {
		if _, err := janitor.Restore(t.Context(), path, h.data, h.second); reason(err) != want {
			t.Errorf("%s: got %v, want %s", filepath.Base(path), err, want)
		}
	}
	if got := h.marked(); got != "mine" {
		t.Errorf("the database says %q", got)
	}
	if now, err := os.ReadFile(h.second.Path); err != nil || !bytes.Equal(now, second) {
		t.Errorf("the second place says %s, %v", now, err)
	}
	if got := names(t, h.data); slices.ContainsFunc(got, func(n string) bool { return strings.Contains(n, "restoring") || strings.Contains(n, "before") }) {
		t.Errorf("left behind: %v", got)
	}
}

// crooked is a database with an index that says other things than its table: it opens,
// and only a comparison of the two finds it.
func crooked(t testing.TB, raw []byte) []byte {
	t.Helper()
	const is, says = "copies_by_dir on copies (dir, no)", "copies_by_dir on copies (path,no)"
	if !bytes.Contains(raw, []byte(is)) {
		t.Fatal("the index is another one")
	}
	return bytes.ReplaceAll(raw, []byte(is), []byte(says))
}

// stranger is the whole file of another company's database.
func stranger(t testing.TB, other *house) []byte {
	t.Helper()
	raw, err := os.ReadFile(store.Path(other.data))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestFilesOfARunningDatabaseCanBeRestored, where somebody copied the write-ahead log
// with them.
func TestFilesOfARunningDatabaseCanBeRestored(t *testing.T) {
	t.Parallel()
	h := build(t)
	dir := t.TempDir()
	h.open(func(db *store.DB) {
		markIn(t, db, "in the log")
		for _, end := range []string{"", "-wal"} {
			raw, err := os.ReadFile(store.Path(h.data) + end)
			if err != nil || os.WriteFile(filepath.Join(dir, "raw.db"+end), raw, 0o600) != nil {
				t.Fatal(err)
			}
		}
	})
	h.mark("later")
	if _, err := janitor.Restore(t.Context(), filepath.Join(dir, "raw.db"), h.data, h.second); err != nil {
		t.Fatal(err)
	}
	if got := h.marked(); got != "in the log" {
		t.Errorf("the database says %q", got)
	}
}

// TestARestoreThatWasBrokenOffIsFinished: after each of its last steps, as often as
// it takes.
func TestARestoreThatWasBrokenOffIsFinished(t *testing.T) {
	t.Parallel()
	for steps := range 5 {
		t.Run(fmt.Sprint(steps), func(t *testing.T) {
			t.Parallel()
			h := build(t)
			h.mark("old")
			next := filepath.Join(h.data, "central.db.restoring")
			h.copyTo(next, false)
			h.mark("new")
			// A log that belongs to the old database must not be read into the new one.
			if err := os.WriteFile(store.Path(h.data)+"-wal", []byte("log"), 0o600); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(next)
			if err != nil {
				t.Fatal(err)
			}
			aside := store.Path(h.data) + ".before-" + info.ModTime().UTC().Format("20060102T150405Z")
			for _, end := range []string{"-wal", "-shm", "", "-shm"}[:min(steps, 4)] {
				if err := os.Rename(store.Path(h.data)+end, aside+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
					t.Fatal(err)
				}
			}
			if err := janitor.Unsettled(h.data); reason(err) != "restore_unfinished" {
				t.Errorf("before: %v", err)
			}
			got, err := janitor.Settle(h.data)
			if err != nil || got != aside {
				t.Errorf("settled with %q, %v, want %q", got, err, aside)
			}
			if err := janitor.Unsettled(h.data); err != nil {
				t.Errorf("after: %v", err)
			}
			if got := h.marked(); got != "old" {
				t.Errorf("the database says %q", got)
			}
			if log, err := os.ReadFile(aside + "-wal"); err != nil || string(log) != "log" {
				t.Errorf("the old log: %q, %v", log, err)
			}
			if got, err := janitor.Settle(h.data); got != "" || err != nil {
				t.Errorf("settled again with %q, %v", got, err)
			}
		})
	}
}

// TestTheKeeperMakesCopies when they are due, keeps as many as it is told, and says
// when it cannot.
func TestTheKeeperMakesCopies(t *testing.T) {
	t.Parallel()
	h := build(t)
	to := filepath.Join(t.TempDir(), "copies")
	if err := os.Mkdir(to, 0o700); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	h.open(func(db *store.DB) {
		k := &janitor.Keeper{
			DB: db, Second: h.second, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
			Plan: janitor.Plan{To: to, Every: time.Hour, Keep: 2, OffHost: []string{to}},
		}
		look := func(after time.Duration, want ...string) {
			t.Helper()
			now = now.Add(after)
			k.Look(t.Context())
			if got := names(t, to); !slices.Equal(got, want) {
				t.Errorf("at %s: %v, want %v", now, got, want)
			}
		}
		const first, second, third = "central-20261123T080000Z.db", "central-20261123T090000Z.db", "central-20261123T104000Z.db"
		look(0, first)
		look(59*time.Minute, first)
		look(time.Minute, first, second)
		// The disk is not there.
		if err := os.Rename(to, to+".away"); err != nil {
			t.Fatal(err)
		}
		now = now.Add(90 * time.Minute)
		k.Look(t.Context())
		if c := k.Health(t.Context()); c.Status != obs.StatusDegraded || c.Hint == "" {
			t.Errorf("health %+v", c)
		}
		if err := os.Rename(to+".away", to); err != nil {
			t.Fatal(err)
		}
		look(4*time.Minute, first, second)
		if c := k.Health(t.Context()); c.Status != obs.StatusDegraded {
			t.Errorf("health %+v: nothing was tried meanwhile", c)
		}
		look(6*time.Minute, second, third)
		if c := k.Health(t.Context()); c.Status != obs.StatusOK {
			t.Errorf("health %+v", c)
		}
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			c, ok, err := copies.NewestOffHost(ctx, tx)
			if !ok || c.Path != filepath.Join(to, third) {
				t.Errorf("the newest is %+v", c)
			}
			return err
		})
	})
	openAt(t, filepath.Join(to, "central-20261123T104000Z.db"), func(db *store.DB) {
		if err := db.SQL().IntegrityCheck(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
