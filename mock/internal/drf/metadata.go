package drf

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// options implements DRF's SimpleMetadata: the description of the view, and for a user who may write, the
// fields that they may send.
func (e *Endpoint) options(r *Request) (*Response, error) {
	body := python.NewDict()
	title, description := e.titles()
	body.Set("name", title)
	body.Set("description", description)
	body.Set("renders", e.renders())
	body.Set("parses", []any{e.parses()})
	if e.resource != nil {
		actions, err := e.actions(r)
		if err != nil {
			return nil, err
		}
		if actions.Len() > 0 {
			body.Set("actions", actions)
		}
	}
	return &Response{Status: http.StatusOK, Body: body}, nil
}

func (e *Endpoint) renders() []any {
	var media []any
	for _, renderer := range e.Renderers() {
		media = append(media, renderer.Media)
	}
	return media
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
		return e.view.Title, e.view.Description
	case e.action != nil && e.action.Title != "":
		return e.action.Title, e.action.Description
	case e.action != nil:
		return titled(e.action.Name), e.action.Description
	case e.resource.Single != nil:
		return e.resource.Title, e.resource.Description
	case e.detail:
		return e.resource.Title + " Instance", e.resource.Description
	}
	return e.resource.Title + " List", e.resource.Description
}

// actions dry-runs PUT and POST and lists the fields of those that the user may send.
func (e *Endpoint) actions(r *Request) (*python.Dict, error) {
	actions := python.NewDict()
	for _, method := range []string{http.MethodPut, http.MethodPost} {
		asked := *r
		asked.Method = method
		if e.Allow(&asked) != nil || e.Permit(&asked) != nil {
			continue
		}
		reached, err := e.reaches(&asked)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(e.resource.fields, func(f *field) bool { return f.BrokenChoices }); reached && i >= 0 {
			return nil, Crash("the serializer sets the field's choices to a list, which has no items()").Of(e.resource.fields[i].Name)
		}
		if reached {
			actions.Set(method, describe(r, e.resource.fields))
		}
	}
	return actions, nil
}

// reaches reports whether the user may change the object. The error is that of a server that crashes on the
// check.
func (e *Endpoint) reaches(r *Request) (bool, error) {
	if r.Method != http.MethodPut || e.resource.Single != nil {
		return true, nil
	}
	row, err := e.resource.look(r)
	if err == nil {
		err = e.resource.objectPermission(r, row)
	}
	var problem *Problem
	if errors.As(err, &problem) {
		return false, nil
	}
	return err == nil, err
}

// describe describes fields, with names and texts in the client's language where authentik has marked them
// for translation.
func describe(r *Request, fields []*field) *python.Dict {
	described := python.NewDict()
	for _, f := range fields {
		described.Set(f.Name, f.describe(r))
	}
	return described
}

func (f *field) describe(r *Request) *python.Dict {
	info := python.NewDict()
	info.Set("type", f.metadata())
	info.Set("required", f.Required)
	info.Set("read_only", f.ReadOnly)
	if f.title() != "" {
		info.Set("label", capitalized(f.shownLabel(r.Say)))
	}
	if f.Help != "" {
		info.Set("help_text", r.Say(messages.New(f.Help)))
	}
	if f.MaxLength > 0 {
		info.Set("max_length", int64(f.MaxLength))
	}
	if f.Min != 0 || f.Max != 0 {
		info.Set("min_value", f.Min)
		info.Set("max_value", f.Max)
	}
	switch {
	case f.Computed:
	case f.Kind == List && len(f.nested) > 0:
		info.Set("child", f.nested[0].describe(r))
	case f.Like != "":
		info.Set("children", describe(r, f.members(r)))
	case len(f.nested) > 0 && f.Many:
		info.Set("child", f.describeItem(r))
	case len(f.nested) > 0:
		info.Set("children", describe(r, f.nested))
	}
	if len(f.Choices) > 0 && !f.ReadOnly {
		info.Set("choices", f.describeChoices(r.Say))
	}
	return info
}

// metadata returns the type in OPTIONS: a serializer inside the serializer is an object, a list of them is
// not.
func (f *field) metadata() string {
	switch {
	case f.Type != "":
		return f.Type
	case f.Kind == List:
	case f.Like != "", len(f.nested) > 0 && !f.Many && !f.Computed:
		return nestedObject
	}
	return f.kind.metadata
}

// members returns the fields of the serializer inside the serializer.
func (f *field) members(r *Request) []*field {
	if f.Like != "" {
		return r.Site.Resource(f.Like).fields
	}
	return f.nested
}

// nestedObject is DRF's type name for a serializer inside a serializer.
const nestedObject = "nested object"

// describeItem describes the serializer inside a list.
func (f *field) describeItem(r *Request) *python.Dict {
	item := python.NewDict()
	item.Set("type", nestedObject)
	item.Set("required", f.Required || f.OwnItems)
	item.Set("read_only", f.ReadOnly && !f.OwnItems)
	item.Set("children", describe(r, f.nested))
	return item
}

func (f *field) describeChoices(say func(messages.Message) string) []any {
	choices := make([]any, len(f.Choices))
	for i, option := range f.Choices {
		choice := python.NewDict()
		choice.Set("value", option.Value)
		choice.Set("display_name", option.shown(say))
		choices[i] = choice
	}
	return choices
}

func (f *field) shownLabel(say func(messages.Message) string) string {
	if f.Translated {
		return say(messages.New(f.title()))
	}
	return f.title()
}

func (o Option) shown(say func(messages.Message) string) string {
	if o.Translated {
		return say(messages.New(o.Name))
	}
	return o.Name
}

// capitalized implements Django's capfirst.
func capitalized(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return strings.ToUpper(string(first)) + text[size:]
}
