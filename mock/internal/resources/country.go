package resources

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// policies/geoip_iso3166 lists the countries. Their names stay English: no server was asked for others.
var _ = show(drf.View{
	Path: "policies/geoip_iso3166", Title: "Iso3166", Description: "Get all countries in ISO-3166-1", AllowAny: true,
	Run: func(r *drf.Request) (*drf.Response, error) {
		list, err := orjson.Parse(staticFor(r).countries)
		return &drf.Response{Status: http.StatusOK, Body: list}, err
	},
})

// countries are those of a release, as django-countries has them.
type countries struct {
	options []drf.Option
	// names holds the names by code; codes the codes by name in lower case.
	names, codes map[string]string
}

var countriesByRelease = profile.Once(func(p profile.Profile) (*countries, error) {
	s, err := staticOf(p.Contract)
	if err != nil {
		return nil, err
	}
	var list []struct{ Code, Name string }
	if err := json.Unmarshal(s.countries, &list); err != nil {
		return nil, err
	}
	all := &countries{names: map[string]string{}, codes: map[string]string{}}
	for _, each := range list {
		all.options = append(all.options, drf.Option{Value: each.Code, Name: each.Name})
		all.names[each.Code], all.codes[strings.ToLower(each.Name)] = each.Name, each.Code
	}
	return all, nil
})

// countriesOf returns the countries of a contract. They exist, since no site is compiled without them.
func countriesOf(c profile.Contract) *countries {
	all, _ := countriesByRelease(c.Profile().Source())
	return all
}

func countryOptions(c profile.Contract) ([]drf.Option, error) {
	all, err := countriesByRelease(c.Profile().Source())
	if err != nil {
		return nil, err
	}
	return all.options, nil
}

// find returns the code of two letters for any code or the name of a country, "" if there is none.
func (c *countries) find(value any) string {
	text := python.Str(value)
	code := cases.Upper(language.Und).String(text) // as Python does: ß is SS, South Sudan
	if c.names[code] == "" {
		code = otherCodes()[unpadded(code)]
	}
	if c.names[code] != "" {
		return code
	}
	return c.codes[strings.ToLower(text)]
}

// unpadded returns a text of decimal digits, of any script, as the number that it is, and other texts unchanged.
func unpadded(text string) string {
	for _, r := range text {
		if !unicode.Is(unicode.Nd, r) {
			return text
		}
	}
	number, _ := python.ParseInt(text)
	return python.Str(number)
}

//go:embed country_codes.txt
var countryCodes string

// otherCodes maps the codes of three letters and the numbers of ISO 3166-1 to the codes of two letters.
var otherCodes = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	for line := range strings.Lines(countryCodes) {
		words := strings.Fields(line)
		codes[words[1]], codes[words[2]] = words[0], words[0]
	}
	return codes
})
