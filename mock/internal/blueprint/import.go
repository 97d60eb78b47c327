package blueprint

import (
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/google/uuid"
)

// Import implements [resources.Blueprint]. The fake refuses a blueprint that exceeds a limit. authentik fails
// on a blueprint that it cannot read and on tags that cannot be resolved; the log in the answer describes all
// other errors.
func (upload *Upload) Import(r *drf.Request, context *python.Dict, may func(resources.NamedModel) error) (*drf.Response, error) {
	if upload.Err != nil {
		if Beyond(upload.Err) {
			return nil, upload.Err
		}
		r.Warnings = append(r.Warnings, "blueprint not imported: "+upload.Err.Error())
		return nil, drf.Crash("nothing catches the YAML reader's error").In(drf.LayerBody).Of("file")
	}
	if !Is(upload.Document) {
		if Fails(upload.Document) {
			return nil, drf.Crash("it looks for the members of a blueprint in what has none").In(drf.LayerBody).Of("file")
		}
		return resources.Imported(http.StatusOK, true), nil // a file without entries, to authentik
	}
	upload.context = context
	models, left, err := models(r, upload.Source)
	if err != nil {
		warn(r, left)
		return refusedImport(r, err)
	}
	for _, model := range models {
		if err := may(model); err != nil {
			warn(r, left)
			return nil, err
		}
	}
	asSystem := *r
	asSystem.User = resources.System{}
	err = r.Tx.Try(func() (err error) {
		left, err = Load(&asSystem, upload.Source)
		return err
	})
	warn(r, left)
	if err != nil {
		return refusedImport(r, err)
	}
	return resources.Imported(http.StatusOK, true), nil
}

// warn adds the warnings of a blueprint to those of the request.
func warn(r *drf.Request, warnings []Warning) {
	for _, warning := range warnings {
		r.Warnings = append(r.Warnings, string(warning))
	}
}

// refusedImport returns the answer to a blueprint that was not imported.
func refusedImport(r *drf.Request, err error) (*drf.Response, error) {
	var fault FaultError
	if Beyond(err) || errors.As(err, &fault) {
		return nil, err
	}
	r.Warnings = append(r.Warnings, "blueprint not imported: "+err.Error())
	var invalid InvalidError
	if !errors.As(err, &invalid) {
		return nil, drf.Crash("nothing catches the error of an entry that cannot be read").In(drf.LayerBody).Of("file")
	}
	if invalid.Failed != nil {
		return nil, drf.Crash("its log cannot show the tags of an entry that is refused").In(drf.LayerBody).Of("file")
	}
	id := r.Tx.UUID()
	var log []any
	for _, line := range invalid.Log {
		log = append(log, logged(r, line, id))
	}
	return resources.Imported(http.StatusOK, false, log...), nil
}

// logged returns a line of the importer's log, including the members of every line about its request, which
// has an id of its own.
func logged(r *drf.Request, said LogLine, request uuid.UUID) *python.Dict {
	line := python.NewDict()
	line.Set("timestamp", django.FormatDateTime(r.Now))
	line.Set("log_level", "warning")
	line.Set("logger", nil)
	line.Set("event", said.Event)
	attributes := python.NewDict()
	line.Set("attributes", attributes)
	if said.Bare {
		return line
	}
	line.Set("logger", "authentik.blueprints.v1.importer")
	if said.Attributes != nil {
		for name, value := range said.Attributes.All() {
			attributes.Set(name, value)
		}
	}
	host := r.Host
	name, _, _ := strings.Cut(host, ":")
	attributes.Set("host", host)
	attributes.Set("auth_via", "api_token")
	attributes.Set("request_id", hex.EncodeToString(request[:]))
	attributes.Set("schema_name", "public")
	attributes.Set("domain_url", strings.TrimPrefix(strings.ToLower(name), "www."))
	return line
}
