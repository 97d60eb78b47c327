package drf

import (
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// options is DRF's SimpleMetadata: what the view is, and for a user who may write, the fields that he may send.
func (e *Endpoint) options(r *Request) (*Response, error) {
	body := python.NewDict()
	title, description := e.titles()
	body.Set("name", title)
	body.Set("description", description)
	body.Set("renders", []any{"application/json"})
	body.Set("parses", []any{e.parses()})
	if e.resource != nil {
		if actions := e.actions(r); actions.Len() > 0 {
			body.Set("actions", actions)
		}
	}
	return &Response{Status: http.StatusOK, Body: body}, nil
}

func (e *Endpoint) parses() string {
	if e.Form() {
		return "multipart/form-data"
	}
	return JSON[0].Media
}

func (e *Endpoint) titles() (title, description string) {
	switch {
	case e.view != nil:
		return e.view.Title, ""
	case e.action != nil:
		return label(e.action.Name), ""
	case e.resource.Single != nil:
		return e.resource.Title, e.resource.Description
	case e.detail:
		return e.resource.Title + " Instance", e.resource.Description
	}
	return e.resource.Title + " List", e.resource.Description
}

// actions asks for each writing method of the address whether this user could use it, by going its way.
func (e *Endpoint) actions(r *Request) *python.Dict {
	actions := python.NewDict()
	for _, method := range []string{http.MethodPut, http.MethodPost} {
		asked := *r
		asked.Method = method
		if e.Allow(&asked) == nil && e.Permit(&asked) == nil && e.reaches(&asked) {
			actions.Set(method, describe(e.resource.fields))
		}
	}
	return actions
}

func (e *Endpoint) reaches(r *Request) bool {
	if r.Method != http.MethodPut || e.resource.Single != nil {
		return true
	}
	row, err := e.resource.look(r)
	return err == nil && e.resource.objectPermission(r, row) == nil
}

func describe(fields []*field) *python.Dict {
	described := python.NewDict()
	for _, f := range fields {
		described.Set(f.Name, f.describe())
	}
	return described
}

func (f *field) describe() *python.Dict {
	info := python.NewDict()
	info.Set("type", f.kind.metadata)
	info.Set("required", f.Required)
	info.Set("read_only", f.ReadOnly)
	info.Set("label", capitalized(f.Label))
	if f.Help != "" {
		info.Set("help_text", f.Help)
	}
	if f.MaxLength > 0 {
		info.Set("max_length", int64(f.MaxLength))
	}
	if f.Min != 0 || f.Max != 0 {
		info.Set("min_value", f.Min)
		info.Set("max_value", f.Max)
	}
	if len(f.nested) > 0 {
		info.Set("child", f.describeItem())
	}
	if len(f.Choices) > 0 && !f.ReadOnly {
		info.Set("choices", f.describeChoices())
	}
	return info
}

// describeItem is the serializer inside a list.
func (f *field) describeItem() *python.Dict {
	item := python.NewDict()
	item.Set("type", "nested object")
	item.Set("required", f.Required)
	item.Set("read_only", f.ReadOnly)
	item.Set("children", describe(f.nested))
	return item
}

func (f *field) describeChoices() []any {
	choices := make([]any, len(f.Choices))
	for i, option := range f.Choices {
		choice := python.NewDict()
		choice.Set("value", option.Value)
		choice.Set("display_name", option.Name)
		choices[i] = choice
	}
	return choices
}

// capitalized is Django's capfirst.
func capitalized(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
