package schemas

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas/internal/contracts"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

// Object is an object component of an OpenAPI document.
type Object struct {
	// Name is the component's name, such as UserWriteStageRequest.
	Name string
	// Description is the document's description; often empty.
	Description string
	// Members holds the object's members in the document's order, which is that of the serializer.
	Members []Member
}

// Member describes one member of an object, or the items of a list.
type Member struct {
	// Name is the member's name; empty in Items.
	Name string
	// Type is string, integer, number, boolean, array or object; empty if any value is valid.
	Type string
	// Component is the name of the component, an enumeration or an object, that describes the value. It is
	// empty for other values.
	Component string
	// Items describes the items of an array; nil for other types.
	Items *Member
	// Members holds the members of an object that is described in place; nil for one with a component of its
	// own.
	Members []Member
	// Nullable reports whether null is valid too.
	Nullable bool
	// Required reports whether the member must be present.
	Required bool
	// ReadOnly reports whether only the server sets the member.
	ReadOnly bool
	// Enum lists the valid values; nil if the document does not list them.
	Enum []string
	// MinLength and MaxLength limit a string's length in characters; nil means no limit.
	MinLength, MaxLength *int
	// MaxItems limits the length of a list; nil means no limit.
	MaxItems *int
	// Minimum and Maximum limit a number, both included; empty means no limit.
	Minimum, Maximum json.Number
	// Pattern is a regular expression of ECMA 262 that every valid string contains a match of; empty for
	// none.
	Pattern string
	// Format is uuid, date-time, email, uri or double; empty for none.
	Format string
	// Title and Description are the document's texts; often empty.
	Title, Description string
	// Default is the value of an absent member, as JSON; nil if the document has none.
	Default json.RawMessage
}

// Component returns an object component of a profile's OpenAPI document, such as UserWriteStageRequest. It is
// an error if there is no such component, or if it is not an object.
func Component(profileName, name string) (Object, error) {
	document, err := document(profileName)
	if err != nil {
		return Object{}, err
	}
	schema, err := document.Component(name)
	if err != nil {
		return Object{}, err
	}
	if schema.Type != "object" {
		return Object{}, fmt.Errorf("component %s is of type %s, not an object", name, schema.Type)
	}
	members, err := membersOf(document, schema)
	if err != nil {
		return Object{}, fmt.Errorf("component %s: %w", name, err)
	}
	return Object{Name: name, Description: schema.Description, Members: members}, nil
}

// ComponentAt returns the name of the component that describes an object of the resource at a path below
// /api/v3/, such as UserWriteStage for stages/user_write: the answer to a GET of one object, or the items of
// the list if objects have no address. It is an error if the profile's document has neither.
func ComponentAt(profileName, path string) (string, error) {
	document, err := document(profileName)
	if err != nil {
		return "", err
	}
	for _, address := range []*regexp.Regexp{objectAddress, listAddress} {
		for _, described := range document.Paths {
			rest, below := strings.CutPrefix(described.Name, "/"+path+"/")
			get, readable := described.Value.Get("get")
			if !below || !readable || !address.MatchString(rest) {
				continue
			}
			operation, err := get.Value()
			if err != nil {
				return "", fmt.Errorf("GET %s: %w", described.Name, err)
			}
			if body := contracts.ResponseBody(operation); body != nil {
				return itemOf(document, body.Target())
			}
		}
	}
	return "", fmt.Errorf("profile %s has no objects at %s", profileName, path)
}

// objectAddress and listAddress match the part after a resource's path in the address of one object and of
// the list.
var (
	objectAddress = regexp.MustCompile(`^\{[^{}]+\}/$`)
	listAddress   = regexp.MustCompile(`^$`)
)

// itemOf returns the component of the objects of a page, or the component itself if it is not a page.
func itemOf(document *openapi.Document, name string) (string, error) {
	page, err := document.Component(name)
	if err != nil {
		return "", err
	}
	if results, ok := page.Properties.Get("results"); ok && results.Items != nil {
		return results.Items.Target(), nil
	}
	return name, nil
}

func membersOf(document *openapi.Document, schema *openapi.Schema) ([]Member, error) {
	var members []Member
	for _, property := range schema.Properties {
		member, err := memberOf(document, property.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", property.Name, err)
		}
		member.Name = property.Name
		member.Required = slices.Contains(schema.Required, property.Name)
		members = append(members, member)
	}
	return members, nil
}

func memberOf(document *openapi.Document, schema *openapi.Schema) (Member, error) {
	member := Member{
		Type: schema.Type, Component: schema.Target(), Nullable: schema.Nullable, ReadOnly: schema.ReadOnly,
		Enum: schema.Enum, MinLength: schema.MinLength, MaxLength: schema.MaxLength, MaxItems: schema.MaxItems,
		Minimum: schema.Minimum, Maximum: schema.Maximum, Pattern: schema.Pattern, Format: schema.Format,
		Title: schema.Title, Description: schema.Description, Default: schema.Default,
	}
	if member.Component != "" {
		target, err := document.Component(member.Component)
		if err != nil {
			return Member{}, err
		}
		member.Type, member.Enum = target.Type, target.Enum
	}
	if schema.Items != nil {
		items, err := memberOf(document, schema.Items)
		if err != nil {
			return Member{}, err
		}
		member.Items = &items
	}
	var err error
	member.Members, err = membersOf(document, schema)
	return member, err
}

// documents parses the document of a profile, once.
var documents = profile.Once(func(p profile.Profile) (*openapi.Document, error) {
	text, err := OpenAPI(p.Name)
	if err != nil {
		return nil, err
	}
	return openapi.Parse(text)
})

func document(profileName string) (*openapi.Document, error) {
	p, err := profile.Parse(profileName)
	if err != nil {
		return nil, err
	}
	return documents(p)
}
