package resources

import (
	"cmp"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Rule is a declaration of a resource that applies in some versions only.
type Rule struct {
	// Resource is the path of the resource or view, Kind what is declared: resource, view, member, value, filter,
	// search, list, action or used by; and Name its name, with a dot before a value.
	Resource, Kind, Name string
	profile.Span
}

// Rules returns the dated declarations of all resources, sorted by resource, kind, name and bounds.
func Rules() []Rule {
	var rules []Rule
	adder := func(path string) addRule {
		return func(kind, name string, span profile.Span) {
			if span.Dated() {
				rules = append(rules, Rule{path, kind, name, span})
			}
		}
	}
	for _, v := range declared.views {
		adder(v.Path)("view", v.Path, v.Span)
	}
	for _, f := range flags {
		path := "admin/settings"
		if f.public {
			path = "core/brands" // whose current one shows them to everyone
		}
		adder(path)("value", "flags."+f.name, f.Span)
	}
	eachOption("template", emailTemplates, adder("stages/email"))
	for _, r := range declared.resources {
		add := adder(r.Path)
		add("resource", r.Path, r.Span)
		add("search", "the columns", r.SearchSpan)
		add("search", "the language", r.AskSpan)
		eachChange("objects have no address", r.NoDetail, add)
		eachChange("pages have no autocomplete", r.Plain, add)
		eachChange("users find their own rows only", r.OwnOnly, add)
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
			cmp.Compare(a.From(), b.From()), cmp.Compare(a.Before(), b.Before()))
	})
	return slices.Compact(rules)
}

// addRule takes a declaration; only a dated one is a rule.
type addRule func(kind, name string, span profile.Span)

func eachChange(name string, changes profile.History[bool], add addRule) {
	for _, span := range changes.Spans() {
		add("list", name, span)
	}
}

func eachField(within string, fields []drf.Field, add addRule) {
	for _, f := range fields {
		add("member", within+f.Name, f.Span)
		eachOption(within+f.Name, f.Choices, add)
		eachField(within+f.Name+".", f.Fields, add)
	}
}

func eachOption(of string, options []drf.Option, add addRule) {
	for _, o := range options {
		add("value", of+"."+o.Value, o.Span)
	}
}
