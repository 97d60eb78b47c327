package resources

import (
	"math"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// tokenLife is how long a token lasts by default, and an app password at most, unless an attribute of its user or of one
// of his groups allows another time. It is a setting of the installation.
func tokenLife(r *drf.Request) time.Duration {
	life, _ := parseTimeDelta(setting(r.Tx, "default_token_duration").(string)) // what the settings take can be read
	return life
}

// maximumLifeAttribute is that attribute; its value is a text such as "days=30;hours=12".
const maximumLifeAttribute = "goauthentik.io/user/token-maximum-lifetime"

// checkLife refuses an app password that would outlast what is allowed.
func checkLife(r *drf.Request, values drf.Values) error {
	expires, given := values["expires"].(time.Time)
	if !given {
		return nil
	}
	life := tokenLife(r)
	if allowed, ok := maximumLife(r, r.Tx.ByPK("user", values["user"])); ok {
		life = allowed
	}
	if latest := r.Now.Add(life); expires.After(latest) {
		return drf.InvalidField("expires", messages.Raw("Token expires exceeds maximum lifetime ("+
			timeText(latest)+" UTC)."))
	}
	return nil
}

// timeText is str() of a time or None: without a fraction if that is zero, with six digits otherwise.
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

// maximumLife is what the attribute of a user allows: his own before those of his groups. ok is false if there is none,
// or none that can be read.
func maximumLife(r *drf.Request, user *store.Row) (life time.Duration, ok bool) {
	holders := append([]*store.Row{user}, ancestors(r.Tx, linkedRows(r.Tx, userGroups, "group", user))...)
	for _, holder := range holders {
		attributes, _ := holder.Get("attributes").(*python.Dict)
		if attributes == nil {
			continue
		}
		if value, there := attributes.Get(maximumLifeAttribute); there {
			return parseTimeDelta(python.Str(value))
		}
	}
	return 0, false
}

// timeUnits are the words of a time span in authentik's settings.
var timeUnits = map[string]time.Duration{
	"microseconds": time.Microsecond, "milliseconds": time.Millisecond, "seconds": time.Second, "minutes": time.Minute,
	"hours": time.Hour, "days": 24 * time.Hour, "weeks": 7 * 24 * time.Hour,
}

// parseTimeDelta reads a time span: pairs such as days=30 with semicolons between, at least one of them with a unit that
// authentik knows; others are passed over (timedelta_from_string).
func parseTimeDelta(text string) (total time.Duration, ok bool) {
	for pair := range strings.SplitSeq(text, ";") {
		name, value, paired := strings.Cut(pair, "=")
		if !paired || strings.Contains(value, "=") {
			return 0, false
		}
		unit, known := timeUnits[strings.ToLower(name)]
		if !known {
			continue
		}
		number, isNumber := python.ParseFloat(value)
		if !isNumber || math.IsNaN(number) {
			return 0, false
		}
		total += time.Duration(number * float64(unit))
		ok = true
	}
	return total, ok
}
