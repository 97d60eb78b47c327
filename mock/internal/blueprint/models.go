package blueprint

import (
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// exists reports whether the contract's version of authentik has a model. The app is case-sensitive, the
// model is not, except for a meta model.
func (l *loader) exists(app, model string) bool {
	if isMeta(app) {
		return model == metaApply || l.contentType(app, model)
	}
	return l.contentType(app, model)
}

func (l *loader) contentType(app, model string) bool {
	return slices.Contains(withoutPermissions, app+"."+strings.ToLower(model)) ||
		l.request.Tx.Find("content_type", "app_label", app, "model", strings.ToLower(model)) != nil
}

// withoutPermissions lists models of every version that have no permissions and are therefore missing from
// authentik's lists.
var withoutPermissions = []string{"auth.user", "authentik_core.session"}

// allowed reports whether a blueprint may have entries of a model.
func (l *loader) allowed(app, model string) bool {
	if slices.Contains(withoutPermissions, app+"."+strings.ToLower(model)) {
		return false
	}
	row := l.request.Tx.Find("content_type", "app_label", app, "model", strings.ToLower(model))
	return row == nil || row.Get("assignable") == true
}

// classes maps the models that blueprints may not have entries of to authentik's name for their class. Base
// classes, whose child models are meant, come first, then models of objects that authentik creates itself.
var classes = map[string]string{
	"authentik_core.groupsourceconnection":        "authentik.core.models.GroupSourceConnection",
	"authentik_core.propertymapping":              "authentik.core.models.PropertyMapping",
	"authentik_core.provider":                     "authentik.core.models.Provider",
	"authentik_core.source":                       "authentik.core.models.Source",
	"authentik_core.usersourceconnection":         "authentik.core.models.UserSourceConnection",
	"authentik_endpoints.connector":               "authentik.endpoints.models.Connector",
	"authentik_flows.stage":                       "authentik.flows.models.Stage",
	"authentik_outposts.outpostserviceconnection": "authentik.outposts.models.OutpostServiceConnection",
	"authentik_policies.policy":                   "authentik.policies.models.Policy",
	"authentik_policies.policybindingmodel":       "authentik.policies.models.PolicyBindingModel",

	"auth.group":                                                            "django.contrib.auth.models.Group",
	"auth.permission":                                                       "django.contrib.auth.models.Permission",
	"auth.user":                                                             "django.contrib.auth.models.User",
	"authentik_core.authenticatedsession":                                   "authentik.core.models.AuthenticatedSession",
	"authentik_core.groupancestrynode":                                      "authentik.core.models.GroupAncestryNode",
	"authentik_core.groupparentagenode":                                     "authentik.core.models.GroupParentageNode",
	"authentik_core.session":                                                "authentik.core.models.Session",
	"authentik_endpoints.device":                                            "authentik.endpoints.models.Device",
	"authentik_endpoints.deviceconnection":                                  "authentik.endpoints.models.DeviceConnection",
	"authentik_endpoints.devicefactsnapshot":                                "authentik.endpoints.models.DeviceFactSnapshot",
	"authentik_endpoints_connectors_agent.agentdeviceconnection":            "authentik.endpoints.connectors.agent.models.AgentDeviceConnection",
	"authentik_endpoints_connectors_agent.appleindependentsecureenclave":    "authentik.endpoints.connectors.agent.models.AppleIndependentSecureEnclave",
	"authentik_endpoints_connectors_agent.applenonce":                       "authentik.endpoints.connectors.agent.models.AppleNonce",
	"authentik_endpoints_connectors_agent.deviceauthenticationtoken":        "authentik.endpoints.connectors.agent.models.DeviceAuthenticationToken",
	"authentik_endpoints_connectors_agent.devicetoken":                      "authentik.endpoints.connectors.agent.models.DeviceToken",
	"authentik_enterprise.licenseusage":                                     "authentik.enterprise.models.LicenseUsage",
	"authentik_flows.flowtoken":                                             "authentik.flows.models.FlowToken",
	"authentik_policies_reputation.reputation":                              "authentik.policies.reputation.models.Reputation",
	"authentik_policies_unique_password.userpasswordhistory":                "authentik.enterprise.policies.unique_password.models.UserPasswordHistory",
	"authentik_providers_google_workspace.googleworkspaceprovidergroup":     "authentik.enterprise.providers.google_workspace.models.GoogleWorkspaceProviderGroup",
	"authentik_providers_google_workspace.googleworkspaceprovideruser":      "authentik.enterprise.providers.google_workspace.models.GoogleWorkspaceProviderUser",
	"authentik_providers_microsoft_entra.microsoftentraprovidergroup":       "authentik.enterprise.providers.microsoft_entra.models.MicrosoftEntraProviderGroup",
	"authentik_providers_microsoft_entra.microsoftentraprovideruser":        "authentik.enterprise.providers.microsoft_entra.models.MicrosoftEntraProviderUser",
	"authentik_providers_oauth2.accesstoken":                                "authentik.providers.oauth2.models.AccessToken",
	"authentik_providers_oauth2.authorizationcode":                          "authentik.providers.oauth2.models.AuthorizationCode",
	"authentik_providers_oauth2.devicetoken":                                "authentik.providers.oauth2.models.DeviceToken",
	"authentik_providers_oauth2.refreshtoken":                               "authentik.providers.oauth2.models.RefreshToken",
	"authentik_providers_proxy.proxysession":                                "authentik.providers.proxy.models.ProxySession",
	"authentik_providers_rac.connectiontoken":                               "authentik.providers.rac.models.ConnectionToken",
	"authentik_providers_saml.samlsession":                                  "authentik.providers.saml.models.SAMLSession",
	"authentik_providers_scim.scimprovidergroup":                            "authentik.providers.scim.models.SCIMProviderGroup",
	"authentik_providers_scim.scimprovideruser":                             "authentik.providers.scim.models.SCIMProviderUser",
	"authentik_providers_ssf.stream":                                        "authentik.enterprise.providers.ssf.models.Stream",
	"authentik_providers_ssf.streamevent":                                   "authentik.enterprise.providers.ssf.models.StreamEvent",
	"authentik_rbac.systempermission":                                       "authentik.rbac.models.SystemPermission",
	"authentik_sources_scim.scimsourcegroup":                                "authentik.sources.scim.models.SCIMSourceGroup",
	"authentik_sources_scim.scimsourceuser":                                 "authentik.sources.scim.models.SCIMSourceUser",
	"authentik_stages_authenticator_endpoint_gdtc.endpointdevice":           "authentik.enterprise.stages.authenticator_endpoint_gdtc.models.EndpointDevice",
	"authentik_stages_authenticator_endpoint_gdtc.endpointdeviceconnection": "authentik.enterprise.stages.authenticator_endpoint_gdtc.models.EndpointDeviceConnection",
	"authentik_stages_authenticator_static.statictoken":                     "authentik.stages.authenticator_static.models.StaticToken",
	"authentik_stages_authenticator_webauthn.webauthndevicetype":            "authentik.stages.authenticator_webauthn.models.WebAuthnDeviceType",
	"authentik_stages_consent.userconsent":                                  "authentik.stages.consent.models.UserConsent",
	"authentik_tasks.task":                                                  "authentik.tasks.models.Task",
	"authentik_tenants.tenant":                                              "authentik.tenants.models.Tenant",
	"contenttypes.contenttype":                                              "django.contrib.contenttypes.models.ContentType",
	"guardian.groupobjectpermission":                                        "guardian.models.models.GroupObjectPermission",
	"guardian.userobjectpermission":                                         "guardian.models.models.UserObjectPermission",
	"guardian.rolemodelpermission":                                          "guardian.models.models.RoleModelPermission",
	"guardian.roleobjectpermission":                                         "guardian.models.models.RoleObjectPermission",
	"sessions.session":                                                      "django.contrib.sessions.models.Session",
}

// known reads the model of an entry, and returns an error for one that authentik does not have.
func (s *scope) known() error {
	app, model, _ := strings.Cut(s.entry.label, ".")
	if s.exists(app, model) {
		return nil
	}
	return unknownModel(s.Wrong(s.entry.model.GetToken(), "authentik %s has no model %s", s.release(), s.entry.label), app, model)
}

// mayBe returns an error for a model that blueprints may not have entries of.
func (s *scope) mayBe(m drf.Registered) error {
	app, model, _ := strings.Cut(s.entry.label, ".")
	if s.allowed(app, model) {
		return nil
	}
	err := s.Wrong(s.entry.model.GetToken(), "authentik does not allow entries in blueprints of %s", s.entry.label)
	if m.Resource != nil && m.Type == "" && len(m.Resource.Children) > 0 {
		err = s.Wrong(s.entry.model.GetToken(), "%s is the base of several models: name one of them", s.entry.label)
	}
	class := classes[app+"."+strings.ToLower(model)]
	if class == "" {
		class = s.entry.label
	}
	return s.invalid(err, "Model <class '"+class+"'> not allowed")
}

// release returns the contract's version of authentik as text.
func (l *loader) release() string {
	return l.request.Contract.Profile().Version
}
