package auth

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/unicode/norm"

	"rms/internal/phc"
	"rms/syncproto/rental"
)

const (
	// MinPIN and MaxPIN bound a PIN in digits.
	MinPIN = 4
	MaxPIN = 8
	// hashers is how many derivations run at once: each takes 19 MiB and a core.
	hashers = 2
)

// Passwords hashes and checks the secrets that people type.
type Passwords struct {
	random io.Reader
	turns  chan struct{}
	dummy  phc.Hash
	// derived is told of each derivation; tests count.
	derived func()
}

// NewPasswords returns a hasher. random nil means the system's.
func NewPasswords(random io.Reader) (*Passwords, error) {
	if random == nil {
		random = rand.Reader
	}
	dummy, err := phc.New(random, "nobody's password", phc.Default())
	if err != nil {
		return nil, fmt.Errorf("hash a password for nobody: %w", err)
	}
	return &Passwords{random: random, turns: make(chan struct{}, hashers), dummy: dummy, derived: func() {}}, nil
}

// Hash checks a new password against the rules and returns its PHC string. about
// holds what else is known of its owner: a password made of it is no secret. What
// is hashed is the normal form: an umlaut is the same from every keyboard.
func (p *Passwords) Hash(ctx context.Context, login, password string, about ...string) (string, error) {
	if err := CheckPassword(login, password, about...); err != nil {
		return "", err
	}
	return p.hash(ctx, norm.NFKC.String(password))
}

// HashPIN checks a new PIN and returns its PHC string, which kiosks verify.
func (p *Passwords) HashPIN(ctx context.Context, pin string) (string, error) {
	if len(pin) < MinPIN || len(pin) > MaxPIN || strings.Trim(pin, "0123456789") != "" {
		return "", weak("pin", fmt.Sprintf("a PIN has %d to %d digits", MinPIN, MaxPIN), "choose digits that are not in a row")
	}
	if simplePIN(pin) {
		return "", weak("pin", "this PIN is the first that anybody would try", "choose digits that are not in a row")
	}
	return p.hash(ctx, pin)
}

func (p *Passwords) hash(ctx context.Context, secret string) (string, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	h, err := phc.New(p.random, secret, phc.Default())
	if err != nil {
		return "", fmt.Errorf("hash a secret: %w", err)
	}
	return h.String(), nil
}

// Check reports whether password is the one behind stored. For an unknown user
// stored is empty: the same work is done, and the answer is no. Hashes made before
// passwords were normalised are of what was typed: a password that has another
// normal form is tried as both, whoever's it is.
func (p *Passwords) Check(ctx context.Context, stored, password string) (bool, error) {
	h := p.dummy
	if stored != "" {
		var err error
		if h, err = phc.Parse(stored); err != nil {
			return false, fmt.Errorf("read a stored password hash: %w", err)
		}
	}
	if len(password) > MaxPassword {
		password = "" // never a password; the work is the same
	}
	forms := []string{norm.NFKC.String(password)}
	if forms[0] != password {
		forms = append(forms, password)
	}
	right := false
	for _, form := range forms {
		ok, err := p.matches(ctx, h, form)
		if err != nil {
			return false, err
		}
		right = right || ok
	}
	return right && stored != "", nil
}

func (p *Passwords) matches(ctx context.Context, h phc.Hash, secret string) (bool, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	return h.Matches(secret), nil
}

func (p *Passwords) turn(ctx context.Context) (done func(), err error) {
	select {
	case p.turns <- struct{}{}:
		p.derived()
		return func() { <-p.turns }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to check a password: %w", ctx.Err())
	}
}

// simplePIN reports whether all digits are equal or count up or down by one.
func simplePIN(pin string) bool {
	for _, step := range []int{0, 1, -1} {
		run := true
		for i := 1; i < len(pin); i++ {
			run = run && int(pin[i])-int(pin[i-1]) == step
		}
		if run {
			return true
		}
	}
	return false
}

func weak(field, message, hint string) error {
	return &rental.Error{Code: rental.CodeInvalid, Reason: "weak_" + field, Field: field, Message: message, Hint: hint}
}
