package describe

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Resource is a resource that a profile serves.
type Resource struct {
	// Path is the address of the list below /api/v3/, without a trailing slash: "core/groups".
	Path string
	// Table is the table of its objects. Resources with the same table show the same objects.
	Table string
	// Search lists the columns that ?search= covers.
	Search []string
	// Members lists the declared members of its objects, in order.
	Members []Member
}

// Member is a member of a resource's answer.
type Member struct {
	Name string
	// Required reports whether a new object needs the member.
	Required bool
	// Integer reports whether the member is an integer.
	Integer bool
	// Given reports whether a seed and a scenario may set the member.
	Given bool
	// To is the table that the member refers to by key, "" if it is not a reference.
	To string
	// Choices lists the values of a choice, nil for other members.
	Choices []string
	// List reports whether the member is a list; To and Choices are then those of its items.
	List bool
}

// Of returns a value of the member with one item: the item, or a list of it.
func (m Member) Of(item any) any {
	if m.List {
		return []any{item}
	}
	return item
}

// Resources returns the resources that the fake serves for a contract, sorted by path. An error reports an
// invalid declaration.
func Resources(c profile.Contract) ([]Resource, error) {
	site, err := resources.Site(c)
	if err != nil {
		return nil, err
	}
	var all []Resource
	for _, path := range site.Paths() {
		declared := site.Resource(path)
		all = append(all, Resource{Path: path, Table: declared.Model.Table, Search: declared.Search, Members: members(declared)})
	}
	return all, nil
}

func members(declared *drf.Compiled) []Member {
	var all []Member
	for _, f := range declared.Declared() {
		m := Member{Name: f.Name, Required: f.Required && !f.ReadOnly, Integer: f.Kind == drf.Integer || f.Kind == drf.BigInteger}
		_, _, m.Given = declared.Member(f.Name)
		item := f
		if m.List = f.Kind == drf.List || f.Kind == drf.ManyRelated; f.Kind == drf.List && len(f.Fields) > 0 {
			item = f.Fields[0]
		}
		switch item.Kind {
		case drf.Related, drf.ManyRelated:
			m.To = item.To
		case drf.Choice:
			for _, option := range item.Choices {
				m.Choices = append(m.Choices, option.Value)
			}
		}
		all = append(all, m)
	}
	return all
}

// Permissions returns the permissions of all contracts, as app_label.codename.
func Permissions() []string { return resources.PermissionNames() }
