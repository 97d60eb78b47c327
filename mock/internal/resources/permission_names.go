package resources

import "github.com/authentik-mock/authentik-mock/mock/profile"

// PermissionNames are the permissions of all contracts, as app_label.codename.
func PermissionNames() []string {
	var names []string
	seen := map[string]bool{}
	for _, p := range profile.All {
		for _, model := range permittedModels(p.Contract) {
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
