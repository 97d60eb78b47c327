package django

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// URLRule is a URLValidator.
type URLRule struct {
	// form is compiled at its first use: its classes have thousands of letters, which would be a tenth of a start.
	form func() *regexp.Regexp
}

// HostLabel is a regular expression for one of the words between the dots of a host name.
const HostLabel = `[a-z0-9\x{a1}-\x{ffff}](?:[a-z0-9\x{a1}-\x{ffff}-]{0,61}[a-z0-9\x{a1}-\x{ffff}])?`

const (
	ipv4Byte = `(?:0|25[0-5]|2[0-4][0-9]|1[0-9]?[0-9]?|[1-9][0-9]?)`
	ipv4     = ipv4Byte + `(?:\.` + ipv4Byte + `){3}`
	ipv6     = `\[[0-9a-f:.]+\]`
	// pythonSpace is Python's \s, for the inside of a class.
	pythonSpace = `\s\v\x{1c}-\x{1f}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}`

	longestURL  = 2048
	longestHost = 253
)

// NewURLRule returns a rule with a regular expression for host names that are not IP addresses. It must have
// no anchors.
func NewURLRule(host string) *URLRule {
	return &URLRule{form: pattern(`(?i)^[a-z0-9.+-]*://(?:[^` + pythonSpace + `:@/]+(?::[^` + pythonSpace + `:@/]*)?@)?(?:` +
		ipv4 + `|` + ipv6 + `|` + host + `)(?::\p{Nd}{1,5})?(?:[/?#][^` + pythonSpace + `]*)?$`)}
}

// Takes reports whether text is a valid address with one of the schemes.
func (u *URLRule) Takes(text string, schemes []string) bool {
	scheme, rest, _ := strings.Cut(text, "://")
	if utf8.RuneCountInString(text) > longestURL || !slices.Contains(schemes, strings.ToLower(scheme)) || !u.form().MatchString(text) {
		return false
	}
	place := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		place = rest[:end]
	}
	return soundPlace(place)
}

// soundPlace reports whether Python's urlsplit accepts the part with the host: it must have brackets only
// around an IPv6 address, and no letter that is another form of a separator.
func soundPlace(place string) bool {
	host := place[strings.LastIndexByte(place, '@')+1:]
	if strings.ContainsAny(place, "[]") {
		inner, after, closed := strings.Cut(strings.TrimPrefix(host, "["), "]")
		address, err := netip.ParseAddr(inner)
		return strings.HasPrefix(host, "[") && closed && (after == "" || after[0] == ':') && err == nil && address.Is6() && strings.Count(place, "[") == 1
	}
	if plain := norm.NFKC.String(strings.NewReplacer("@", "", ":", "", "#", "", "?", "").Replace(place)); strings.ContainsAny(plain, "/?#@:") {
		return false
	}
	host, _, _ = strings.Cut(host, ":")
	return host != "" && utf8.RuneCountInString(host) <= longestHost
}
