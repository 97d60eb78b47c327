// Package resources declares what authentik declares: its models, serializers, filters, permissions and actions, one
// resource a file. Engine and server know none of them by name; package drf runs them, package store keeps their rows.
//
// To add a resource, write its file and name it here.
package resources

import "github.com/authentik-mock/authentik-mock/mock/drf"

// All are the viewsets of the fake.
var All = []drf.Resource{
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
	brand,
	application,
	policyBinding,
	event,
	notification,
}

// Views are the addresses that are no viewsets.
var Views = []drf.View{
	rootConfig,
	adminVersion,
	systemInfo,
	licenseSummary,
	schemaView,
}
