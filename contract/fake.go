package contract

import (
	"net"
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock"
)

// recordingToken is the administrator's token in the recordings, some of whose requests spell it.
const recordingToken = "recording-token"

// startFake starts a newly installed fake on a loopback port, and returns how to stop it.
func startFake(profile string) (Target, func(), error) {
	handler, err := mock.New(mock.Options{Profile: profile, Seeds: []string{mock.SeedFresh}, Token: recordingToken})
	if err != nil {
		return Target{}, nil, err
	}
	return listen(handler, recordingToken)
}

// listen serves a handler on a loopback port.
func listen(handler http.Handler, token string) (Target, func(), error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Target{}, nil, err
	}
	server := &http.Server{Handler: handler}
	go server.Serve(listener)
	return Target{URL: "http://" + listener.Addr().String(), Token: token}, func() { server.Close() }, nil
}
