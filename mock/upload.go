package mock

import (
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// reading is held while an uploaded blueprint is read, so that only one at a time takes the memory for it.
type reading chan struct{}

// A byte of a blueprint takes up to weightOfYAML bytes while it is read, one that separates values takes the
// most; heaviestYAML is the approximate memory of a blueprint with as many values as the default limits
// allow.
const (
	weightOfYAML = 500
	heaviestYAML = 128 << 20
)

// readUpload reads the file that a form sends to an endpoint, which may take long, before the state is
// locked, for users who may use the endpoint. For others refused is the reason why they may not, even if they
// get the permission meanwhile. err is a limit that the file exceeds.
func (f *fake) readUpload(c *call, data any) (uploaded any, refused, err error) {
	file, ok := c.endpoint.Upload(c.r.Method, data)
	if !ok {
		return nil, nil, nil
	}
	if refused := f.mayUse(c); refused != nil {
		return nil, refused, nil
	}
	if err := c.memory.take(min(weightOfYAML*int64(len(file.Content)), heaviestYAML), c.memory.neverYAML); err != nil {
		return nil, nil, err
	}
	f.reading <- struct{}{}
	defer func() { <-f.reading }()
	return blueprint.Uploaded(file.Name, file.Content, f.imports), nil, nil
}

// neverYAML returns the refusal of a blueprint that cannot be read within the memory for all requests.
func (s *share) neverYAML(int64) *refusal {
	return beyond(http.StatusRequestEntityTooLarge, "too_large",
		"Reading this blueprint takes more than the %d bytes of memory for all requests: send a smaller one, or start the fake with a larger --max-held.",
		s.fake.options.MaxHeld)
}

// mayUse returns an error if the user may not use an endpoint, as far as this is known before its object is
// looked up.
func (f *fake) mayUse(c *call) error {
	return c.world.store.View(func(tx *store.Tx) error {
		q := &drf.Request{Tx: tx, Contract: f.profile.Contract, Site: f.site, Method: c.r.Method, Now: c.world.now()}
		if err := authenticate(c, q); err != nil {
			return drf.At(drf.LayerAuthentication, err)
		}
		return drf.At(drf.LayerPermission, c.endpoint.Permit(q))
	})
}

// warn reports warnings to the person who runs the fake: in the log, if there is one.
func (f *fake) warn(warnings []string) {
	for _, warning := range warnings {
		switch {
		case f.options.Logger != nil:
			f.options.Logger.Warn(firstLine(warning))
		case f.options.Warn != nil:
			f.options.Warn(warning)
		}
	}
}

// firstLine returns a text without the line of a file that follows a warning or an error in a terminal.
func firstLine(words string) string {
	first, _, _ := strings.Cut(words, "\n")
	return first
}
