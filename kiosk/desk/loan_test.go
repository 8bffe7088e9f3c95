package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/desk"
	"rms/kiosk/desk/desktest"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

const (
	ok        = rental.OutcomeOK
	look      = rental.OutcomeLook
	duplicate = rental.OutcomeDuplicate
	stop      = rental.OutcomeStop
)

// An order of 40 units leaves in at most 43 inputs, and comes back in 42; each unit is one fact, and nothing is odd.
func TestCountedInputs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inputs := 0
	in := func(code string) {
		inputs++
		if a := b.scan(t, code); a.Outcome != ok {
			t.Fatalf("input %d, %s: %s %s", inputs, code, a.Outcome, a.Title.Key)
		}
	}
	in(desktest.AdaBadge)
	in(desktest.ApprovedNumber)
	for n := 1; n <= desktest.Units; n++ {
		in(desktest.Tag(n))
	}
	in(string(tag.CommandFinish))
	if inputs > 43 {
		t.Errorf("out took %d inputs, want at most 43", inputs)
	}
	out := b.facts(t)
	b.scan(t, string(tag.CommandNextPerson))

	inputs = 0
	in(string(tag.CommandIn))
	for n := 1; n <= desktest.Units; n++ {
		in(desktest.Tag(n))
	}
	in(string(tag.CommandFinish))
	if inputs > 42 {
		t.Errorf("in took %d inputs, want at most 42", inputs)
	}
	want := []rental.Kind{rental.KindScan}
	for range desktest.Units {
		want = append(want, rental.KindCheckOut)
	}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("facts of out:\n%s", diff)
	}
	for range desktest.Units {
		want = append(want, rental.KindCheckIn)
	}
	if diff := cmp.Diff(want, b.facts(t)); diff != "" {
		t.Errorf("facts of the whole loan:\n%s", diff)
	}
}

// The same row for row: what is scanned, in which mode, gives which answer and which fact.
func TestAnswersByMode(t *testing.T) {
	t.Parallel()
	const noFact = rental.Kind("")
	cases := map[string]struct {
		before  []string
		code    string
		outcome rental.Outcome
		title   string
		fact    rental.Kind
	}{
		"idle: item":               {nil, desktest.Tag(1), ok, "answer.item_here", rental.KindScan},
		"idle: item by alias":      {nil, desktest.AliasCode, ok, "answer.item_here", rental.KindScan},
		"idle: item by serial":     {nil, desktest.Serial, ok, "answer.item_here", rental.KindScan},
		"idle: item by address":    {nil, "https://rms.example/t/" + desktest.Tag(2), ok, "answer.item_here", rental.KindScan},
		"idle: item elsewhere":     {nil, desktest.ForeignTag, look, "answer.other_site", rental.KindScan},
		"idle: retired":            {nil, desktest.RetiredTag, stop, "answer.retired", rental.KindScan},
		"idle: place":              {nil, desktest.ShelfCode, ok, "answer.place_here", rental.KindScan},
		"idle: counted goods":      {nil, desktest.TapeCode, look, "answer.counted", rental.KindScan},
		"idle: unknown":            {nil, "4006381333931", stop, "answer.unknown", rental.KindScan},
		"idle: badge":              {nil, desktest.AdaBadge, ok, "answer.signed_in", noFact},
		"idle: revoked badge":      {nil, desktest.EveBadge, stop, "answer.badge_revoked", noFact},
		"idle: strange badge":      {nil, "XBXE2ER0EER3B50EX3W", stop, "answer.badge_unknown", noFact},
		"idle: order, nobody here": {nil, desktest.ApprovedNumber, ok, "answer.order_opened", rental.KindScan},
		"idle: merged codes":       {nil, "AXXOUTXX", stop, "answer.two_codes", noFact},
		"out: nobody here":         {nil, "XXOUTXX", stop, "answer.needs_badge", noFact},
		"move: nobody here":        {nil, "XXMOVEXX", stop, "answer.needs_badge", noFact},
		"new order: nobody here":   {nil, "XXNEWORDERXX", stop, "answer.needs_badge", noFact},
		"pack is not built":        {nil, "XXPACKXX", stop, "answer.not_yet", noFact},
		"count is not built":       {nil, "XXCOUNTXX", stop, "answer.not_yet", noFact},
		"damaged is not built":     {nil, "XXDAMAGEDXX", stop, "answer.not_yet", noFact},
		"quantities":               {nil, "XXQT5XX", stop, "answer.no_quantity", noFact},
		"yes to nothing":           {nil, "XXOKXX", stop, "answer.question_closed", noFact},
		"undo of nothing":          {nil, "XXUNDOXX", stop, "answer.nothing_to_undo", noFact},
		"finish of nothing":        {nil, "XXFINISHXX", look, "answer.finished", noFact},

		"out: item":                 {[]string{desktest.AdaBadge, desktest.ApprovedNumber}, desktest.Tag(1), ok, "answer.out", rental.KindCheckOut},
		"out: again on this order":  {[]string{desktest.AdaBadge, desktest.ApprovedNumber, desktest.Tag(1)}, desktest.Tag(1), duplicate, "answer.already_on_order", rental.KindScan},
		"out: taken by another":     {[]string{desktest.AdaBadge, desktest.ApprovedNumber}, desktest.OutTag, stop, "answer.already_out", rental.KindCheckOut},
		"out: retired":              {[]string{desktest.AdaBadge, desktest.ApprovedNumber}, desktest.RetiredTag, stop, "answer.retired", rental.KindCheckOut},
		"out: from repair":          {[]string{desktest.AdaBadge, desktest.ApprovedNumber}, desktest.RepairTag, look, "answer.in_maintenance", rental.KindCheckOut},
		"out: of another site":      {[]string{desktest.AdaBadge, desktest.ApprovedNumber}, desktest.ForeignTag, look, "answer.out", rental.KindCheckOut},
		"out: place is destination": {[]string{desktest.AdaBadge, desktest.ApprovedNumber}, desktest.TheatreCode, ok, "answer.place_set", rental.KindScan},
		"out: unknown":              {[]string{desktest.AdaBadge, desktest.ApprovedNumber}, "NOPE-1", stop, "answer.unknown", rental.KindScan},
		"out: no order":             {[]string{desktest.AdaBadge, "XXOUTXX"}, desktest.Tag(1), stop, "answer.no_order", rental.KindScan},
		"out: pending order":        {[]string{desktest.AdaBadge}, desktest.PendingNumber, look, "answer.order_not_approved", rental.KindScan},
		"out: item, pending order":  {[]string{desktest.AdaBadge, desktest.PendingNumber}, desktest.Tag(1), stop, "answer.order_not_approved", rental.KindScan},
		"out: item, rejected order": {[]string{desktest.AdaBadge, desktest.RejectedNumber}, desktest.Tag(1), stop, "answer.order_rejected", rental.KindScan},
		"order, then badge":         {[]string{desktest.ApprovedNumber, desktest.AdaBadge}, desktest.Tag(1), ok, "answer.out", rental.KindCheckOut},

		"in: out item":        {[]string{"XXINXX"}, desktest.OutTag, ok, "answer.in", rental.KindCheckIn},
		"in: was not out":     {[]string{"XXINXX"}, desktest.Tag(1), look, "answer.not_out", rental.KindCheckIn},
		"in: again":           {[]string{"XXINXX", desktest.OutTag}, desktest.OutTag, duplicate, "answer.already_in", rental.KindScan},
		"in: another site's":  {[]string{"XXINXX"}, desktest.ForeignTag, look, "answer.other_site", rental.KindCheckIn},
		"in: retired":         {[]string{"XXINXX"}, desktest.RetiredTag, stop, "answer.retired", rental.KindCheckIn},
		"in: a place":         {[]string{"XXINXX"}, desktest.ShelfCode, ok, "answer.place_set", rental.KindScan},
		"in: a badge between": {[]string{"XXINXX", desktest.AdaBadge}, desktest.OutTag, ok, "answer.in", rental.KindCheckIn},
		"move: no place yet":  {[]string{desktest.AdaBadge, "XXMOVEXX"}, desktest.Tag(1), stop, "answer.needs_place", rental.KindScan},
		"move: item":          {[]string{desktest.AdaBadge, "XXMOVEXX", desktest.TheatreCode}, desktest.Tag(1), ok, "answer.moved", rental.KindMove},
		"move: is there":      {[]string{desktest.AdaBadge, "XXMOVEXX", desktest.ShelfCode}, desktest.Tag(1), duplicate, "answer.already_here", rental.KindScan},
		"move: still out":     {[]string{desktest.AdaBadge, "XXMOVEXX", desktest.ShelfCode}, desktest.OutTag, look, "answer.already_out", rental.KindMove},
		"new order: item":     {[]string{desktest.AdaBadge, "XXNEWORDERXX"}, desktest.Tag(1), ok, "answer.line_added", rental.KindScan},
		"new order: counted":  {[]string{desktest.AdaBadge, "XXNEWORDERXX"}, desktest.TapeCode, ok, "answer.line_added", rental.KindScan},
		"new order: job":      {[]string{desktest.AdaBadge, "XXNEWORDERXX"}, desktest.FestivalNumber, ok, "answer.job_set", rental.KindScan},
		"new order: finish":   {[]string{desktest.AdaBadge, "XXNEWORDERXX"}, "XXFINISHXX", stop, "answer.draft_not_ready", noFact},
		"the same badge":      {[]string{desktest.AdaBadge}, desktest.AdaBadge, duplicate, "answer.signed_in", noFact},
		"next person":         {[]string{desktest.AdaBadge}, "XXNEXTPERSONXX", ok, "answer.signed_out", noFact},
		"parked":              {[]string{desktest.AdaBadge, desktest.ApprovedNumber}, "XXNEXTPERSONXX", ok, "answer.parked", noFact},
		"resumed":             {[]string{desktest.AdaBadge, desktest.ApprovedNumber, "XXNEXTPERSONXX"}, desktest.AdaBadge, ok, "answer.resumed", noFact},
		"after resuming, out": {[]string{desktest.AdaBadge, desktest.ApprovedNumber, desktest.MaxBadge, desktest.AdaBadge}, desktest.Tag(3), ok, "answer.out", rental.KindCheckOut},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			for _, code := range c.before {
				b.scan(t, code)
			}
			n := len(b.facts(t))
			a := b.scan(t, c.code)
			want(t, a, c.outcome, c.title)
			facts := b.facts(t)[n:]
			if c.fact == noFact {
				if len(facts) > 0 || a.FactID != "" {
					t.Errorf("recorded %v as %q, want nothing", facts, a.FactID)
				}
				return
			}
			if diff := cmp.Diff([]rental.Kind{c.fact}, facts); diff != "" {
				t.Errorf("facts:\n%s", diff)
			}
			if a.FactID != a.ID {
				t.Errorf("fact id %q, want the gesture's %q", a.FactID, a.ID)
			}
			if a.Next == nil && a.Ask == nil {
				t.Error("the answer names no next step")
			}
		})
	}
}

func TestARepeatWithinTheSecondMakesNoFact(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.AdaBadge)
	b.scan(t, desktest.ApprovedNumber)
	first := b.scan(t, desktest.Tag(1))
	n := len(b.facts(t))
	b.pass(1499 * time.Millisecond)
	again := b.scanAs(t, newID(), desktest.Tag(1))
	want(t, again, duplicate, "answer.scanned_twice")
	if again.FactID != first.FactID || len(b.facts(t)) != n {
		t.Errorf("repeat names %q and recorded %d more, want %q and none", again.FactID, len(b.facts(t))-n, first.FactID)
	}
	b.pass(1 * time.Millisecond)
	late := b.scanAs(t, newID(), desktest.Tag(1))
	want(t, late, duplicate, "answer.already_on_order")
	if len(b.facts(t)) != n+1 {
		t.Error("a read after a second and a half is a fact of its own")
	}
	// Another thing in between changes nothing; places and commands are never repeats.
	b.scanAs(t, newID(), desktest.Tag(2))
	want(t, b.scanAs(t, newID(), desktest.Tag(2)), duplicate, "answer.scanned_twice")
	want(t, b.scanAs(t, newID(), desktest.TheatreCode), ok, "answer.place_set")
	want(t, b.scanAs(t, newID(), desktest.TheatreCode), ok, "answer.place_set")
}

func TestANewPlaceOrOrderMakesASecondReadAGestureOfItsOwn(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		before, between []string
		want            string
	}{
		"move, another place": {[]string{"XXMOVEXX", desktest.TheatreCode}, []string{desktest.ShelfCode}, "answer.moved"},
		"out, another order":  {[]string{"XXOUTXX", desktest.ApprovedNumber}, []string{desktest.RejectedNumber}, "answer.order_rejected"},
		"move, the same one":  {[]string{"XXMOVEXX", desktest.TheatreCode}, []string{desktest.TheatreCode}, "answer.scanned_twice"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.scan(t, desktest.AdaBadge)
			for _, raw := range c.before {
				b.scan(t, raw)
			}
			b.scanAs(t, newID(), desktest.Tag(1))
			for _, raw := range c.between {
				b.scanAs(t, newID(), raw)
			}
			if a := b.scanAs(t, newID(), desktest.Tag(1)); a.Title.Key != c.want {
				t.Errorf("the second read is %s %q, want %q", a.Outcome, a.Title.Key, c.want)
			}
		})
	}
}

// A hand does not reach for the shift key; a scanner reads what is printed.
func TestWhatAHandTypesIsFoundInAnyCase(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ raw, source, want string }{
		"an item":                   {strings.ToLower(desktest.Tag(1)), "typed", "answer.item_here"},
		"an order":                  {strings.ToLower(desktest.ApprovedNumber), "typed", "answer.order_opened"},
		"a place":                   {strings.ToLower(desktest.ShelfCode), "typed", "answer.place_here"},
		"a command":                 {"xxoutxx", "typed", "answer.needs_badge"},
		"a scanner is exact":        {strings.ToLower(desktest.Tag(1)), "wedge", "answer.unknown"},
		"what nobody knows, typed":  {"nobody-1", "typed", "answer.unknown"},
		"as it is printed it stays": {desktest.Tag(1), "typed", "answer.item_here"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			if c.want == "answer.order_opened" {
				b.scan(t, desktest.AdaBadge)
			}
			b.pass(2 * time.Second)
			a, err := b.Scan(t.Context(), desk.Scan{ID: newID(), Raw: []byte(c.raw), Source: c.source})
			if err != nil {
				t.Fatal(err)
			}
			if a.Title.Key != c.want || a.Raw != c.raw {
				t.Errorf("answer %q of %q, want %q", a.Title.Key, a.Raw, c.want)
			}
		})
	}
}

func TestUndoTakesBackTheLastMovementOfTheSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.AdaBadge)
	b.scan(t, desktest.ApprovedNumber)
	b.scan(t, desktest.Tag(1))
	b.scan(t, desktest.Tag(2))
	want(t, b.scan(t, "XXUNDOXX"), ok, "answer.undone")
	status := func(n int) rental.AssetStatus {
		row, _, err := b.store.Row(t.Context(), rental.Key{Collection: rental.Assets, ID: string(desktest.Item(n))})
		if err != nil {
			t.Fatal(err)
		}
		a, _ := row.(rental.Asset)
		return a.Status
	}
	if status(1) != rental.Deployed || status(2) != rental.Available {
		t.Errorf("items are %s and %s, want deployed and available", status(1), status(2))
	}
	// What was taken back may go out at once: it is no repeat.
	want(t, b.scanAs(t, newID(), desktest.Tag(2)), ok, "answer.out")
	want(t, b.scan(t, "XXUNDOXX"), ok, "answer.undone")
	want(t, b.scan(t, "XXUNDOXX"), ok, "answer.undone")
	want(t, b.scan(t, "XXUNDOXX"), stop, "answer.nothing_to_undo")
	if status(1) != rental.Available {
		t.Errorf("item 1 is %s, want available", status(1))
	}
}

func TestSomebodyElsesFactNeedsAReasonAndAPIN(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.AdaBadge)
	b.scan(t, desktest.ApprovedNumber)
	b.scan(t, desktest.Tag(1))
	b.scan(t, desktest.MaxBadge)
	passport := b.scan(t, desktest.Tag(1))
	if len(passport.Other) != 1 || passport.Other[0].Verb != "undo" {
		t.Fatalf("the passport offers %+v, want to take it back", passport.Other)
	}
	why := b.tap(t, "undo", passport.Other[0].Value)
	want(t, why, stop, "answer.undo_not_yours")
	if len(why.Other) == 0 {
		t.Fatal("no reasons to choose from")
	}
	asked := b.tap(t, "undo", why.Other[0].Value)
	if asked.Ask == nil || asked.Ask.Kind != "pin" {
		t.Fatalf("asks %+v, want a PIN", asked.Ask)
	}
	n := len(b.facts(t))
	want(t, b.pin(t, "0000"), stop, "answer.pin_wrong")
	if len(b.facts(t)) != n {
		t.Error("a wrong PIN recorded something")
	}
	want(t, b.pin(t, desktest.MaxPIN), ok, "answer.undone")
	p := b.last(t)
	if p.Kind != rental.KindUndo || p.Actor.Verified != rental.VerifiedPIN || p.Actor.PersonID != desktest.Max {
		t.Errorf("recorded %s by %+v, want undo by Max with PIN", p.Kind, p.Actor)
	}
}

func TestWithoutApprovalABadgeAndAPINAreNeeded(t *testing.T) {
	t.Parallel()
	t.Run("the person's own", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.scan(t, desktest.MaxBadge)
		b.scan(t, "XXOUTXX")
		want(t, b.scan(t, desktest.Tag(1)), stop, "answer.no_order")
		a := b.pin(t, desktest.MaxPIN)
		want(t, a, ok, "answer.out_adhoc")
		p := b.last(t)
		if p.Kind != rental.KindCheckOut || p.Actor.Verified != rental.VerifiedPIN {
			t.Errorf("recorded %s by %+v, want check_out with PIN", p.Kind, p.Actor)
		}
		want(t, b.scan(t, desktest.Tag(2)), ok, "answer.out_adhoc") // the same batch
		b.scan(t, "XXFINISHXX")
		b.scan(t, "XXOUTXX")
		want(t, b.scan(t, desktest.Tag(3)), stop, "answer.no_order") // each batch anew
	})
	t.Run("a supervisor's", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.scan(t, desktest.AdaBadge)
		b.scan(t, desktest.PendingNumber)
		want(t, b.pin(t, desktest.MaxPIN), stop, "answer.needs_badge")
		asked := b.scan(t, desktest.MaxBadge)
		if asked.Ask == nil || asked.Ask.Text.Names["person"] != "Max Planck" {
			t.Fatalf("asks %+v, want Max's PIN", asked.Ask)
		}
		want(t, b.pin(t, desktest.MaxPIN), ok, "answer.allowed")
		want(t, b.scan(t, desktest.Tag(1)), look, "answer.order_not_approved")
		p := b.last(t)
		if p.Kind != rental.KindCheckOut || p.Actor.PersonID != desktest.Ada || p.Actor.Second != desktest.Max {
			t.Errorf("recorded %s by %+v, want check_out by Ada with Max as second", p.Kind, p.Actor)
		}
	})
	t.Run("five wrong ones lock out", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.scan(t, desktest.MaxBadge)
		b.scan(t, desktest.PendingNumber)
		n := len(b.facts(t))
		for range 4 {
			want(t, b.pin(t, "9999"), stop, "answer.pin_wrong")
		}
		want(t, b.pin(t, "9999"), stop, "answer.pin_locked")
		want(t, b.pin(t, desktest.MaxPIN), stop, "answer.pin_locked")
		if diff := cmp.Diff([]rental.Kind{rental.KindLockout}, b.facts(t)[n:]); diff != "" {
			t.Errorf("facts:\n%s", diff)
		}
	})
}

// Whoever has no badge at hand picks the name and enters the PIN; what needs a PIN each time still does.
func TestAPersonPickedFromTheListSignsInByPIN(t *testing.T) {
	t.Parallel()
	b := setup(t)
	want(t, b.tap(t, "person", desktest.Ada), ok, "ask.pin")
	want(t, b.pin(t, "1234"), stop, "answer.no_pin") // Ada has none here
	want(t, b.tap(t, "person", desktest.Max), ok, "ask.pin")
	want(t, b.pin(t, "1234"), stop, "answer.pin_wrong")
	want(t, b.pin(t, desktest.MaxPIN), ok, "answer.signed_in")
	b.scan(t, desktest.ApprovedNumber)
	want(t, b.scan(t, desktest.Tag(1)), ok, "answer.out")
	p := b.last(t)
	if p.Actor.PersonID != desktest.Max || p.Actor.Verified != rental.VerifiedPIN || p.Actor.Badge != "" {
		t.Errorf("recorded by %+v, want Max by PIN and without a badge", p.Actor)
	}
	b.scan(t, desktest.PendingNumber)
	want(t, b.scan(t, desktest.Tag(2)), stop, "answer.order_not_approved")
	want(t, b.tap(t, "person", ""), ok, "answer.parked")
}
