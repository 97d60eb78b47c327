package mock

import (
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// reading is held while an uploaded blueprint is read: what that takes for a moment, several at once would take together.
type reading chan struct{}

// readUpload reads the file that a form sends to an endpoint, which may take long, before the state is held: for users who
// may use the endpoint. For others refused is why they may not; should they be allowed to meanwhile, they came too early.
func (f *fake) readUpload(r *http.Request, endpoint *drf.Endpoint, data any) (uploaded any, refused error) {
	file, ok := endpoint.Upload(methodOf(r), data)
	if !ok {
		return nil, nil
	}
	if refused := f.mayUse(r, endpoint); refused != nil {
		return nil, refused
	}
	f.reading <- struct{}{}
	defer func() { <-f.reading }()
	return blueprint.Uploaded(file.Name, file.Content, f.imports), nil
}

// mayUse is an error if the user may not use an endpoint, by what is known before its object is looked up.
func (f *fake) mayUse(r *http.Request, endpoint *drf.Endpoint) error {
	return f.store.View(func(tx *store.Tx) error {
		q := &drf.Request{Tx: tx, Contract: f.profile.Contract, Site: f.site, Method: methodOf(r), Now: f.now()}
		if err := authenticate(r, q); err != nil {
			return drf.At(drf.LayerAuthentication, err)
		}
		return drf.At(drf.LayerPermission, endpoint.Permit(q))
	})
}

// warn tells the person who runs the fake what no answer says: in the log, if there is one.
func (f *fake) warn(warnings []string) {
	for _, warning := range warnings {
		switch {
		case f.options.Logger != nil:
			first, _, _ := strings.Cut(warning, "\n") // the next lines show the line of the file, for a terminal
			f.options.Logger.Warn(first)
		case f.options.Warn != nil:
			f.options.Warn(warning)
		}
	}
}
