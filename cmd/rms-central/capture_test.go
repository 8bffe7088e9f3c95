package main

import "strings"

// capture is what a command printed.
type capture []byte

func (c *capture) Write(b []byte) (int, error) {
	*c = append(*c, b...)
	return len(b), nil
}

// field is what stands behind a name at the start of a line.
func (c *capture) field(name string) string {
	for line := range strings.Lines(string(*c)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == name {
			return f[1]
		}
	}
	return ""
}
