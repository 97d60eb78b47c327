package play

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// shape validates a successful answer against the schema that the OpenAPI document of the profile gives it,
// independent of the step's expectation: a scenario that checks one member still notices that another is
// missing, moved, or of another type.
func shape(p profile.Profile, e Exchange) ([]Divergence, error) {
	if e.Status >= http.StatusMultipleChoices || !strings.HasPrefix(e.Answered.Get("Content-Type"), "application/json") {
		return nil, nil
	}
	path, _, _ := strings.Cut(e.Path, "?")
	faults, err := schemas.Shape(p.Name, e.Method, path, e.Status, []byte(e.Answer))
	if errors.Is(err, schemas.ErrNotJSON) {
		return []Divergence{{OfSchema, fmt.Sprintf("%s %s answers %s", e.Method, path, err)}}, nil
	}
	if err != nil {
		return nil, err
	}
	var all []Divergence
	for _, fault := range faults {
		all = append(all, Divergence{OfSchema, "the shape of " + e.Method + " " + path + ": " + fault.String()})
	}
	return all, nil
}
