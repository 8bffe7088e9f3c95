package house

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	mdLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	adr    = regexp.MustCompile(`^docs/adr/([0-9]{4})-[a-z0-9-]+\.md$`)
)

// Docs returns one finding for each link from a page to a file of the tree that
// is not there, and for each decision without a number of its own.
func Docs(files []File) []string {
	var found []string
	there := map[string]bool{}
	numbers := map[string]string{}
	for _, f := range files {
		for p := f.Path; p != "."; p = path.Dir(p) {
			there[p] = true
		}
		if path.Dir(f.Path) != "docs/adr" {
			continue
		}
		m := adr.FindStringSubmatch(f.Path)
		switch {
		case m == nil:
			found = append(found, fmt.Sprintf("%s: a decision is called NNNN-what-was-decided.md", f.Path))
		case numbers[m[1]] != "":
			found = append(found, fmt.Sprintf("%s has the number of %s: take the next free one", f.Path, numbers[m[1]]))
		default:
			numbers[m[1]] = f.Path
		}
	}
	for _, f := range files {
		if path.Ext(f.Path) != ".md" || slices.Contains(strings.Split(f.Path, "/"), "testdata") {
			continue
		}
		for _, m := range mdLink.FindAllStringSubmatch(string(f.Data), -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target == "" || strings.Contains(target, ":") {
				continue // within the page, or out in the world
			}
			if !there[path.Join(path.Dir(f.Path), target)] {
				found = append(found, fmt.Sprintf("%s links to %s, which is not there", f.Path, m[1]))
			}
		}
	}
	return found
}
