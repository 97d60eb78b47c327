package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/store"

// Tables are the tables of the fake: one for every model that it knows, and one for every many-to-many relation.
// Child models of Stage share their parent's table and are told apart by its column "type".
func Tables() []*store.Schema {
	return []*store.Schema{
		{
			Name: "user", PK: "id", Serial: true,
			Columns: []string{"id", "username", "name", "is_active", "last_login", "date_joined", "email", "attributes",
				"path", "type", "uuid", "password_change_date", "last_updated", "password"},
			Unique:  [][]string{{"username"}},
			Ordered: [][]string{{"name"}},
		},
		{
			Name: "group", PK: "group_uuid",
			Columns: []string{"group_uuid", "name", "is_superuser", "parent", "attributes"},
			Unique:  [][]string{{"name"}},
			Refs:    []store.Ref{{Column: "parent", To: "group", OnDelete: store.SetNull}},
		},
		{
			Name: "role", PK: "uuid",
			Columns: []string{"uuid", "name"},
			Unique:  [][]string{{"name"}},
		},
		linkTable("membership", "user", "group"),
		{
			Name: "parentage", PK: "uuid",
			Columns: []string{"uuid", "child", "parent"},
			Unique:  [][]string{{"child", "parent"}},
			Refs:    []store.Ref{{Column: "child", To: "group"}, {Column: "parent", To: "group"}},
		},
		linkTable("group_role", "group", "role"),
		linkTable("user_role", "user", "role"),
		{
			Name: "content_type", PK: "id", Serial: true,
			Columns: []string{"id", "app_label", "model", "app_verbose", "verbose", "assignable"},
			Unique:  [][]string{{"app_label", "model"}},
		},
		{
			Name: "blueprint_instance", PK: "instance_uuid",
			Columns: []string{"instance_uuid", "name", "path", "enabled", "content", "managed", "status"},
			Unique:  [][]string{{"name"}},
		},
		{
			// label is app_label.codename, by which everything else names a permission.
			Name: "permission", PK: "id", Serial: true,
			Columns: []string{"id", "name", "codename", "content_type", "label"},
			Unique:  [][]string{{"label"}},
			Ordered: [][]string{{"name"}},
			Refs:    []store.Ref{{Column: "content_type", To: "content_type"}},
		},
		permissionTable("role"),
		objectPermissionTable("role"),
		permissionTable("user"),
		objectPermissionTable("user"),
		{
			Name: "token", PK: "token_uuid",
			Columns: []string{"token_uuid", "managed", "identifier", "intent", "user", "description", "expires", "expiring", "key"},
			Unique:  [][]string{{"identifier"}, {"managed"}},
			Ordered: [][]string{{"key"}},
			Refs:    []store.Ref{{Column: "user", To: "user"}},
		},
		{
			Name: "flow", PK: "flow_uuid",
			Columns: []string{"flow_uuid", "policybindingmodel_ptr_id", "name", "slug", "title", "designation", "background",
				"policy_engine_mode", "compatibility_mode", "layout", "denied_action", "authentication"},
			Unique:  [][]string{{"slug"}, {"policybindingmodel_ptr_id"}},
			Ordered: [][]string{{"slug", "name"}, {"name"}},
		},
		{
			Name: "stage", PK: "stage_uuid",
			Columns: []string{"stage_uuid", "type", "name", "user_creation_mode", "create_users_as_inactive",
				"create_users_group", "user_type", "user_path_template", "deny_message", "configure_flow"},
			Unique: [][]string{{"name"}},
			Refs: []store.Ref{
				{Column: "create_users_group", To: "group", OnDelete: store.SetNull},
				{Column: "configure_flow", To: "flow", OnDelete: store.SetNull},
			},
		},
		{
			Name: "binding", PK: "fsb_uuid",
			Columns: []string{"fsb_uuid", "policybindingmodel_ptr_id", "target", "stage", "evaluate_on_plan",
				"re_evaluate_policies", "order", "policy_engine_mode", "invalid_response_action"},
			Unique:  [][]string{{"target", "stage", "order"}, {"policybindingmodel_ptr_id"}},
			Ordered: [][]string{{"order", "fsb_uuid"}},
			Refs:    []store.Ref{{Column: "target", To: "flow"}, {Column: "stage", To: "stage"}},
		},
		{
			Name: "application", PK: "pbm_uuid",
			Columns: []string{"pbm_uuid", "name", "slug", "provider", "open_in_new_tab", "meta_launch_url", "meta_icon",
				"meta_description", "meta_publisher", "policy_engine_mode", "group"},
			Unique:  [][]string{{"slug"}},
			Ordered: [][]string{{"name"}},
		},
		// Providers and certificates are named by others; the fake has none.
		{
			Name: "provider", PK: "id", Serial: true, Columns: []string{"id", "backchannel_application"},
			Refs: []store.Ref{{Column: "backchannel_application", To: "application", OnDelete: store.SetNull}},
		},
		{Name: "certificate", PK: "kp_uuid", Columns: []string{"kp_uuid"}},
		linkTable("client_certificate", "brand", "certificate"),
		{
			Name: "policy", PK: "policy_uuid",
			Columns: []string{"policy_uuid", "name", "execution_logging"},
			Unique:  [][]string{{"name"}},
		},
		{
			Name: "policy_binding", PK: "policy_binding_uuid",
			Columns: []string{"policy_binding_uuid", "policy", "group", "user", "target", "negate", "enabled", "order",
				"timeout", "failure_result"},
			Unique:  [][]string{{"policy", "target", "order"}},
			Ordered: [][]string{{"order", "policy_binding_uuid"}},
			Refs: []store.Ref{
				{Column: "policy", To: "policy"}, {Column: "group", To: "group"}, {Column: "user", To: "user"},
				{Column: "target", To: "flow", Key: "policybindingmodel_ptr_id"},
				{Column: "target", To: "binding", Key: "policybindingmodel_ptr_id"},
				{Column: "target", To: "application"},
			},
		},
		{
			Name: "tenant", PK: "tenant_uuid",
			Columns: []string{"tenant_uuid", "avatars", "default_user_change_name", "default_user_change_email",
				"default_user_change_username", "event_retention", "reputation_lower_limit", "reputation_upper_limit",
				"footer_links", "gdpr_compliance", "impersonation", "impersonation_require_reason", "default_token_duration",
				"default_token_length", "pagination_default_page_size", "pagination_max_page_size", "flags"},
		},
		{
			Name: "event", PK: "event_uuid", Keep: mostEvents,
			Columns: []string{"event_uuid", "user", "action", "app", "context", "client_ip", "created", "expires", "brand"},
		},
		{
			Name: "notification", PK: "uuid",
			Columns: []string{"uuid", "user", "severity", "body", "hyperlink", "hyperlink_label", "created", "seen"},
			Refs:    []store.Ref{{Column: "user", To: "user"}},
		},
		{
			Name: "brand", PK: "brand_uuid",
			Columns: []string{"brand_uuid", "domain", "default", "branding_title", "branding_logo", "branding_favicon",
				"branding_custom_css", "branding_default_flow_background", "flow_authentication", "flow_invalidation",
				"flow_recovery", "flow_unenrollment", "flow_user_settings", "flow_device_code", "default_application",
				"web_certificate", "attributes"},
			Unique: [][]string{{"domain"}},
			Refs: []store.Ref{
				{Column: "flow_authentication", To: "flow", OnDelete: store.SetNull},
				{Column: "flow_invalidation", To: "flow", OnDelete: store.SetNull},
				{Column: "flow_recovery", To: "flow", OnDelete: store.SetNull},
				{Column: "flow_unenrollment", To: "flow", OnDelete: store.SetNull},
				{Column: "flow_user_settings", To: "flow", OnDelete: store.SetNull},
				{Column: "flow_device_code", To: "flow", OnDelete: store.SetNull},
				{Column: "default_application", To: "application", OnDelete: store.SetNull},
				{Column: "web_certificate", To: "certificate", OnDelete: store.SetNull},
			},
		},
	}
}

// permissionTable holds what a role or a user may do with all objects, objectPermissionTable what with one.
func permissionTable(holder string) *store.Schema {
	return &store.Schema{
		Name: holder + "_permission", PK: "id", Serial: true, Columns: []string{"id", holder, "permission"},
		Unique: [][]string{{holder, "permission"}},
		Refs:   []store.Ref{{Column: holder, To: holder}},
	}
}

func objectPermissionTable(holder string) *store.Schema {
	return &store.Schema{
		Name: holder + "_object_permission", PK: "id", Serial: true, Columns: []string{"id", holder, "permission", "object"},
		Unique: [][]string{{holder, "permission", "object"}},
		Refs:   []store.Ref{{Column: holder, To: holder}},
	}
}

// linkTable is the table of a many-to-many relation; its columns are called as the tables they refer to.
func linkTable(name, near, far string) *store.Schema {
	return &store.Schema{
		Name: name, PK: "id", Serial: true, Columns: []string{"id", near, far},
		Unique: [][]string{{near, far}},
		Refs:   []store.Ref{{Column: near, To: near}, {Column: far, To: far}},
	}
}
