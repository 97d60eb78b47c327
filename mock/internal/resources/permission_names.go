package resources

import "github.com/authentik-mock/authentik-mock/mock/profile"

// PermissionNames returns the permissions of all contracts with data, as app_label.codename.
func PermissionNames() []string {
	var names []string
	seen := map[string]bool{}
	for _, p := range profile.All {
		s, err := staticOf(p.Contract)
		if err != nil {
			continue // its site says which file is missing
		}
		for _, model := range s.models {
			for _, permission := range model.all() {
				if name := model.App + "." + permission[0]; !seen[name] {
					seen[name] = true
					names = append(names, name)
				}
			}
		}
	}
	return names
}
