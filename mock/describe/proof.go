package describe

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// refusals holds the recorded refusals of a contract: the place of each, by method, address, status and what
// was refused.
var refusals = profile.Once(recordedRefusals)

// Proof returns the place of a recording that proves a refusal of the fake: "recordings/2025.10/fields,
// fields/name, step 3". It is "" if there is none. same reports whether the recorded body is the same; otherwise
// the recording has the same rule for the same member, with another value. The address is a route's, as for
// [IsModelled], and member the name of the refused member, "" if the whole request was refused. Bodies are
// compared as JSON. The error is about a recording that cannot be read.
func Proof(c profile.Contract, method, address string, status int, body []byte, member string) (place string, same bool, err error) {
	recorded, err := refusals(c.Profile())
	if err != nil {
		return "", false, err
	}
	at := refusedAt(method, shape(strings.TrimPrefix(address, "/api/v3/")), status)
	value := jsonOf(body)
	if place := recorded[at+written(value)]; place != "" {
		return place, true, nil
	}
	if members, isObject := value.(map[string]any); isObject && member != "" {
		value = map[string]any{member: members[member]}
	}
	for _, rule := range rules(value) {
		if place := recorded[at+rule]; place != "" {
			return place, false, nil
		}
	}
	return "", false, nil
}

func refusedAt(method, address string, status int) string {
	return method + " " + address + " " + strconv.Itoa(status) + " "
}

// jsonOf returns the value of a body, or its text if it is no JSON.
func jsonOf(body []byte) any {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return string(body)
	}
	return value
}

// written returns one text for all ways to write a value.
func written(value any) string {
	text, _ := json.Marshal(value) // a value that was read can be written
	return string(text)
}

// rules returns a text for each rule that refused something, without the values that the messages repeat:
// "name: Ensure this field has no more than # characters.".
func rules(value any) []string {
	var all []string
	var walk func(at string, value any)
	walk = func(at string, value any) {
		switch v := value.(type) {
		case map[string]any:
			for name, inner := range v {
				walk(at+name+": ", inner)
			}
		case []any:
			for _, inner := range v {
				walk(at, inner)
			}
		case string:
			all = append(all, at+values.ReplaceAllString(v, "#"))
		}
	}
	walk("", value)
	slices.Sort(all)
	return all
}

// values matches what a message repeats of the request: something in quotation marks, or a number.
var values = regexp.MustCompile(`"[^"]*"|“[^”]*”|\d+`)

func recordedRefusals(p profile.Profile) (map[string]string, error) {
	operations, err := Operations(p.Contract)
	if err != nil {
		return nil, err
	}
	addresses, found := addressPatterns(operations), map[string]string{}
	err = eachRecorded(p.Data, func(r recorded) {
		if r.Status < http.StatusBadRequest {
			return
		}
		place := fmt.Sprintf("recordings/%s/%s, %s, step %d", p.Data, r.set, r.Scenario, r.Step)
		at, value := refusedAt(r.Method, addresses.find(r.Path), r.Status), jsonOf(r.Body)
		for _, key := range append(rules(value), written(value)) {
			if found[at+key] == "" {
				found[at+key] = place
			}
		}
	})
	return found, err
}
