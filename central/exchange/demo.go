package exchange

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/google/uuid"

	"rms/syncproto/rental"
)

// DemoConfig says which demo company to plan.
type DemoConfig struct {
	// Seed chooses which fixtures the company owns, and its badges.
	Seed uint64
	// Now is the moment around which the jobs lie.
	Now time.Time
	// MintBadge makes a badge code from random bytes.
	MintBadge func(io.Reader) (string, error)
	// HashBadge is what a badge row keeps of its code.
	HashBadge func(code []byte) string
	// HashPIN and HashPassword make argon2id PHC strings.
	HashPIN, HashPassword func(secret string) (string, error)
}

// DemoPassword is the password of every account of a demo company.
const DemoPassword = "stage-left-demo"

// DemoLogin is an account that a person may try.
type DemoLogin struct {
	Login, Password, Name string
	Role                  rental.Role
}

// DemoBadge is a badge that a person may try, with its PIN.
type DemoBadge struct {
	PersonID        rental.PersonID
	Name, Code, PIN string
	Site            rental.SiteID
}

// DemoPlan is a whole company: first the rows, in an order in which each finds
// what it refers to, then what happened to them, in order of time.
type DemoPlan struct {
	Rows   []rental.Row
	Steps  []DemoStep
	Codes  []rental.DemoCode
	Logins []DemoLogin
	Badges []DemoBadge

	cfg    DemoConfig
	rng    *rand.Rand
	chacha *rand.ChaCha8
	types  map[string]rental.ItemType
	places map[string]rental.Place
	people map[string]rental.Person
	pools  map[rental.ItemTypeID]map[rental.SiteID][]rental.Asset
	orders map[string]*demoOrder
}

// DemoStep is one thing that happened: a command of an actor at a time.
type DemoStep struct {
	At      time.Time
	Actor   rental.Actor
	Command rental.Command
}

// PlanDemo plans the company of cfg. It fails only if its own data are broken
// or a hash function fails.
func PlanDemo(cfg DemoConfig) (*DemoPlan, error) {
	var key [32]byte
	copy(key[:], "rms demo company "+strconv.FormatUint(cfg.Seed, 10))
	p := &DemoPlan{
		cfg: cfg, rng: rand.New(rand.NewPCG(cfg.Seed, 0x524d53)), chacha: rand.NewChaCha8(key),
		types: map[string]rental.ItemType{}, places: map[string]rental.Place{},
		people: map[string]rental.Person{}, orders: map[string]*demoOrder{},
		pools: map[rental.ItemTypeID]map[rental.SiteID][]rental.Asset{},
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"places", p.planPlaces}, {"people", p.planPeople}, {"catalogue", p.planCatalogue},
		{"jobs", p.planJobs}, {"codes", p.planCodes},
	} {
		if err := step.do(); err != nil {
			return nil, fmt.Errorf("plan the demo company's %s: %w", step.name, err)
		}
	}
	return p, nil
}

// id is the stable id of the company's row of that name.
func (p *DemoPlan) id(kind, name string) string {
	space := uuid.NewSHA1(uuid.NameSpaceURL, []byte("rms:demo:"+strconv.FormatUint(p.cfg.Seed, 10)))
	return uuid.NewSHA1(space, []byte(kind+"/"+name)).String()
}

func (p *DemoPlan) add(r rental.Row) { p.Rows = append(p.Rows, r) }

func millis(t time.Time) rental.Millis { return rental.Millis(t.UnixMilli()) }
