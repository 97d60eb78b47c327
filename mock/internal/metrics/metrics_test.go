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

// TestKnownMethodsAreToldApart: all others are one, so that made-up methods add no labels.
func TestKnownMethodsAreToldApart(t *testing.T) {
	t.Parallel()
	var r metrics.Requests
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW", "PROPFIND"} {
		r.Count(method, "/a/", 200, time.Millisecond)
	}
	var text strings.Builder
	r.Write(&text)
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"} {
		if line := `_count{method="` + method + `",route="/a/"} 1` + "\n"; !strings.Contains(text.String(), line) {
			t.Errorf("no %s in\n%s", line, &text)
		}
	}
	if strings.Contains(text.String(), "BREW") || strings.Contains(text.String(), "PROPFIND") || !strings.Contains(text.String(), `route="/a/"} 2`+"\n") {
		t.Errorf("unknown methods are counted as\n%s", &text)
	}
}

// TestTheBoundsOfDurations: dashboards name them.
func TestTheBoundsOfDurations(t *testing.T) {
	t.Parallel()
	var r metrics.Requests
	r.Count("GET", "/a/", 200, time.Hour)
	var text strings.Builder
	r.Write(&text)
	for _, bound := range strings.Fields("0.0001 0.00025 0.0005 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 1 5 +Inf") {
		if !strings.Contains(text.String(), `le="`+bound+`"}`) {
			t.Errorf("no bound of %s seconds in\n%s", bound, &text)
		}
	}
}
