package schemas

import (
	"slices"
	"strings"
)

// shapeDeviation is a rule of [Shape], not of a schema, that real servers break.
type shapeDeviation struct{ member, keyword, got string }

// shapeDeviations apply in every profile.
var shapeDeviations = []shapeDeviation{
	// Members without a value, of serializers that read a dict.
	{"CurrentBrand.flow_recovery", "required", "none"},
	{"CurrentBrand.flow_unenrollment", "required", "none"},
	{"CurrentBrand.flow_device_code", "required", "none"},
	{"CurrentBrand.flow_lockdown", "required", "none"},
	{"CurrentBrand.flow_request", "required", "none"},
	{"CurrentBrand.flow_user_switch", "required", "none"},
	{"SessionUser.original", "required", "none"},
	// The answer is a list of challenges as the stages wrote them, not as the serializer would.
	{"UserSetting.icon_url", "required", "none"},
	{"UserSetting", "order", "title, component, object_uid, configure_url"},
	// The answer of service_account is a dict, whose order no serializer sets.
	{"UserServiceAccountResponse", "order", "username, user_uid, user_pk, group_pk, token"},
	// A binding of a policy or a user has no group. That such bindings have no policy or user otherwise was
	// recorded.
	{"PartialGroup", "type", "null"},
	// Nor has an invitation for every flow one of its own. That was recorded.
	{"Flow", "type", "null"},
	// The templates of mails have no icons, and the preview of a prompt is in no flow. That was recorded.
	{"TypeCreate.icon_url", "required", "none"},
	{"PromptChallenge.flow_info", "required", "none"},
	{"PromptChallenge.response_errors", "required", "none"},
	// The files of blueprints are a worker's own objects, with the version of their format and with seconds: that
	// is said by authentik's source.
	{"BlueprintFile", "order", "path, hash, last_m, meta"},
	{"BlueprintFile.last_m", "type", "an integer"},
	// The description of the server's runtime is a dict too.
	{
		"SystemInfo.runtime", "order",
		"architecture, authentik_version, environment, openssl_fips_enabled, openssl_version, platform, python_version, uname",
	},
	// Flags that were set before a version that has others.
	{"Settings.flags.flows_refresh_others", "required", "none"},
	{"Settings.flags.policies_buffered_access_view", "required", "none"},
	{"Settings.flags.flows_continuous_login", "required", "none"},
	{"Settings.flags.enterprise_audit_include_expanded_diff", "required", "none"},
	{"Settings.flags.core_default_app_access", "required", "none"},
}

// extended are the components whose objects have further members: those of a child's own serializer, with which
// the parent's shows it, or those of a worker's object.
var extended = []string{"Policy", "BlueprintFile"}

func deviates(f Fault) bool {
	component, _, _ := strings.Cut(f.Member, ".")
	return f.Keyword == "properties" && slices.Contains(extended, component) ||
		slices.Contains(shapeDeviations, shapeDeviation{f.Member, f.Keyword, f.Got})
}
