package resources

import (
	"cmp"
	"math"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// policies/geoip is a policy about the place of a client's address, and about its network.
var _ = declarePolicy("ak-policy-geoip-form", drf.Resource{
	Path: "policies/geoip", Type: "geoip", Title: "Geo Ip Policy", Description: "GeoIP Viewset",
	Model: drf.Model{
		App: "authentik_policies_geoip", Name: "geoippolicy", Object: "GeoIPPolicy",
		Verbose: "GeoIP Policy", VerbosePlural: "GeoIP Policies",
	},
	Fields: []drf.Field{
		{
			Name: "asns", Kind: drf.List, Default: []any{},
			Fields: []drf.Field{{Name: "asns", Kind: drf.Integer, Required: true, Min: lowestInteger, Max: highestInteger}},
		},
		{
			Name: "countries", Kind: drf.List, Required: true, MaxLength: 249, Check: setOfCountries,
			Fields: []drf.Field{{Kind: drf.Choice, ChoicesOf: countryOptions, Parse: parseCountry}},
		},
		{
			Name: "countries_obj", Kind: drf.List, Source: "countries", ReadOnly: true, Value: describedCountries,
			Fields: []drf.Field{{Kind: drf.Choice, Required: true, ChoicesOf: countryOptions}},
		},
		{Name: "check_history_distance", Kind: drf.Boolean, Default: false},
		{Name: "history_max_distance_km", Kind: drf.Integer, Default: int64(100), Max: math.MaxInt64, Span: profile.Until(bigIntegers, profile.Document)},
		{Name: "history_max_distance_km", Kind: drf.BigInteger, Default: int64(100), Max: math.MaxInt64, Span: profile.Since(bigIntegers, profile.Document)},
		amount("distance_tolerance_km", 50, ""),
		amount("history_login_count", 5, ""),
		{Name: "check_impossible_travel", Kind: drf.Boolean, Default: false},
		amount("impossible_tolerance_km", 100, ""),
	},
	Filters: []drf.Filter{{Name: "name"}},
})

// bigIntegers is the contract from which on REST framework has a field of its own for long integers.
var bigIntegers = profile.V2026_5RC1

// parseCountry accepts a country by its code of two or three letters, its number or its English name, or an
// object with one of these as code.
func parseCountry(r *drf.Request, value any) (any, *messages.Message) {
	sent := value
	if object, ok := value.(*python.Dict); ok {
		sent, _ = object.Get("code")
	}
	if value != "" {
		if code := countriesOf(r.Contract).find(sent); code != "" || !python.Truth(sent) {
			return code, nil
		}
	}
	message := messages.New(`"{input}" is not a valid choice.`, "input", python.Str(sent)).Coded("invalid_choice")
	return nil, &message
}

// setOfCountries sorts the codes and drops those that are there twice, and empty ones.
func setOfCountries(_ *drf.Request, _ *store.Row, value any) (any, *messages.Message) {
	codes := slices.Clone(value.([]any))
	slices.SortFunc(codes, func(a, b any) int { return cmp.Compare(a.(string), b.(string)) })
	return slices.DeleteFunc(slices.Compact(codes), func(code any) bool { return code == "" }), nil
}

// describedCountries returns the codes with their names.
func describedCountries(r *drf.Request, row *store.Row) any {
	codes, _ := row.Get("countries").([]any)
	described := make([]any, len(codes))
	for i, code := range codes {
		described[i] = python.DictOf("code", code, "name", countriesOf(r.Contract).names[code.(string)])
	}
	return described
}
