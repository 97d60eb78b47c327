package drf

import "github.com/authentik-mock/authentik-mock/mock/profile"

// What authentik set for all its resources at once, by contract.

// paging is authentik's Pagination class: 100 a page and no limit before 2025.12, 20 and at most 100 since.
var paging = []struct {
	pageSizes
	since, until profile.Contract
}{
	{pageSizes{normal: 100}, profile.Documented, profile.V2025_12},
	{pageSizes{normal: 20, most: 100}, profile.V2025_12, 0},
}
