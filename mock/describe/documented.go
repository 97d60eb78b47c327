package describe

import (
	"bytes"
	"regexp"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// naming matches the lines of a schema that name its profile and version.
var naming = regexp.MustCompile(`(?m)^ "\$(id|comment)": .*$`)

// documentDiffers reports whether a release that has the recordings of its candidate says otherwise than the
// candidate's document what an operation takes or answers.
func documentDiffers(p profile.Profile, operation Operation) bool {
	if p.IsRecorded() || !p.IsRelease() {
		return false
	}
	address := "/api/v3/" + operation.Path
	names := []string{schemas.Request(p.Name, operation.Method, address)}
	for _, status := range []int{200, 201} {
		names = append(names, schemas.Response(p.Name, operation.Method, address, status))
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		released, err := schemas.Text(p.Name, name)
		recorded, errBefore := schemas.Text(p.Source().Name, name)
		if err != nil || errBefore != nil || !bytes.Equal(naming.ReplaceAll(released, nil), naming.ReplaceAll(recorded, nil)) {
			return true
		}
	}
	return false
}
