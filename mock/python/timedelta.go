package python

import (
	"errors"
	"math"
	"math/big"
	"time"
)

// TimeDelta is a time span of any sign, as datetime.timedelta holds it: below a billion days, in microseconds.
type TimeDelta struct {
	days, microseconds int64 // the second not negative, and less than a day
}

// The errors of Python that NewTimeDelta and After return.
var (
	ErrValue    = errors.New("python: ValueError")
	ErrOverflow = errors.New("python: OverflowError")
)

// timeUnits are the units of a time span in the order in which Python adds them, in microseconds.
var timeUnits = []struct {
	name         string
	microseconds int64
}{
	{"microseconds", 1}, {"milliseconds", 1e3}, {"seconds", 1e6}, {"minutes", 60e6}, {"hours", 3600e6}, {"days", microsecondsPerDay},
	{"weeks", 7 * microsecondsPerDay},
}

const (
	microsecondsPerDay = 86400e6
	mostDays           = 999_999_999
)

// IsTimeUnit reports whether a time span has a unit of that name.
func IsTimeUnit(name string) bool {
	for _, unit := range timeUnits {
		if unit.name == name {
			return true
		}
	}
	return false
}

// NewTimeDelta returns timedelta(**amounts). The error is ErrValue for an amount that is no number, and ErrOverflow for an
// infinite one and for a sum of a billion days or more. Names that are no unit are ignored.
func NewTimeDelta(amounts map[string]float64) (TimeDelta, error) {
	sum, rest := new(big.Int), 0.0
	for _, unit := range timeUnits {
		amount, given := amounts[unit.name]
		switch {
		case !given:
			continue
		case math.IsNaN(amount):
			return TimeDelta{}, ErrValue
		case math.IsInf(amount, 0):
			return TimeDelta{}, ErrOverflow
		}
		// The whole part is added without loss, the fraction as a float (accum in _datetimemodule.c).
		whole, fraction := math.Modf(amount)
		sum.Add(sum, new(big.Int).Mul(integer(whole), big.NewInt(unit.microseconds)))
		whole, fraction = math.Modf(float64(unit.microseconds) * fraction)
		sum.Add(sum, integer(whole))
		rest += fraction
	}
	odd := float64(sum.Bit(0)) // half a microsecond is rounded to an even sum
	sum.Add(sum, integer(math.RoundToEven(rest+odd)-odd))
	days, microseconds := new(big.Int).DivMod(sum, big.NewInt(microsecondsPerDay), new(big.Int))
	if !days.IsInt64() || days.Int64() > mostDays || days.Int64() < -mostDays {
		return TimeDelta{}, ErrOverflow
	}
	return TimeDelta{days.Int64(), microseconds.Int64()}, nil
}

// integer returns a float without a fraction as an integer.
func integer(whole float64) *big.Int {
	n, _ := new(big.Float).SetFloat64(whole).Int(nil)
	return n
}

// After returns the time a span after t. The error is ErrOverflow if its year, in UTC, is not one of 1 to 9999.
func (d TimeDelta) After(t time.Time) (time.Time, error) {
	after := t.UTC().AddDate(0, 0, int(d.days)).Add(time.Duration(d.microseconds) * time.Microsecond)
	if after.Year() < 1 || after.Year() > 9999 {
		return time.Time{}, ErrOverflow
	}
	return after, nil
}
