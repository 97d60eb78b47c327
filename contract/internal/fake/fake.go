// Package fake serves a newly installed fake on a loopback port.
package fake

import (
	"net"
	"net/http"

	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock"
)

// Token is the administrator's token in the recordings, some of whose requests spell it.
const Token = "recording-token"

// Start starts a newly installed fake on a loopback port, and returns how to stop it.
func Start(profile string) (wire.Target, func(), error) {
	handler, err := mock.New(mock.Options{Profile: profile, Seeds: []string{mock.SeedFresh}, Token: Token})
	if err != nil {
		return wire.Target{}, nil, err
	}
	return Listen(handler, Token)
}

// Listen serves a handler on a loopback port.
func Listen(handler http.Handler, token string) (wire.Target, func(), error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return wire.Target{}, nil, err
	}
	server := &http.Server{Handler: handler}
	go server.Serve(listener)
	return wire.Target{URL: "http://" + listener.Addr().String(), Token: token}, func() { server.Close() }, nil
}
