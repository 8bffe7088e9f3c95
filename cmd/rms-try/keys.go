package main

import (
	"bufio"
	"context"
	"os"
)

// readKeys yields what is typed; the channel closes at the input's end. Without
// a terminal in single-key mode a key arrives with its line, which comes to the
// same: what is no key of ours (a line's end) is passed over by the caller.
//
// A read from a terminal cannot be called off, so the goroutine may stay in it
// until the program ends; it holds nothing.
func readKeys(ctx context.Context, from *os.File) <-chan byte {
	keys := make(chan byte)
	go func() {
		defer close(keys)
		in := bufio.NewReader(from)
		for {
			key, err := in.ReadByte()
			if err != nil {
				return
			}
			select {
			case keys <- key:
			case <-ctx.Done():
				return
			}
		}
	}()
	return keys
}
