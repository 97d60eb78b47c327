package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/user_login is the stage that begins the session of the user.
var _ = declareStage("UserLoginStage", drf.Resource{
	Path: "stages/user_login", Type: "user_login",
	Fields: []drf.Field{
		timeSpan("session_duration", "seconds=0", "Determines how long a session lasts. Default of 0 means that the sessions lasts until the browser is closed. (Format: hours=-1;minutes=-2;seconds=-3)"),
		{
			Name: "terminate_other_sessions", Kind: drf.Boolean, Default: false,
			Help: "Terminate all other sessions of the user logging in.",
		},
		timeSpan("remember_me_offset", "seconds=0", "Offset the session will be extended by when the user picks the remember me option. Default of 0 means that the remember me option will not be shown. (Format: hours=-1;minutes=-2;seconds=-3)"),
		{
			Name: "network_binding", Kind: drf.Choice, Choices: networkBindings, Default: "no_binding",
			Help: "Bind sessions created by this stage to the configured network",
		},
		{
			Name: "geoip_binding", Kind: drf.Choice, Choices: geoIPBindings, Default: "no_binding",
			Help: "Bind sessions created by this stage to the configured GeoIP location",
		},
		timeSpan("remember_device", "days=30", "When set to a non-zero value, authentik will save a cookie with a longer expiry,to remember the device the user is logging in from. (Format: hours=-1;minutes=-2;seconds=-3)"),
	},
})

var networkBindings = []drf.Option{
	{Value: "no_binding", Name: "No Binding"},
	{Value: "bind_asn", Name: "Bind Asn"},
	{Value: "bind_asn_network", Name: "Bind Asn Network"},
	{Value: "bind_asn_network_ip", Name: "Bind Asn Network Ip"},
}

var geoIPBindings = []drf.Option{
	{Value: "no_binding", Name: "No Binding"},
	{Value: "bind_continent", Name: "Bind Continent"},
	{Value: "bind_continent_country", Name: "Bind Continent Country"},
	{Value: "bind_continent_country_city", Name: "Bind Continent Country City"},
}
