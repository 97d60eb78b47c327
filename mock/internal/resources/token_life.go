package resources

import (
	"errors"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// tokenLife returns the default lifetime of a token, and the maximum lifetime of an app password, unless an
// attribute of its user or of one of the user's groups overrides it. It is a setting of the installation.
func tokenLife(r *drf.Request) python.TimeDelta {
	life, _ := parseTimeDelta(setting(r.Tx, "default_token_duration").(string)) // what the settings take can be read
	return life
}

// endOf returns when a life ends that begins now.
func endOf(r *drf.Request, life python.TimeDelta) (time.Time, error) {
	end, err := life.After(r.Now)
	if err != nil {
		return time.Time{}, drf.Crash("Python's times end with the year 9999, and an OverflowError is raised").Of("expires")
	}
	return end, nil
}

// maximumLifeAttribute is that attribute; its value is a text such as "days=30;hours=12".
const maximumLifeAttribute = "goauthentik.io/user/token-maximum-lifetime"

// nullCompared is the span in which a null expiry of an app password is compared with a time, which makes
// Python crash. Afterwards null means no expiry.
var nullCompared = profile.Dated("a null expiry of an app password crashes", profile.Until(profile.V2025_12, profile.Source))

// checkLife refuses an app password that outlasts the maximum lifetime.
func checkLife(r *drf.Request, values drf.Values) error {
	life := tokenLife(r)
	allowed, ok, err := maximumLife(r, r.Tx.ByPK("user", values["user"]))
	if err != nil {
		return err
	}
	if ok {
		life = allowed
	}
	value, given := values["expires"]
	if given && value == nil && nullCompared.In(r.Contract) {
		return drf.Crash("TokenSerializer compares the end of an app password with a time, even if it is null").Of("expires")
	}
	expires, ends := value.(time.Time)
	latest, err := endOf(r, life)
	if err != nil {
		return err
	}
	if ends && expires.After(latest) {
		return drf.InvalidField("expires", messages.Raw("Token expires exceeds maximum lifetime ("+timeText(latest)+" UTC)."))
	}
	return nil
}

// timeText returns Python's str() of a time or None: without a fraction if that is zero, with six digits
// otherwise.
func timeText(value any) string {
	t, ok := value.(time.Time)
	if !ok {
		return python.Str(value)
	}
	if t.Nanosecond() == 0 {
		return t.Format("2006-01-02 15:04:05-07:00")
	}
	return t.Format("2006-01-02 15:04:05.000000-07:00")
}

// maximumLife returns the lifetime in a user's attribute. ok is false if there is none, or a text that cannot
// be parsed; the server crashes on values that are not texts.
func maximumLife(r *drf.Request, user *store.Row) (life python.TimeDelta, ok bool, err error) {
	allowed, _ := groupAttributes(r, user).Get(maximumLifeAttribute)
	text, isText := allowed.(string)
	switch {
	case allowed == nil:
		return life, false, nil
	case !isText:
		return life, false, drf.Crash("timedelta_from_string splits the attribute " + maximumLifeAttribute + ", which only a text can be")
	}
	life, err = parseTimeDelta(text)
	if errors.Is(err, python.ErrOverflow) {
		return life, false, longSpan
	}
	return life, err == nil, nil
}

// longSpan is what becomes of a span that is too long for Python.
var longSpan = drf.Crash("Python's time spans end before a billion days, and an OverflowError is raised").In(drf.LayerRule)

// parseTimeDelta parses a time span: pairs such as days=30 separated by semicolons, at least one of them with
// a unit that authentik knows; others are ignored, and of two with one unit the last counts (timedelta_from_string). The error
// is that of Python.
func parseTimeDelta(text string) (python.TimeDelta, error) {
	amounts := map[string]float64{}
	for pair := range strings.SplitSeq(text, ";") {
		name, value, paired := strings.Cut(pair, "=")
		if !paired || strings.Contains(value, "=") {
			return python.TimeDelta{}, python.ErrValue
		}
		if name = strings.ToLower(name); !python.IsTimeUnit(name) {
			continue
		}
		number, isNumber := python.ParseFloat(value)
		if !isNumber {
			return python.TimeDelta{}, python.ErrValue
		}
		amounts[name] = number
	}
	if len(amounts) == 0 {
		return python.TimeDelta{}, python.ErrValue
	}
	return python.NewTimeDelta(amounts)
}
