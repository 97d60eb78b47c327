package resources

import (
	"encoding/json"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// policies/event_matcher passes events, for the rules of notifications.
var _ = declarePolicy("ak-policy-event-matcher-form", drf.Resource{
	Path: "policies/event_matcher", Type: "event_matcher", Title: "Event Matcher Policy", Description: "Event Matcher Policy Viewset",
	Model: drf.Model{
		App: "authentik_policies_event_matcher", Name: "eventmatcherpolicy", Object: "EventMatcherPolicy",
		Verbose: "Event Matcher Policy", VerbosePlural: "Event Matcher Policies",
	},
	Fields: []drf.Field{
		{
			Name: "action", Kind: drf.Choice, Null: true, Choices: eventActions,
			Help: "Match created events with this action type. When left empty, all action types will be matched.",
		},
		{
			Name: "client_ip", Kind: drf.Char, Null: true,
			Help: "Matches Event's Client IP (strict matching, for network matching use an Expression Policy)",
		},
		{
			Name: "app", Kind: drf.Choice, Null: true, ChoicesOf: matchedApps,
			Help: "Match events created by selected application. When left empty, all applications are matched.",
		},
		{
			Name: "model", Kind: drf.Choice, Null: true, ChoicesOf: matchedModels,
			Help: "Match events created by selected model. When left empty, all models are matched. When an app is selected, all the application's models are matched.",
		},
		{Name: "query", Kind: drf.Char, Null: true, Span: profile.Since(profile.V2026_5RC1, profile.Document)},
	},
	Validate: anythingMatched,
})

// anythingMatched implements a check for empty texts, which no field takes: all that is left of it is that it
// looks at the action first, which must be in the request, even in a PATCH.
func anythingMatched(_ *drf.Request, _ *store.Row, values drf.Values) error {
	if _, sent := values["action"]; !sent {
		return drf.Crash("the serializer looks up the action among the sent members, and a dictionary raises a KeyError").Of("action")
	}
	return nil
}

// matched holds what an event matcher can match: the apps with their names, and the models, in the order in
// which Django loads them. The files static/…/event_matcher.json have both from real servers, and for the
// releases that were not recorded from their documents.
type matched struct {
	Apps   [][2]string `json:"apps"`
	Models []string    `json:"models"`
}

var matchedBy = profile.Once(func(p profile.Profile) (m matched, err error) {
	text, err := readStaticFile(staticFiles, p, p.Document, "event_matcher.json")
	if err != nil {
		return m, err
	}
	err = json.Unmarshal(text, &m)
	return m, err
})

func matchedApps(c profile.Contract) ([]drf.Option, error) {
	m, err := matchedBy(c.Profile())
	if err != nil {
		return nil, err
	}
	var options []drf.Option
	for _, app := range m.Apps {
		options = append(options, drf.Option{Value: app[0], Name: app[1]})
	}
	return options, nil
}

// labelledModels is the span in which OPTIONS shows a model's label instead of its name.
var labelledModels = profile.Dated("OPTIONS shows the labels of models", profile.Since(profile.V2026_5RC1, profile.Recorded))

func matchedModels(c profile.Contract) ([]drf.Option, error) {
	m, err := matchedBy(c.Profile())
	if err != nil {
		return nil, err
	}
	s, err := staticOf(c)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, model := range s.models {
		names[model.App+"."+model.Model] = model.Verbose
	}
	var options []drf.Option
	for _, label := range m.Models {
		name := names[label]
		if labelledModels.In(c) {
			name = label
		}
		options = append(options, drf.Option{Value: label, Name: name})
	}
	return options, nil
}
