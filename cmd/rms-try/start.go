package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// startKiosk opens the window, or serves the page when there is no display or
// the window dies. where tells a person how to reach it.
func startKiosk(ctx context.Context, c config, p ports) (dock *child, where string, err error) {
	k, env := c.kiosk(c.kioskData()), kioskEnv(p.networkURL())
	if !c.headless && hasDisplay(c.env) {
		dock, err := c.start("kiosk", k.window(), env)
		if err != nil {
			return nil, "", err
		}
		died, err := diesWithin(ctx, dock, c.windowTrial)
		if err != nil {
			return nil, "", errors.Join(err, c.stop(dock))
		}
		if !died {
			return dock, "in its window", nil
		}
		c.say("No window: %v\nThe kiosk goes on in the browser.\n", dock.died("at once"))
	}
	dock, err = c.start("kiosk", k.headless(p.kiosk), env)
	if err != nil {
		return nil, "", err
	}
	where, err = waitURL(ctx, c, dock)
	if err != nil {
		return nil, "", errors.Join(err, c.stop(dock))
	}
	if err := waitCatalogue(ctx, c, dock, where); err != nil {
		return nil, "", errors.Join(err, c.stop(dock))
	}
	return dock, where, nil
}

// waitCatalogue waits until the kiosk knows the company, so that the first code
// that is tried is not answered with "unknown". A kiosk that does not get there
// still works: what it records is judged later.
func waitCatalogue(ctx context.Context, c config, dock *child, page string) error {
	if knowsCatalogue(ctx, page) {
		return nil
	}
	c.say("The kiosk reads the catalogue, once ...")
	limit := time.After(c.catalogue)
	again := time.NewTicker(100 * time.Millisecond) // a person does not see less
	defer again.Stop()
	for !knowsCatalogue(ctx, page) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-dock.done:
			return dock.died("before it knew the catalogue")
		case <-limit:
			c.say("The kiosk still does not know the catalogue: %s", dock.log.report())
			return nil
		case <-again.C:
		}
	}
	return nil
}

// diesWithin waits for the child's end, at most for the trial.
func diesWithin(ctx context.Context, ch *child, trial time.Duration) (bool, error) {
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case <-ch.done:
		return true, nil
	case <-time.After(trial):
		return false, nil
	}
}

// waitURL waits until the kiosk has printed its address.
func waitURL(ctx context.Context, c config, dock *child) (string, error) {
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case found := <-dock.log.found:
		return found, nil
	case <-dock.done:
		return "", dock.died("before it was ready")
	case <-time.After(c.startLimit):
		return "", dock.late(c.startLimit)
	}
}

// waitReady asks address until it answers 200.
func waitReady(ctx context.Context, c config, ch *child, address string) error {
	limit := time.After(c.startLimit)
	again := time.NewTicker(100 * time.Millisecond) // a person does not see less
	defer again.Stop()
	for {
		if answers(ctx, address) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ch.done:
			return ch.died("before it was ready")
		case <-limit:
			return ch.late(c.startLimit)
		case <-again.C:
		}
	}
}

// answers reports whether one GET is answered with 200.
func answers(ctx context.Context, address string) bool {
	_, ok := ask(ctx, address, "")
	return ok
}

// ask is one GET, with a token if there is one; ok means that it was answered
// with 200.
func ask(ctx context.Context, address, token string) (body []byte, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, false
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, false // not yet: why is in the program's own log
	}
	defer res.Body.Close()
	body, err = io.ReadAll(io.LimitReader(res.Body, 1<<20))
	return body, err == nil && res.StatusCode == http.StatusOK
}

// died says how the child ended and shows its last lines.
func (ch *child) died(when string) error {
	return fmt.Errorf("%s ended %s (%s)\n%s", ch.name, when, ch.status(), ch.log.report())
}

func (ch *child) late(limit time.Duration) error {
	return fmt.Errorf("%s is not ready after %v\n%s", ch.name, limit, ch.log.report())
}
