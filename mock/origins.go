package mock

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// originOf returns the origin of an address in the form of the header Origin: scheme, host and port, in lower
// case and without the default port of the scheme. It is "" for an address that is not http or https.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is6() && ip.Zone() == "" {
		host = "[" + host + "]"
	} else if !isHostName(strings.TrimSuffix(host, ".")) {
		return ""
	}
	if port := u.Port(); port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host += ":" + port
	}
	return u.Scheme + "://" + host
}

// isLoopback reports whether an Origin header names a page on this machine: http or https, from localhost, a
// name under .localhost or a loopback address, with any port.
func isLoopback(origin string) bool {
	if origin == "" || originOf(origin) != origin {
		return false
	}
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || isBelow(host, ".localhost") || err == nil && ip.Unmap().IsLoopback()
}

// checkOrigins returns an error for origins in a form that browsers do not send, since these would never
// match.
func checkOrigins(origins []string) error {
	for _, origin := range origins {
		switch written := originOf(origin); {
		case written == "":
			return fmt.Errorf("origin %q cannot be allowed: write scheme, host and port, such as https://app.example.com "+
				"(--cors takes on and off too)", origin)
		case written != origin:
			return fmt.Errorf("origin %q is not written as browsers send it: write %s", origin, written)
		}
	}
	return nil
}

// isForeign reports whether a browser sends a request for a page of another origin than the fake's own. Programs send
// neither header.
func isForeign(r *http.Request) bool {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	for _, origin := range r.Header["Origin"] {
		if !strings.EqualFold(origin, scheme+r.Host) {
			return true
		}
	}
	for _, site := range r.Header["Sec-Fetch-Site"] {
		if site != "same-origin" && site != "none" { // none is what a person typed
			return true
		}
	}
	return false
}
