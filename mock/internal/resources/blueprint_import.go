package resources

import (
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// blueprintsImported says since when a blueprint is imported at managed/blueprints; before, it was at flows/instances.
const blueprintsImported = profile.V2026_5

// importFlow applies the blueprint in an uploaded file.
var importFlow = drf.Action{
	Name: "import", Title: "Import flow", Description: "Import flow from .yaml file",
	Method: http.MethodPost, Form: true, Upload: "file", Until: blueprintsImported,
	NeedsGlobal: []string{
		"authentik_flows.add_flow", "authentik_flows.change_flow", "authentik_flows.add_flowstagebinding",
		"authentik_flows.change_flowstagebinding", "authentik_flows.add_stage", "authentik_flows.change_stage",
		"authentik_policies.add_policy", "authentik_policies.change_policy", "authentik_policies.add_policybinding",
		"authentik_policies.change_policybinding", "authentik_stages_prompt.add_prompt", "authentik_stages_prompt.change_prompt",
	},
	Run: func(r *drf.Request, _ *store.Row) (*drf.Response, error) {
		if _, err := r.Data(); err != nil {
			return nil, err
		}
		upload, sent := r.Uploaded.(*blueprint.Upload)
		if !sent {
			response := imported(http.StatusBadRequest, false)
			response.Because = &drf.Reason{Layer: drf.LayerBody, Field: "file", Code: "required"}
			return response, nil
		}
		return importFile(r, upload, func(blueprint.Named) error { return nil })
	},
}

// importBlueprint does the same at an address of its own, and asks for every model whether the user may write it.
var importBlueprint = drf.Action{
	Name: "import", Title: "Import ", Description: "Import blueprint from .yaml file and apply it once, without creating an instance",
	Method: http.MethodPost, Form: true, Upload: "file",
	Run: func(r *drf.Request, _ *store.Row) (*drf.Response, error) {
		data, err := r.Data()
		if err != nil {
			return nil, err
		}
		if err := checkImport(data.(*python.Dict)); err != nil {
			return nil, err
		}
		upload, sent := r.Uploaded.(*blueprint.Upload)
		if !sent {
			return nil, drf.Invalid([]any{messages.New("Either path or file must be set")})
		}
		return importFile(r, upload, func(named blueprint.Named) error { return mayImport(r, named) })
	},
}

// checkImport is the serializer of the form: a file, and the path of a blueprint that authentik comes with. authentik asks
// its worker which paths there are, and fails if none answers: so did the server that was recorded, for every path. What it
// says of files no server was asked in other languages.
func checkImport(form *python.Dict) error {
	problem := python.NewDict()
	switch file, _ := form.Get("file"); v := file.(type) {
	case drf.File:
		if len(v.Content) == 0 {
			problem.Set("file", []any{messages.Raw("The submitted file is empty.").Coded("empty")})
		}
	case string:
		if v != "" { // an empty text of a form counts as nothing
			problem.Set("file", []any{messages.Raw("The submitted data was not a file. Check the encoding type on the form.").Coded("invalid")})
		}
	}
	sent, _ := form.Get("path")
	path, isText := sent.(string)
	switch {
	case sent != nil && !isText:
		problem.Set("path", []any{messages.New("Not a valid string.").Coded("invalid")})
	case path == "":
	case python.Strip(path) == "":
		problem.Set("path", []any{messages.New("This field may not be blank.").Coded("blank")})
	case strings.ContainsRune(path, 0):
		problem.Set("path", []any{messages.New("Null characters are not allowed.").Coded("null_characters_not_allowed")})
	default:
		return drf.Crash("its worker does not say which blueprints there are").In(drf.LayerRule).Of("path")
	}
	if problem.Len() > 0 {
		return drf.Invalid(problem)
	}
	return nil
}

// mayImport asks for the permissions to create, change and delete objects of a model. The refusal stands under the id of
// the entry, and is in English: authentik looks for a translation only after it has put the model in.
func mayImport(r *drf.Request, named blueprint.Named) error {
	app, name, _ := strings.Cut(named.Model, ".")
	for _, verb := range []string{"add", "change", "delete"} {
		if r.User.Has(app + "." + verb + "_" + name) {
			continue
		}
		id := named.ID
		if id == "" {
			id = "null" // None, as the key of an object
		}
		body := python.NewDict()
		body.Set(id, messages.Raw("User lacks permission to create "+named.Model))
		problem := &drf.Problem{Status: http.StatusForbidden, Body: body}
		return problem.Because(drf.Reason{Layer: drf.LayerPermission, Value: app + "." + verb + "_" + name})
	}
	return nil
}

// importFile applies a blueprint, all of it or nothing. One that exceeds a bound is refused by the fake itself. What authentik cannot read, or tags that lead nowhere, make it
// fail; anything else that is wrong is told in the log of the answer. may is asked for every entry.
func importFile(r *drf.Request, upload *blueprint.Upload, may func(blueprint.Named) error) (*drf.Response, error) {
	if upload.Err != nil {
		if blueprint.Beyond(upload.Err) {
			return nil, upload.Err
		}
		r.Warnings = append(r.Warnings, "blueprint not imported: "+upload.Err.Error())
		return nil, drf.Crash("nothing catches the YAML reader's error").In(drf.LayerBody).Of("file")
	}
	if !blueprint.Is(upload.Document) {
		if blueprint.Fails(upload.Document) {
			return nil, drf.Crash("it looks for the members of a blueprint in what has none").In(drf.LayerBody).Of("file")
		}
		return imported(http.StatusOK, true), nil // a file without entries, to authentik
	}
	models, left, err := blueprint.Models(r, upload.Source)
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
	asSystem.User = System{}
	err = r.Tx.Try(func() (err error) {
		left, err = blueprint.Load(&asSystem, upload.Source)
		return err
	})
	warn(r, left)
	if err != nil {
		return refusedImport(r, err)
	}
	return imported(http.StatusOK, true), nil
}

// warn adds the warnings of a blueprint to those of the request.
func warn(r *drf.Request, warnings []blueprint.Warning) {
	for _, warning := range warnings {
		r.Warnings = append(r.Warnings, string(warning))
	}
}

// refusedImport is the answer to a blueprint that was not imported.
func refusedImport(r *drf.Request, err error) (*drf.Response, error) {
	var fault blueprint.FaultError
	if blueprint.Beyond(err) || errors.As(err, &fault) {
		return nil, err
	}
	r.Warnings = append(r.Warnings, "blueprint not imported: "+err.Error())
	var invalid blueprint.InvalidError
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
	return imported(http.StatusOK, false, log...), nil
}

// imported is the answer to an import.
func imported(status int, success bool, log ...any) *drf.Response {
	body := python.NewDict()
	body.Set("logs", append([]any{}, log...))
	body.Set("success", success)
	return &drf.Response{Status: status, Body: body}
}

// logged is a line of the importer's log, with what every line says about its request, which has an id of its own.
func logged(r *drf.Request, said blueprint.LogLine, request uuid.UUID) *python.Dict {
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
	host := strings.TrimPrefix(r.Host, "http://")
	name, _, _ := strings.Cut(host, ":")
	attributes.Set("host", host)
	attributes.Set("auth_via", "api_token")
	attributes.Set("request_id", hex.EncodeToString(request[:]))
	attributes.Set("schema_name", "public")
	attributes.Set("domain_url", strings.TrimPrefix(strings.ToLower(name), "www."))
	return line
}
