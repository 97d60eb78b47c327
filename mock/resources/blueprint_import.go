package resources

import (
	"errors"
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/django"
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// blueprintsImported says since when a blueprint is imported at managed/blueprints; before, it was at flows/instances.
const blueprintsImported = profile.V2026_5

// importFlow applies the blueprint in an uploaded file.
var importFlow = drf.Action{
	Name: "import", Method: http.MethodPost, Form: true, Until: blueprintsImported,
	NeedsGlobal: []string{
		"authentik_flows.add_flow", "authentik_flows.change_flow", "authentik_flows.add_flowstagebinding",
		"authentik_flows.change_flowstagebinding", "authentik_flows.add_stage", "authentik_flows.change_stage",
		"authentik_policies.add_policy", "authentik_policies.change_policy", "authentik_policies.add_policybinding",
		"authentik_policies.change_policybinding", "authentik_stages_prompt.add_prompt", "authentik_stages_prompt.change_prompt",
	},
	Run: func(r *drf.Request, _ *store.Row) (*drf.Response, error) {
		file, err := uploaded(r)
		if err != nil {
			return nil, err
		}
		if file == nil {
			response := imported(http.StatusBadRequest, false)
			response.Because = &drf.Reason{Layer: drf.LayerBody, Field: "file", Code: "required"}
			return response, nil
		}
		return importFile(r, file, func(string) error { return nil })
	},
}

// importBlueprint does the same at an address of its own, and asks for every model whether the user may write it.
var importBlueprint = drf.View{
	Path: "managed/blueprints/import", Methods: []string{"POST", "OPTIONS"}, Form: true, Title: "Import", Since: blueprintsImported,
	Needs: "authentik_blueprints.add_blueprintinstance",
	Run: func(r *drf.Request) (*drf.Response, error) {
		file, err := uploaded(r)
		switch {
		case err != nil:
			return nil, err
		case file == nil:
			return nil, drf.Invalid([]any{messages.New("Either path or file must be set")})
		}
		return importFile(r, file, func(model string) error { return mayImport(r, model) })
	},
}

// mayImport asks for the permissions to create, change and delete objects of a model.
func mayImport(r *drf.Request, model string) error {
	app, name, _ := strings.Cut(model, ".")
	for _, verb := range []string{"add", "change", "delete"} {
		if !r.User.Has(app + "." + verb + "_" + name) {
			return drf.Detail(http.StatusForbidden, messages.New("User lacks permission to create {model}", "model", model)).
				Because(drf.Reason{Layer: drf.LayerPermission, Value: app + "." + verb + "_" + name})
		}
	}
	return nil
}

// uploaded is the file of a form, nil if there is none.
func uploaded(r *drf.Request) (*drf.File, error) {
	data, err := r.Data()
	if err != nil {
		return nil, err
	}
	sent, _ := data.(*python.Dict).Get("file")
	if file, ok := sent.(drf.File); ok {
		return &file, nil
	}
	return nil, nil
}

// importFile applies a blueprint, all of it or nothing. What authentik cannot parse, or tags that lead nowhere, make it
// crash; anything else that is wrong is told in the log of the answer. may is asked for every model that is named.
func importFile(r *drf.Request, file *drf.File, may func(model string) error) (*drf.Response, error) {
	d, err := blueprint.Parse(file.Name, file.Content)
	if err != nil {
		return nil, drf.Crash("nothing catches the YAML reader's error").In(drf.LayerBody).Of("file")
	}
	if !blueprint.Is(d) {
		return imported(http.StatusOK, true), nil // a file without entries, to authentik
	}
	models, err := blueprint.Models(r, d)
	if err != nil {
		return refusedImport(r, err)
	}
	for _, model := range models {
		if err := may(model); err != nil {
			return nil, err
		}
	}
	asSystem := *r
	asSystem.User = System{}
	var left []blueprint.Warning
	if err := r.Tx.Try(func() (err error) {
		left, err = blueprint.Load(&asSystem, d)
		return err
	}); err != nil {
		return refusedImport(r, err)
	}
	var log []any
	for _, warning := range left {
		log = append(log, logged(r, firstLine(string(warning))))
	}
	return imported(http.StatusOK, true, log...), nil
}

// refusedImport is the answer to a blueprint that was not imported.
func refusedImport(r *drf.Request, err error) (*drf.Response, error) {
	if fault := (blueprint.FaultError{}); errors.As(err, &fault) {
		return nil, err
	}
	var invalid blueprint.InvalidError
	if !errors.As(err, &invalid) {
		return nil, drf.Crash("nothing catches the error of an entry that cannot be read").In(drf.LayerBody).Of("file")
	}
	return imported(http.StatusOK, false, logged(r, "Entry invalid: "+firstLine(invalid.Error())), logged(r, "Blueprint validation failed")), nil
}

// imported is the answer to an import.
func imported(status int, success bool, log ...any) *drf.Response {
	body := python.NewDict()
	body.Set("logs", append([]any{}, log...))
	body.Set("success", success)
	return &drf.Response{Status: status, Body: body}
}

// logged is a line of the importer's log.
func logged(r *drf.Request, event string) *python.Dict {
	line := python.NewDict()
	line.Set("timestamp", django.FormatDateTime(r.Now))
	line.Set("log_level", "warning")
	line.Set("logger", "authentik.blueprints.v1.importer")
	line.Set("event", event)
	line.Set("attributes", python.NewDict())
	return line
}

// firstLine leaves out the line of the file that an error or a warning shows.
func firstLine(words string) string {
	first, _, _ := strings.Cut(words, "\n")
	return first
}
