// Package fake starts newly installed fakes for runs.
package fake

import (
	"net"
	"net/http"

	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock"
)

// token is the administrator's token in the recordings; some of the recorded requests contain it.
const token = "recording-token"

// Start starts a newly installed fake on a loopback port and returns a function that stops it. Two
// fakes with the same ids give their objects the same ids; "" makes them random.
func Start(profile, ids string) (wire.Target, func(), error) {
	target, err := New(profile, ids)
	if err != nil {
		return wire.Target{}, nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return wire.Target{}, nil, err
	}
	server := &http.Server{Handler: target.Handler}
	go server.Serve(listener)
	return wire.Target{URL: "http://" + listener.Addr().String(), Token: token}, func() { server.Close() }, nil
}

// New is like [Start] without a network.
func New(profile, ids string) (wire.Target, error) { return Handler(profile, ids, mock.SeedFresh) }

// Handler is like [New] for a fake that begins with seeds.
func Handler(profile, ids string, seeds ...string) (wire.Target, error) {
	handler, err := mock.New(mock.Options{Profile: profile, Seeds: seeds, Token: token, IDs: ids, Explain: true})
	return wire.Target{Handler: handler, Token: token}, err
}
