// Package resources declares what authentik declares: its models, serializers, filters, permissions and actions, one
// resource a file. Engine and server know none of them by name; package drf runs them, package store keeps their rows.
//
// To add a resource, write its file and name it here.
package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Site compiles everything that the fake serves in a contract. The error names a declaration that makes no sense.
func Site(c profile.Contract) (*drf.Site, error) {
	return drf.NewSite(c, drf.Declarations{Resources: all, Views: views, PageSizes: pageSizes, Audit: audit})
}

// all are the viewsets of the fake.
var all = []drf.Resource{
	userWriteStage,
	denyStage,
	allStages,
	flow,
	flowStageBinding,
	group,
	user,
	token,
	role,
	permission,
	assignedByRoles,
	assignedByUsers,
	heldByRoles,
	heldByUsers,
	brand,
	application,
	policyBinding,
	event,
	notification,
	blueprintInstances,
	settings,
}

// views are the addresses that are no viewsets.
var views = []drf.View{
	rootConfig,
	adminVersion,
	systemInfo,
	licenseSummary,
	schemaView,
}
