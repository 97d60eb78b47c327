package openapi

import "github.com/authentik-mock/authentik-mock/mock/profile"

// File is where the document of a profile is kept, relative to folder schemas. Profile documented has the one of
// 2025.10: the published documentation was made from documents of that generation and says the same.
func File(p profile.Profile) string {
	name := p.Name
	if p.Contract == profile.Documented {
		name = "2025.10"
	}
	return "openapi/" + name + ".json"
}
