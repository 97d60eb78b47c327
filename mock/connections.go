package mock

import (
	"net"
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/memory"
)

// perConnection is the approximate memory of a connection in bytes, with a head of moderate size.
const perConnection = 40 << 10

// CountConnections returns a function for [http.Server.ConnState] of a server whose handler is a fake. It
// counts the memory of open connections, so that memory is returned to the system when many of them end.
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
