package card

import (
	"slices"
	"strconv"

	"rms/syncproto/rental"
)

// moments are the parameters of notices that are times in ms.
var moments = []string{"due", "since", "at", "from", "as_of", "start", "end", "until"}

// Sentence makes a Text of a key and parameters as texts: times and counts get their kinds back.
func Sentence(key string, params map[string]string) Text {
	t := Text{Key: key}
	for name, value := range params {
		n, err := strconv.ParseInt(value, 10, 64)
		switch {
		case err == nil && slices.Contains(moments, name):
			t = t.When(name, rental.Millis(n))
		case err == nil && name == "n":
			t = t.Count(name, n)
		default:
			if t.Names == nil {
				t.Names = map[string]string{}
			}
			t.Names[name] = value
		}
	}
	return t
}
