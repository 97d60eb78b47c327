package mock

import (
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// meta returns the variables that Django derives from an ASGI request, those that are text, in its order: the
// request line, the two ends of the connection, and the headers as authentik's proxy, a Go program, forwards
// them. length is that of the body.
func meta(r *http.Request, length int) *python.Dict {
	variables := python.NewDict()
	variables.Set("REQUEST_METHOD", r.Method)
	variables.Set("QUERY_STRING", r.URL.RawQuery)
	variables.Set("SCRIPT_NAME", "")
	variables.Set("PATH_INFO", r.URL.Path)
	client, _, _ := net.SplitHostPort(r.RemoteAddr)
	variables.Set("REMOTE_ADDR", client)
	variables.Set("REMOTE_HOST", client)
	name, port := "unknown", "0"
	if address, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		name, port, _ = net.SplitHostPort(address.String())
	}
	variables.Set("SERVER_NAME", name)
	variables.Set("SERVER_PORT", port)
	for _, header := range passedOn(r, client, length) {
		variables.Set(variable(header[0]), header[1])
	}
	return variables
}

// passedOn returns the headers, name and value, in the order in which Go's net/http writes them, without
// those of this connection and with the client's address.
func passedOn(r *http.Request, client string, length int) [][2]string {
	headers := [][2]string{{"Host", r.Host}}
	if agent := r.UserAgent(); agent != "" {
		headers = append(headers, [2]string{"User-Agent", agent})
	}
	if length > 0 || r.ContentLength == 0 && writes(r.Method) {
		headers = append(headers, [2]string{"Content-Length", strconv.Itoa(length)})
	}
	rest := maps.Clone(r.Header)
	for _, name := range []string{"User-Agent", "Content-Length", "Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade"} {
		delete(rest, name)
	}
	rest["X-Forwarded-For"] = []string{strings.Join(append(slices.Clone(r.Header["X-Forwarded-For"]), client), ", ")}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		if !strings.Contains(name, "_") { // Django takes no header whose variable another one could have
			headers = append(headers, [2]string{name, latin1(strings.Join(rest[name], ","))})
		}
	}
	return headers
}

// latin1 decodes the bytes of a header one by one, as Django does.
func latin1(value string) string {
	runes := make([]rune, len(value))
	for i := range len(value) {
		runes[i] = rune(value[i])
	}
	return string(runes)
}

// writes reports whether Go sends the length of an empty body.
func writes(method string) bool {
	return method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch
}

// variable returns the CGI name of a header.
func variable(header string) string {
	name := strings.ToUpper(strings.ReplaceAll(header, "-", "_"))
	if name == "CONTENT_LENGTH" || name == "CONTENT_TYPE" {
		return name
	}
	return "HTTP_" + name
}
