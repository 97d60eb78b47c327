package resources

import "github.com/authentik-mock/authentik-mock/mock/python"

// iterable reports whether Python can iterate over a JSON value. null cannot be iterated over, but is shown.
func iterable(value any) bool {
	switch value.(type) {
	case nil, []any, *python.Dict, string:
		return true
	}
	return false
}

// footerLinks shows the links in the settings, which may be any JSON, as a list of FooterLinkSerializer does.
func footerLinks(value any) any {
	links := []any{}
	switch items := value.(type) {
	case nil:
		return nil
	case []any:
		for _, item := range items {
			links = append(links, footerLink(item))
		}
	case *python.Dict:
		for name := range items.All() {
			links = append(links, footerLink(name))
		}
	case string:
		for _, letter := range items {
			links = append(links, footerLink(string(letter)))
		}
	}
	return links
}

// footerLink shows one link: its address, null if it has none, and its name, if it has one, both as text. A
// value that is not an object has neither.
func footerLink(item any) any {
	if item == nil {
		return nil
	}
	link := python.NewDict()
	link.Set("href", nil)
	object, _ := item.(*python.Dict)
	for _, name := range []string{"href", "name"} {
		if object == nil {
			break
		}
		if value, there := object.Get(name); there {
			link.Set(name, textOrNull(value))
		}
	}
	return link
}

func textOrNull(value any) any {
	if value == nil {
		return nil
	}
	return python.Str(value)
}
