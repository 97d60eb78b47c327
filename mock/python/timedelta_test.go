package python_test

import (
	"errors"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// timeSpan is a case of a time and timedelta(**amounts) added; Error is the name of what either raises.
type timeSpan struct {
	Amounts      map[string]string
	Error, After string
}

func TestTimeSpansAreThoseOfCPython(t *testing.T) {
	begin := time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range tabletest.Cases[timeSpan](t, "timedelta.jsonl") {
		amounts := map[string]float64{}
		for unit, bits := range c.Amounts {
			amounts[unit] = float(t, bits)
		}
		span, err := python.NewTimeDelta(amounts)
		var after time.Time
		if err == nil {
			after, err = span.After(begin)
		}
		want := map[string]error{"": nil, "ValueError": python.ErrValue, "OverflowError": python.ErrOverflow}[c.Error]
		if got := after.Format("2006-01-02T15:04:05.000000"); !errors.Is(err, want) || err == nil && got != c.After {
			t.Errorf("NewTimeDelta(%v).After(…) = %s, %v, want %s, %v", amounts, got, err, c.After, want)
		}
	}
}
