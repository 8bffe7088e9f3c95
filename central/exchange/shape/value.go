package shape

import (
	"math/big"
	"regexp"
	"strings"
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
