package main

import (
	"net"
	"net/url"
	"strconv"
	"strings"
)

// typeable returns the address of a server as people type it. An address that stands for all those of the machine is no
// place to send a request to, so it becomes a loopback one.
func typeable(address net.Addr) string {
	host := address.String()
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return (&url.URL{Scheme: "http", Host: host}).String() // escapes the zone of an IPv6 address
}

// shellWord quotes an address that a shell would take for a pattern, as those with an IPv6 address are.
func shellWord(address string) string {
	if strings.Contains(address, "[") {
		return "'" + address + "'"
	}
	return address
}

// isLoopback reports whether only programs on this machine reach an address.
func isLoopback(address net.Addr) bool {
	tcp, ok := address.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
