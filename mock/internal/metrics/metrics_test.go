package metrics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/metrics"
)

func TestLabelsAreEscaped(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	metrics.Head(&text, "m", "gauge", "two\nlines \\")
	metrics.Sample(&text, "m", 1.5, "a", "x\"y\\z\n", "b", "ü")
	if got := text.String(); got != "# HELP m two\\nlines \\\\\n# TYPE m gauge\nm{a=\"x\\\"y\\\\z\\n\",b=\"ü\"} 1.5\n" {
		t.Errorf("%q", got)
	}
}

// TestADurationIsInItsBucketAndAllAbove: one that is a bound is within it.
func TestADurationIsInItsBucketAndAllAbove(t *testing.T) {
	t.Parallel()
	var r metrics.Requests
	for _, took := range []time.Duration{time.Millisecond, time.Millisecond + 1, time.Hour} {
		r.Count("GET", "/a/", 200, took)
	}
	var text strings.Builder
	r.Write(&text)
	for _, line := range []string{`le="0.0005"} 0`, `le="0.001"} 1`, `le="0.0025"} 2`, `le="5"} 2`, `le="+Inf"} 3`, `_count{method="GET",route="/a/"} 3`} {
		if !strings.Contains(text.String(), line+"\n") {
			t.Errorf("no %s in\n%s", line, text.String())
		}
	}
}
