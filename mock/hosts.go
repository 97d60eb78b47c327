package mock

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// A page whose name is made to point at this machine (DNS rebinding) has the origin of the fake, so that the
// browser lets it read everything. Its Host shows this: it is a name that someone else owns. So the fake
// accepts only this machine's own names, and those in its options.

// allowedHosts are the host names that the fake accepts in addition to those of this machine: example.com is
// one name, .example.com that name and all below it, *.example.com only those below it.
type allowedHosts []string

// newAllowedHosts validates names and normalizes them for comparison.
func newAllowedHosts(names []string) (allowedHosts, error) {
	var allowed allowedHosts
	for _, given := range names {
		name := strings.ToLower(strings.TrimSuffix(given, "."))
		bare := strings.TrimPrefix(strings.TrimPrefix(name, "*"), ".")
		if !isHostName(bare) || strings.HasPrefix(name, "*") && !strings.HasPrefix(name, "*.") {
			return nil, fmt.Errorf("host %q cannot be allowed: give a name without scheme, port and path, in ASCII, such as authentik.example.com, "+
				"or .example.com for that name and all below it", given)
		}
		allowed = append(allowed, name)
	}
	return allowed, nil
}

// guarded answers 421 to a request for another host, whatever its address, and passes on all others.
func (f *fake) guarded(next handler) handler {
	return func(c *call) {
		if host := c.r.Host; !f.hosts.allow(host) && !isTestRequest(c.r) {
			c.because(drf.Reason{Layer: drf.LayerAddress, Code: "host_not_allowed", Why: "another host: " + drf.Shortened(host), Value: drf.Shortened(host)})
			ownProblem(c.w, http.StatusMisdirectedRequest, hostProblem, misdirected(host))
			return
		}
		next(c)
	}
}

// isTestRequest reports whether r was made by httptest.NewRequest, which calls its host example.com, and was passed to the
// handler without a connection.
func isTestRequest(r *http.Request) bool {
	return r.Host == "example.com" && r.Context().Value(http.LocalAddrContextKey) == nil
}

// misdirected returns the detail of the refusal.
func misdirected(host string) string {
	name, ok := hostName(strings.ToLower(host))
	if !ok {
		name = "NAME"
	}
	return "The Host of this request is neither localhost, a name under .localhost, an IP address nor a name without a dot: " +
		"start authentik-mock with --allow-host " + name + " if it may be asked by that name."
}

// allow reports whether the fake accepts host, the value of a Host header.
func (a allowedHosts) allow(host string) bool {
	if inner, bracketed := strings.CutPrefix(host, "["); bracketed {
		text, port, closed := strings.Cut(inner, "]")
		address, err := netip.ParseAddr(text)
		return closed && isPort(port) && err == nil && address.Is6()
	}
	name, ok := hostName(host)
	if !ok {
		return false
	}
	return !strings.Contains(name, ".") || isBelow(name, ".localhost") || isIPv4(name) || a.named(name)
}

// named reports whether name is one of the allowed ones.
func (a allowedHosts) named(name string) bool {
	for _, allowed := range a {
		switch allowed[0] {
		case '.':
			if strings.EqualFold(name, allowed[1:]) || isBelow(name, allowed) {
				return true
			}
		case '*':
			if isBelow(name, allowed[1:]) {
				return true
			}
		default:
			if strings.EqualFold(name, allowed) {
				return true
			}
		}
	}
	return false
}

// hostName returns the name of a host without its port and without a trailing dot; ok is false if it is not a
// name.
func hostName(host string) (name string, ok bool) {
	name = host
	if i := strings.IndexByte(host, ':'); i >= 0 {
		if !isPort(host[i:]) {
			return "", false
		}
		name = host[:i]
	}
	name = strings.TrimSuffix(name, ".")
	return name, isHostName(name)
}

// isHostName reports whether every label of a name is non-empty and consists of ASCII letters, digits, - and
// _.
func isHostName(name string) bool {
	before := byte('.')
	for i := range len(name) {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		case c == '.' && before != '.':
		default:
			return false
		}
		before = name[i]
	}
	return before != '.'
}

// isPort reports whether text may follow the name of a host: it is empty, or a colon and digits.
func isPort(text string) bool {
	return text == "" || text[0] == ':' && strings.Trim(text[1:], "0123456789") == ""
}

// isBelow reports whether a name ends with suffix, which begins with a dot, and has more before it.
func isBelow(name, suffix string) bool {
	rest := len(name) - len(suffix)
	return rest > 0 && strings.EqualFold(name[rest:], suffix)
}

// isIPv4 reports whether a name is an IPv4 address. It calls the parser only for names that end with a digit,
// since failing costs more than succeeding.
func isIPv4(name string) bool {
	if last := name[len(name)-1]; last < '0' || last > '9' {
		return false
	}
	_, err := netip.ParseAddr(name)
	return err == nil
}
