package resources

import (
	"cmp"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Rule is a declaration of a resource that applies in some versions only.
type Rule struct {
	// Resource is the path of the resource, Kind what is declared: resource, member, value, filter, action or
	// used by; and Name its name, with a dot before a value.
	Resource, Kind, Name string
	profile.Span
}

// Rules returns the dated declarations of all resources, sorted by resource, kind, name and bounds.
func Rules() []Rule {
	var rules []Rule
	for _, r := range declared.resources {
		add := func(kind, name string, span profile.Span) {
			if span.Dated() {
				rules = append(rules, Rule{r.Path, kind, name, span})
			}
		}
		add("resource", r.Path, r.Span)
		add("search", "the columns", r.SearchSpan)
		add("search", "the language", r.AskSpan)
		eachField("", r.Fields, add)
		for _, f := range r.Filters {
			add("filter", f.Name, f.Span)
			eachOption(f.Name, f.Choices, add)
		}
		for _, a := range r.Actions {
			add("action", a.Name, a.Span)
		}
		for _, u := range r.UsedBy {
			add("used by", u.Model.Label(), u.Span)
		}
	}
	slices.SortFunc(rules, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.Since, b.Since), cmp.Compare(a.Until, b.Until))
	})
	return slices.Compact(rules)
}

func eachField(within string, fields []drf.Field, add func(kind, name string, span profile.Span)) {
	for _, f := range fields {
		add("member", within+f.Name, f.Span)
		eachOption(within+f.Name, f.Choices, add)
		eachField(within+f.Name+".", f.Fields, add)
	}
}

func eachOption(of string, options []drf.Option, add func(kind, name string, span profile.Span)) {
	for _, o := range options {
		add("value", of+"."+o.Value, o.Span)
	}
}
