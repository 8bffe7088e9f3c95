package exchange

import (
	"strings"
)

// silhouettes lists the drawings that stand for a type without a photo.
var silhouettes = []string{
	"moving_head", "par", "profile", "strobe", "blinder", "bar", "matrix", "laser", "hazer", "fan",
	"stand", "dimmer", "cable", "clamp", "truss", "case", "computer", "other",
}

// fixtureCategory turns the library's categories, most telling first, into the
// house's category and a silhouette.
func fixtureCategory(categories, name string) (category, silhouette string) {
	lower := strings.ToLower(name)
	for _, word := range []string{"profile", "source four", "ellipsoidal", "spot 15", "lustr"} {
		if strings.Contains(lower, word) && !strings.Contains(categories, "Moving Head") {
			return "Profile", "profile"
		}
	}
	for _, rule := range []struct{ word, category, silhouette string }{
		{"Moving Head", "Moving head", "moving_head"}, {"Scanner", "Scanner", "moving_head"},
		{"Laser", "Laser", "laser"}, {"Hazer", "Haze and fog", "hazer"}, {"Smoke", "Haze and fog", "hazer"},
		{"Fan", "Fan", "fan"}, {"Matrix", "Matrix", "matrix"}, {"Pixel Bar", "LED bar", "bar"},
		{"Blinder", "Blinder", "blinder"}, {"Strobe", "Strobe", "strobe"}, {"Stand", "Stand", "stand"},
		{"Flower", "Effect", "other"}, {"Effect", "Effect", "other"}, {"Color Changer", "Wash light", "par"},
		{"Dimmer", "Conventional", "par"},
	} {
		if strings.Contains(categories, rule.word) {
			return rule.category, rule.silhouette
		}
	}
	return "Other", "other"
}

// tagPrefix is what the tags of a silhouette start with.
func tagPrefix(silhouette string) string {
	prefixes := map[string]string{
		"moving_head": "MH", "par": "PR", "profile": "PF", "strobe": "ST", "blinder": "BD", "bar": "BR", "matrix": "MX",
		"laser": "LZ", "hazer": "HZ", "fan": "FN", "stand": "SD", "dimmer": "DM", "cable": "CB", "clamp": "CL",
		"truss": "TR", "case": "CS", "computer": "NT", "other": "FX",
	}
	return prefixes[silhouette]
}
