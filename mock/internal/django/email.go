package django

import (
	"net/netip"
	"strings"
	"unicode/utf8"
)

// maxEmail is the maximum number of characters in an address.
const maxEmail = 320

// Django's patterns ignore case, which in Python also matches the four non-ASCII letters that have an ASCII
// letter as their other case.
const (
	letters  = `A-Za-zİıſK`
	atom     = "[-!#$%&'*+/=?^_`{}|~0-9" + letters + `]+`
	quoted   = `"(?:[\x01-\x08\x0b\x0c\x0e-\x1f!#-\[\]-\x7f` + letters + `]|\\[\x01-\x09\x0b\x0c\x0e-\x7f` + letters + `])*"`
	name     = `A-Za-z\x{a1}-\x{ffff}`
	label    = `[` + name + `0-9](?:[` + name + `0-9-]{0,61}[` + name + `0-9])?`
	topLevel = `(?:[` + name + `][` + name + `-]{0,61}[` + name + `]|(?i:xn--[a-z0-9ıſKİ]{1,59}))`
)

var (
	emailUser   = pattern(`^(?:` + atom + `(?:\.` + atom + `)*|` + quoted + `)$`)
	emailDomain = pattern(`^(?:` + label + `\.)+` + topLevel + `$`)
	emailHost   = pattern(`^\[([A-Fa-f0-9:.]+)\]$`)
)

// IsEmail is Django's validate_email: at most 320 characters, before the last @ words with dots between them or a text
// in quotes, after it localhost, a domain of at least two labels, in any script, or an IP address in brackets.
func IsEmail(text string) bool {
	at := strings.LastIndexByte(text, '@')
	return at >= 0 && utf8.RuneCountInString(text) <= maxEmail && emailUser().MatchString(text[:at]) && isEmailDomain(text[at+1:])
}

func isEmailDomain(text string) bool {
	if text == "localhost" || emailDomain().MatchString(text) {
		return true
	}
	host := emailHost().FindStringSubmatch(text)
	if host == nil {
		return false
	}
	_, err := netip.ParseAddr(host[1])
	return err == nil
}
