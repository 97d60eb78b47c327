package django_test

import (
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
)

// The cases are those of REST Framework's DateTimeField, which reads with Django's parse_datetime.
func TestParseDateTimeAsDjango(t *testing.T) {
	for _, c := range tabletest.Cases[struct{ Text, Time, Error string }](t, "datetime.jsonl") {
		parsed, ok := django.ParseDateTime(c.Text)
		switch {
		case c.Error == "overflow":
			if !ok || parsed.Year() >= 1 && parsed.Year() <= 9999 {
				t.Errorf("ParseDateTime(%q) = %v, %v, want a year beyond 1 to 9999", c.Text, parsed, ok)
			}
		case c.Error != "":
			if ok {
				t.Errorf("ParseDateTime(%q) = %v, want %s", c.Text, parsed, c.Error)
			}
		case !ok || django.FormatDateTime(parsed) != c.Time:
			t.Errorf("ParseDateTime(%q) = %v, %v, want %s", c.Text, parsed, ok, c.Time)
		}
	}
}

func TestParseDateTimeIsInUTC(t *testing.T) {
	for _, text := range []string{"2024-01-02", "2024-01-02T10:20", "2024-01-02T10:20+05:00", "2024-1-2 3:4 -0500"} {
		if parsed, ok := django.ParseDateTime(text); !ok || parsed.Location() != time.UTC {
			t.Errorf("ParseDateTime(%q) = %v, %v, want a time in UTC", text, parsed, ok)
		}
	}
}

func TestFormatDateTimeAsRESTFramework(t *testing.T) {
	for _, c := range tabletest.Cases[struct {
		Seconds, Micros int64
		Hours           int
		Text            string
	}](t, "datetime_format.jsonl") {
		moment := time.UnixMicro(c.Seconds*1e6 + c.Micros).In(time.FixedZone("", c.Hours*3600))
		for _, moment := range []time.Time{moment, moment.Add(999)} { // what is finer than a microsecond does not count
			if text := django.FormatDateTime(moment); text != c.Text {
				t.Errorf("FormatDateTime(%v) = %q, want %q", moment, text, c.Text)
			}
		}
	}
}
