package shape

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"rms/syncproto/rental"
)

// Bool reads a yes or a no.
func Bool(s string) (yes, ok bool) {
	switch Fold(s) {
	case "yes", "y", "true", "1", "ja", "j", "wahr", "x", "✓":
		return true, true
	case "no", "n", "false", "0", "nein", "falsch":
		return false, true
	}
	return false, false
}

var (
	unitForm  = regexp.MustCompile(`(?i)\s*(kg|g|w|watts?|pcs|stk|stück|st|eur|€|\$|£|usd|gbp|chf)\.?$`)
	moneyForm = regexp.MustCompile(`^(€|\$|£)\s*`)
	// In English a comma parts thousands, in German it is the decimal sign.
	plainForm   = regexp.MustCompile(`^-?\d+([.,]\d+)?$`)
	englishForm = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d+)?$`)
	germanForm  = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+(,\d+)?$`)
	spacedForm  = regexp.MustCompile(`^-?\d{1,3}([ \x{00a0}']\d{3})+([.,]\d+)?$`)
)

// Number reads a number times factor, a whole one as a result: 1.5 kg times 1000
// is 1500 g. It takes 1.5, 1,5, 1,234.5, 1.234,5 and a unit behind it; a point
// alone is a decimal point, as programs write it. A number such as 1,234 has two
// readings, and is refused like what is none: ambiguous says which. The result is
// rounded; rest reports that there was something to round.
func Number(s string, factor int64) (n int64, rest, ambiguous, ok bool) {
	s = unitForm.ReplaceAllString(moneyForm.ReplaceAllString(s, ""), "")
	plain, english, german := plainForm.MatchString(s), englishForm.MatchString(s), germanForm.MatchString(s)
	lead, _, _ := strings.Cut(strings.TrimPrefix(s, "-"), ",")
	switch {
	case plain && english && lead != "0":
		return 0, false, true, false
	case plain:
		s = strings.Replace(s, ",", ".", 1)
	case english:
		s = strings.ReplaceAll(s, ",", "")
	case german:
		s = strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	case spacedForm.MatchString(s):
		s = strings.Replace(strings.NewReplacer(" ", "", "\u00a0", "", "'", "").Replace(s), ",", ".", 1)
	default:
		return 0, false, false, false
	}
	const most = 24 // letters; far more than any column holds
	if len(s) > most {
		return 0, false, false, false
	}
	v, good := new(big.Rat).SetString(s)
	if !good {
		return 0, false, false, false
	}
	v.Mul(v, new(big.Rat).SetInt64(factor))
	rest = !v.IsInt()
	half := big.NewRat(int64(v.Sign()), 2)
	whole := new(big.Int).Quo(v.Add(v, half).Num(), v.Denom())
	if !whole.IsInt64() {
		return 0, false, false, false
	}
	return whole.Int64(), rest, false, true
}

// minute is what Minutes counts in milliseconds.
const minute = 60_000

// Minutes writes milliseconds as minutes, such that reading them as a Number times
// 60,000 gives them back; nothing for none.
func Minutes(ms int64) string {
	if ms == 0 {
		return ""
	}
	const places = 6 // a millisecond is 0.000017 minutes
	text := new(big.Rat).SetFrac64(ms, minute).FloatString(places)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

var clockForm = regexp.MustCompile(`^(\d{1,2}):(\d{2})(:00)?$`)

// Clock reads a time of day as minutes after midnight; 24:00 is the day's end.
func Clock(s string) (minutes int, ok bool) {
	part := clockForm.FindStringSubmatch(s)
	if part == nil {
		return 0, false
	}
	h, err := strconv.Atoi(part[1])
	m, err2 := strconv.Atoi(part[2])
	const hour, day = 60, 24 * 60
	if err != nil || err2 != nil || m >= hour || h*hour+m > day {
		return 0, false
	}
	return h*hour + m, true
}

// TimeOfDay writes what Clock reads.
func TimeOfDay(minutes int) string {
	const hour, ten = 60, 10
	two := func(n int) string {
		if n < ten {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	return two(minutes/hour) + ":" + two(minutes%hour)
}

// momentForms are how a moment may be written: always with its zone, for without
// it there are as many readings as zones. Fractions of a second are read behind
// each.
var momentForms = []string{"2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04 Z07:00", "2006-01-02 15:04:05 Z07:00"}

// Moment reads a moment.
func Moment(s string) (rental.Millis, bool) {
	for _, form := range momentForms {
		if t, err := time.Parse(form, s); err == nil {
			return rental.Millis(t.UnixMilli()), true
		}
	}
	return 0, false
}

// MomentText writes a moment in UTC, in a form that spreadsheets take for one and
// that Moment reads; nothing for none.
func MomentText(t rental.Millis) string {
	if t == 0 {
		return ""
	}
	return time.UnixMilli(int64(t)).UTC().Format("2006-01-02 15:04:05.999Z07:00")
}
