package mock

import (
	"net"
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/memory"
)

// perConnection is about how much memory a connection takes, with a head of some size.
const perConnection = 40 << 10

// CountConnections is for [http.Server.ConnState] of a server whose handler is a fake: it counts the memory of open
// connections, so that the end of many gives it back to the system.
func CountConnections() func(net.Conn, http.ConnState) {
	var open memory.Gauge
	return func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(perConnection)
		case http.StateClosed, http.StateHijacked:
			open.Add(-perConnection)
		}
	}
}
