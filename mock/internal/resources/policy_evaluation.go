package resources

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// policyResult is the outcome of a policy, with what it tells the user.
type policyResult struct {
	passing  bool
	messages []messages.Message
}

func denied(message messages.Message) policyResult {
	return policyResult{messages: []messages.Message{message}}
}

// evaluations holds what the policies of a type decide about a user, nil for a request without credentials.
// The fake knows neither the place of an address nor the quality of a password, and of Python only constants:
// policies that need more do not pass, and it warns of that.
var evaluations = map[string]func(r *drf.Request, policy, user *store.Row, context *python.Dict) policyResult{
	"dummy": func(_ *drf.Request, policy, _ *store.Row, _ *python.Dict) policyResult {
		return policyResult{policy.Get("result") == true, []messages.Message{messages.Raw("dummy")}}
	},
	// outside of the log there is no event to match
	"event_matcher":   func(*drf.Request, *store.Row, *store.Row, *python.Dict) policyResult { return policyResult{} },
	"expression":      evaluateExpression,
	"geoip":           evaluateGeoIP,
	"password":        evaluatePassword,
	"password_expiry": evaluatePasswordExpiry,
	"reputation":      evaluateReputation,
}

// evaluate returns what a policy decides about a user in a context, which may be nil.
func evaluate(r *drf.Request, policy, user *store.Row, context *python.Dict) policyResult {
	if of := evaluations[policy.Text("type")]; of != nil {
		return of(r, policy, user, context)
	}
	return unevaluated(r, policy)
}

func unevaluated(r *drf.Request, policy *store.Row) policyResult {
	if warning := "the fake does not evaluate the policy " + python.Repr(policy.Text("name")) + " and takes it for not passed"; !slices.Contains(r.Warnings, warning) {
		r.Warnings = append(r.Warnings, warning)
	}
	return policyResult{}
}

// constant matches an expression that is a constant.
var constant = regexp.MustCompile(`^\s*return (True|False)\s*$`)

func evaluateExpression(r *drf.Request, policy, _ *store.Row, _ *python.Dict) policyResult {
	if found := constant.FindStringSubmatch(policy.Text("expression")); found != nil {
		return policyResult{passing: found[1] == "True"}
	}
	return unevaluated(r, policy)
}

func evaluateGeoIP(r *drf.Request, policy, _ *store.Row, _ *python.Dict) policyResult {
	for _, column := range []string{"asns", "countries"} {
		if items, _ := policy.Get(column).([]any); len(items) > 0 {
			return unevaluated(r, policy)
		}
	}
	if policy.Get("check_history_distance") == true || policy.Get("check_impossible_travel") == true {
		return unevaluated(r, policy)
	}
	return policyResult{passing: true}
}

func evaluatePassword(r *drf.Request, policy, _ *store.Row, context *python.Dict) policyResult {
	field := policy.Text("password_field")
	value, _ := context.Get(field)
	if prompt, _ := context.Get("prompt_data"); prompt != nil {
		if data, ok := prompt.(*python.Dict); ok {
			if typed, given := data.Get(field); given {
				value = typed
			}
		}
	}
	if !python.Truth(value) {
		return denied(messages.New("Password not set in context"))
	}
	if policy.Get("check_static_rules") == true && !strongEnough(policy, python.Str(value)) {
		return denied(messages.Raw(policy.Text("error_message")))
	}
	if policy.Get("check_have_i_been_pwned") == true || policy.Get("check_zxcvbn") == true {
		return unevaluated(r, policy)
	}
	return policyResult{passing: true}
}

// strongEnough counts the characters of a password.
func strongEnough(policy *store.Row, password string) bool {
	counted := map[string]int{"length_min": utf8.RuneCountInString(password)}
	for _, c := range password {
		switch {
		case '0' <= c && c <= '9':
			counted["amount_digits"]++
		case 'a' <= c && c <= 'z':
			counted["amount_lowercase"]++
		case 'A' <= c && c <= 'Z':
			counted["amount_uppercase"]++
		}
		counted["amount_symbols"] += strings.Count(policy.Text("symbol_charset"), string(c))
	}
	for _, column := range []string{"length_min", "amount_digits", "amount_lowercase", "amount_uppercase", "amount_symbols"} {
		if least, _ := policy.Get(column).(int64); int64(counted[column]) < least {
			return false
		}
	}
	return true
}

func evaluatePasswordExpiry(r *drf.Request, policy, user *store.Row, _ *python.Dict) policyResult {
	if user == nil {
		return unevaluated(r, policy)
	}
	changed, _ := user.Get("password_change_date").(time.Time)
	days, _ := policy.Get("days").(int64)
	expired := int64(r.Now.Sub(changed)/(24*time.Hour)) - days
	switch {
	case expired < 0:
		return policyResult{passing: true}
	case policy.Get("deny_only") == true:
		return denied(messages.New("Password has expired."))
	}
	return denied(messages.Raw("Password expired " + python.Str(expired) + " days ago. Please update your password."))
}

// evaluateReputation sums up the scores of the client's address, of the user, or of both.
func evaluateReputation(r *drf.Request, policy, user *store.Row, _ *python.Dict) policyResult {
	score := int64(0)
	for row := range r.Tx.All("reputation") {
		ofIP := policy.Get("check_ip") == true && r.Client != nil && row.Text("ip") == r.Client.IP
		ofUser := policy.Get("check_username") == true && user != nil && row.Text("identifier") == user.Text("username")
		if points, _ := row.Get("score").(int64); ofIP || ofUser {
			score += points
		}
	}
	threshold, _ := policy.Get("threshold").(int64)
	return policyResult{passing: score <= threshold}
}
