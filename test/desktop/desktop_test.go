// Package desktop_test proves the kiosk's true window: a page in WebKit on a
// screen, typed into as a scanner does.
//
// Invariants: the program is the one that ships, with what it ships; what it
// recorded is read from its database after it has ended.
//
// Concurrency: one test; it has a World and a screen of its own.
package desktop_test

import (
	"context"
	"database/sql"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"rms/test/world"
)

func TestMain(m *testing.M) { os.Exit(world.Run(m)) }

// limit is how long a page may take to answer, or a program to notice, on a
// machine that does much else.
const limit = 2 * time.Minute

func TestWindow(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	central := w.DemoCentral()
	central.Start()
	codes := central.Command("demo")
	badge := find(t, codes, `(XB\w+) +badge +Aylin`)
	order := find(t, codes, `(R-\d+) +order`)
	item := find(t, codes, `(\S+) +item `)
	kiosk := w.EnrolKiosk(central, "Berlin dock 1", "BLN", "BLN-RET")
	window := w.Window(kiosk)

	window.Open()
	// The page has nothing to say when it is ready: the first code is typed until
	// it has been heard. A badge that is read again signs in again, and no more.
	scanUntil(t, window, order, func() error { return recorded(w, kiosk, "scan", 1) })
	window.Scan(badge)
	window.Scan(order)
	window.Scan(item)
	world.Until(t, limit, "the item is out", func() error { return recorded(w, kiosk, "check_out", 1) })
	picture := filepath.Join("..", "..", "build", "screens", "window.png")
	window.Picture(picture)
	checkPicture(t, picture)
	if err := window.Terminate(); err != nil {
		t.Errorf("SIGTERM: %v", err)
	}
	if err := recorded(w, kiosk, "check_out", 1); err != nil {
		t.Error(err)
	}

	window.Open()
	scanUntil(t, window, "ZW-88-0417", func() error { return recorded(w, kiosk, "scan", 3) })
	window.KillPage()
	if err := window.Ended(limit); err == nil {
		t.Error("a kiosk whose page has died ended as if all were well")
	}
}

func find(t *testing.T, text, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s in:\n%s", pattern, text)
	}
	return m[1]
}

// scanUntil types a code every few seconds until ok.
func scanUntil(t *testing.T, window *world.Window, code string, ok func() error) {
	t.Helper()
	const patience = 5 * time.Second
	var typed time.Time
	world.Until(t, limit, "the page hears "+code, func() error {
		if time.Since(typed) > patience {
			window.Scan(code)
			typed = time.Now()
		}
		return ok()
	})
}

// recorded reports whether the kiosk's database holds at least n facts of a kind.
func recorded(w *world.World, k *world.Kiosk, kind string, n int) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	db, err := sql.Open("sqlite", "file:"+w.CopyDB(k.DB(), "window")+"?mode=rw")
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	defer db.Close()
	const count = `select (select count(*) from outbox where kind = $1) + (select count(*) from archive where kind = $1)`
	var got int
	if err := db.QueryRowContext(ctx, count, kind).Scan(&got); err != nil {
		return fmt.Errorf("count: %w", err)
	}
	if got < n {
		return fmt.Errorf("%d of %d %s facts", got, n, kind)
	}
	return nil
}

// checkPicture tells a page from an empty window: many colours, and our ground.
func checkPicture(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	colours := map[[3]uint32]bool{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y += 2 {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x += 2 {
			r, g, b, _ := img.At(x, y).RGBA()
			colours[[3]uint32{r >> 8, g >> 8, b >> 8}] = true
		}
	}
	const ofAPage = 50
	if len(colours) < ofAPage {
		t.Errorf("the window shows %d colours: no page", len(colours))
	}
}
