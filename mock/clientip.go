package mock

import (
	"net"
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// clientOf returns the client that sent a request, for authentik's log of events.
func clientOf(r *http.Request) *drf.Client {
	return &drf.Client{Path: r.URL.Path, Query: r.URL.RawQuery, Agent: r.UserAgent(), IP: clientIP(r)}
}

// unknownIP is the address of a client whose address is unknown.
const unknownIP = "255.255.255.255"

// clientIP returns the first address that proxies name, or that of the connection (authentik's
// ClientIPMiddleware behind its own proxy, which adds the connection's address to the header).
func clientIP(r *http.Request) string {
	if named := strings.Join(r.Header["X-Forwarded-For"], ","); named != "" {
		first, _, _ := strings.Cut(named, ",")
		return knownIP(strings.TrimSpace(first))
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	return knownIP(host)
}

func knownIP(text string) string {
	if django.IsIPv4(text) {
		return text
	}
	if clean, ok := django.CleanIPv6(text, true); ok {
		return clean
	}
	return unknownIP
}
