package describe

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// refusals holds the recorded refusals of a contract: the place of each, by method, address, status and body.
var refusals = profile.Once(recordedRefusals)

// Proof returns the place of a recording with the same refusal as the fake's: "recordings/2025.10/fields,
// fields/name, step 3". It is "" if there is none. The address is a route's, as for [IsModelled]; bodies are
// compared as JSON. The error is about a recording that cannot be read.
func Proof(c profile.Contract, method, address string, status int, body []byte) (string, error) {
	recorded, err := refusals(c.Profile())
	if err != nil {
		return "", err
	}
	return recorded[refusalKey(method, shape(strings.TrimPrefix(address, "/api/v3/")), status, body)], nil
}

func refusalKey(method, address string, status int, body []byte) string {
	var value any
	if json.Unmarshal(body, &value) == nil {
		body, _ = json.Marshal(value) // so that two ways to write it are one
	}
	return method + " " + address + " " + strconv.Itoa(status) + " " + string(body)
}

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
		key := refusalKey(r.Method, addresses.find(r.Path), r.Status, r.Body)
		if found[key] == "" {
			found[key] = fmt.Sprintf("recordings/%s/%s, %s, step %d", p.Data, r.set, r.Scenario, r.Step)
		}
	})
	return found, err
}
