package resources

import (
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// blueprintsImported is the first contract in which blueprints are imported at managed/blueprints; before,
// flows/instances imports them.
var blueprintsImported = profile.V2026_5RC1

// importFlow applies the blueprint in an uploaded file.
var importFlow = drf.Action{
	Name: "import", Title: "Import flow", Description: "Import flow from .yaml file",
	Method: http.MethodPost, Form: true, Upload: "file", Span: profile.Until(blueprintsImported, profile.Document),
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
		upload, sent := r.Uploaded.(Blueprint)
		if !sent {
			response := Imported(http.StatusBadRequest, false)
			response.Because = &drf.Reason{Layer: drf.LayerBody, Field: "file", Code: "required"}
			return response, nil
		}
		return upload.Import(r, nil, func(NamedModel) error { return nil })
	},
}

// importBlueprint does the same at an address of its own, and checks for every model whether the user may
// write it.
var importBlueprint = drf.Action{
	Name: "import", Title: "Import ", Description: "Import blueprint from .yaml file and apply it once, without creating an instance",
	Method: http.MethodPost, Form: true, Upload: "file", Span: profile.Since(blueprintsImported, profile.Document),
	Run: func(r *drf.Request, _ *store.Row) (*drf.Response, error) {
		data, err := r.Data()
		if err != nil {
			return nil, err
		}
		context, err := checkImport(r, data.(*python.Dict))
		if err != nil {
			return nil, err
		}
		upload, sent := r.Uploaded.(Blueprint)
		if !sent {
			return nil, drf.Invalid([]any{messages.New("Either path or file must be set")})
		}
		return upload.Import(r, context, func(named NamedModel) error { return mayImport(r, named) })
	},
}

// contextImported says since when an import takes values for !Context. The document says that they are a text; that
// the text is a JSON object, and the refusal of any other, are modelled.
var contextImported = profile.Dated("an import takes values for !Context", profile.Since(profile.V2026_5, profile.Document))

// checkImport is the serializer of the form: a file, the path of a bundled blueprint, and values for !Context, which
// it returns. authentik asks its worker for the valid paths, and fails if none answers: the recorded server failed
// so, for every path. The texts about files were not asked for in other languages.
func checkImport(r *drf.Request, form *python.Dict) (context *python.Dict, err error) {
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
		return nil, drf.Crash("its worker does not say which blueprints there are").In(drf.LayerRule).Of("path")
	}
	if sent, _ := form.Get("context"); sent != nil && contextImported.In(r.Contract) {
		text, isText := sent.(string)
		value, err := orjson.Parse([]byte(text))
		var isObject bool
		switch context, isObject = value.(*python.Dict); {
		case !isText:
			problem.Set("context", []any{messages.New("Not a valid string.").Coded("invalid")})
		case text != "" && (err != nil || !isObject):
			problem.Set("context", []any{messages.New("Value must be valid JSON.").Coded("invalid")})
		}
	}
	if problem.Len() > 0 {
		return nil, drf.Invalid(problem)
	}
	return context, nil
}

// mayImport checks the permissions to create, change and delete objects of a model. The refusal stands under
// the id of the entry and is in English: authentik looks up the translation only after it has inserted the
// model.
func mayImport(r *drf.Request, named NamedModel) error {
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

// Blueprint is an uploaded file. Package blueprint, which depends on this one, reads and applies it.
type Blueprint interface {
	// Import applies the blueprint, all of it or nothing, and returns the answer. The values of context are
	// merged over those of the file's own; it may be nil. may is called for every entry before anything
	// changes; its error is the answer too.
	Import(r *drf.Request, context *python.Dict, may func(NamedModel) error) (*drf.Response, error)
}

// NamedModel is the model (app.model) of an entry in a blueprint, and the entry's id, "" if it has none.
type NamedModel struct{ Model, ID string }

// Imported returns the answer to an import. Each line of the log is an object.
func Imported(status int, success bool, log ...any) *drf.Response {
	body := python.NewDict()
	body.Set("logs", append([]any{}, log...))
	body.Set("success", success)
	return &drf.Response{Status: status, Body: body}
}
