package resources

import (
	"net/http"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// stages/email is the stage that sends users a link, with which they verify their address or get in again.
var _ = declareStage("EmailStage", drf.Resource{
	Path: "stages/email", Type: "email",
	Fields: slices.Concat(emailSettings(drf.Field{Name: "password", Kind: drf.Char, Blank: true, Default: "", Secret: true, WriteOnly: true}), []drf.Field{
		timeSpan("token_expiry", "minutes=30", tokenExpiryHelp),
		{Name: "subject", Kind: drf.Char, Default: "authentik"},
		{Name: "template", Kind: drf.Char, Default: "email/password_reset.html", Check: knownTemplate, BrokenChoices: true},
		{Name: "activate_user_on_success", Kind: drf.Boolean, Default: false, Help: "Activate users upon completion of stage."},
		{Name: "recovery_max_attempts", Kind: drf.Integer, Default: int64(5), Max: highestInteger},
		timeSpan("recovery_cache_timeout", "minutes=5", "The time window used to count recent account recovery attempts. If the number of attempts exceed recovery_max_attempts within this period, further attempts will be rate-limited. (Format: hours=1;minutes=2;seconds=3)."),
	}),
	Actions: []drf.Action{
		{Name: "templates", Description: "Get all available templates, including custom templates", Method: http.MethodGet, Run: templateList},
	},
}, "name", "use_global_settings", "host", "port", "username", "use_tls", "use_ssl", "timeout", "from_address",
	"token_expiry", "subject", "template", "activate_user_on_success")

// emailTemplates are the templates of mails that authentik comes with, by their files.
var emailTemplates = []drf.Option{
	{Value: "email/password_reset.html", Name: "Password Reset"},
	{Value: "email/account_confirmation.html", Name: "Account Confirmation"},
	{Value: "email/email_otp.html", Name: "Email OTP"},
	{Value: "email/event_notification.html", Name: "Event Notification"},
	{Value: "email/invitation.html", Name: "Invitation", Span: profile.Since(profile.V2026_5RC1, profile.Document)},
}

// knownTemplate refuses templates that authentik does not come with.
func knownTemplate(r *drf.Request, _ *store.Row, value any) (any, *messages.Message) {
	for _, template := range profile.Holding(r.Contract, emailTemplates) {
		if template.Value == value {
			return value, nil
		}
	}
	message := messages.Raw("Invalid template '" + value.(string) + "' specified.")
	return nil, &message
}

func templateList(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	templates := []any{}
	for _, template := range profile.Holding(r.Contract, emailTemplates) {
		listed := python.DictOf("name", template.Value, "description", r.Say(messages.New(template.Name)), "component", "", "model_name", "", "requires_enterprise", false)
		if typesDeprecate.In(r.Contract) {
			listed.Set("deprecated", false)
		}
		templates = append(templates, listed)
	}
	return &drf.Response{Status: http.StatusOK, Body: templates}, nil
}

// typesDeprecate is the span in which a type that can be created tells whether it is deprecated.
var typesDeprecate = profile.Dated("types tell whether they are deprecated", profile.Since(profile.V2025_12, profile.Recorded))
