package django

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// A time of day in ISO 8601: hour, minute, second and microsecond, with colons or without.
const (
	extendedClock = `(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,6})\d*)?)?)?`
	basicClock    = `(\d\d)(?:(\d\d)(?:(\d\d)(?:[.,](\d{1,6})\d*)?)?)?`
)

// The forms that CPython's datetime.fromisoformat accepts: a day of the calendar or of a week, with hyphens
// or without, and after any single character a time. In a week with hyphens, one more digit turns a possible
// day into a time.
var (
	isoDay  = pattern(`(?s)^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d))(?:.(.+))?$`)
	isoWeek = pattern(`(?s)^(\d{4})(?:-W(\d\d)(?:-(\d)(?:\D(.+))?|(?:.(.+))?)|W(\d\d)(\d)?(?:\D(.+))?)$`)
	isoTime = pattern(`^(?:` + extendedClock + `|` + basicClock + `)(Z|[+-].*)?$`)
	isoZone = pattern(`^[+-](?:` + extendedClock + `|` + basicClock + `)$`)
)

// looseDateTime matches the form that Django accepts in addition. Its digits and spaces may be of any script.
var looseDateTime = pattern(`^(\p{Nd}{4})-(\p{Nd}{1,2})-(\p{Nd}{1,2})[T ](\p{Nd}{1,2}):(\p{Nd}{1,2})` +
	`(?::(\p{Nd}{1,2})(?:[.,](\p{Nd}{1,6})\p{Nd}{0,6})?)?[` + space + `]*(?:Z|([+-])(\p{Nd}{2})(?::?(\p{Nd}{2}))?)?\n?$`)

// ParseDateTime implements Django's parse_datetime on CPython 3.13. The result is in UTC, which is also the
// zone of a text without one. It accepts the forms of ISO 8601, including a date alone, and a looser one. ok
// is false if the text is not a date and time, or one that does not exist between the years 1 and 9999. A
// zone may move the time out of these years: then REST Framework answers "Datetime value out of range.".
//
// It refuses malformed times that only one of CPython's two implementations accepts, such as 10:20:30:40, and
// a digit as the character between a week without hyphens and a time.
func ParseDateTime(text string) (t time.Time, ok bool) {
	if t, ok = parseISODateTime(text); ok {
		return t, true
	}
	return parseLooseDateTime(text)
}

func parseISODateTime(text string) (time.Time, bool) {
	day, clock, ok := parseISODate(text)
	if !ok || clock == "" {
		return day, ok
	}
	m := isoTime().FindStringSubmatch(clock)
	if m == nil {
		return time.Time{}, false
	}
	sinceMidnight, ok := timeOfDay(firstOf(m[1:5], m[5:9]))
	if !ok {
		return time.Time{}, false
	}
	offset, ok := parseISOZone(m[9])
	return day.Add(sinceMidnight - offset), ok
}

// parseISODate parses the date at the start of a text. clock is the text after the separator.
func parseISODate(text string) (day time.Time, clock string, ok bool) {
	if m := isoDay().FindStringSubmatch(text); m != nil {
		fields := numbers(firstOf(m[2:4], m[4:6]))
		day, ok = calendarDay(number(m[1]), fields[0], fields[1])
		return day, m[6], ok
	}
	if m := isoWeek().FindStringSubmatch(text); m != nil {
		weekday := 1
		if digit := m[3] + m[7]; digit != "" {
			weekday = number(digit)
		}
		day, ok = weekDay(number(m[1]), number(m[2]+m[6]), weekday)
		return day, m[4] + m[5] + m[8], ok
	}
	return time.Time{}, "", false
}

// parseISOZone parses a zone: Z, or a sign and a time of day. Only the offset as a whole has a limit.
func parseISOZone(text string) (offset time.Duration, ok bool) {
	if text == "" || text == "Z" {
		return 0, true
	}
	m := isoZone().FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	return zoneOffset(text[:1], duration(firstOf(m[1:5], m[5:9])))
}

func parseLooseDateTime(text string) (time.Time, bool) {
	m := looseDateTime().FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	day, ok := calendarDay(number(m[1]), number(m[2]), number(m[3]))
	if !ok {
		return time.Time{}, false
	}
	sinceMidnight, ok := timeOfDay(m[4:8])
	if !ok {
		return time.Time{}, false
	}
	offset, ok := zoneOffset(m[8], duration([]string{m[9], m[10], "", ""}))
	return day.Add(sinceMidnight - offset), ok
}

// calendarDay returns the start of a day, and reports whether the calendar has it: time.Date normalizes a day
// that it does not have.
func calendarDay(year, month, day int) (t time.Time, ok bool) {
	t = time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, year > 0 && t.Month() == time.Month(month)
}

// weekDay returns the start of a day of a week of ISO 8601, and reports whether the year has that week.
func weekDay(year, week, day int) (t time.Time, ok bool) {
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC) // a day of the first week
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	t = monday.AddDate(0, 0, 7*(week-1)+day-1)
	isoYear, isoWeek := t.ISOWeek()
	return t, year > 0 && isoYear == year && isoWeek == week && t.Year() <= 9999
}

// timeOfDay returns the time since midnight for the fields hour, minute, second and fraction, and reports
// whether a day has it.
func timeOfDay(fields []string) (sinceMidnight time.Duration, ok bool) {
	n := numbers(fields[:3])
	return duration(fields), n[0] < 24 && n[1] < 60 && n[2] < 60
}

// zoneOffset returns how far a zone is ahead of UTC, and reports whether it is less than a day.
func zoneOffset(sign string, size time.Duration) (offset time.Duration, ok bool) {
	if sign == "-" {
		return -size, size < 24*time.Hour
	}
	return size, size < 24*time.Hour
}

// duration returns the sum of the fields hour, minute, second and fraction of a second, each of which may be
// "".
func duration(fields []string) time.Duration {
	n := numbers(fields[:3])
	micros := number(fields[3] + strings.Repeat("0", 6-utf8.RuneCountInString(fields[3])))
	return time.Duration(n[0])*time.Hour + time.Duration(n[1])*time.Minute + time.Duration(n[2])*time.Second +
		time.Duration(micros)*time.Microsecond
}

// firstOf returns the alternative that matched, whose first field is not "".
func firstOf(one, other []string) []string {
	if one[0] != "" {
		return one
	}
	return other
}

func numbers(fields []string) []int {
	n := make([]int, len(fields))
	for i, field := range fields {
		n[i] = number(field)
	}
	return n
}

// number returns the value of a few digits of any script, 0 if there are none.
func number(digits string) int {
	n, _ := python.ParseInt(digits)
	value, _ := n.(int64)
	return int(value)
}

// FormatDateTime returns a time as REST Framework writes it: isoformat() in UTC with Z, and with all six
// digits of microseconds unless they are zero.
func FormatDateTime(t time.Time) string {
	t = t.UTC().Truncate(time.Microsecond)
	if t.Nanosecond() == 0 {
		return t.Format("2006-01-02T15:04:05Z")
	}
	return t.Format("2006-01-02T15:04:05.000000Z")
}
