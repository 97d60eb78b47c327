package main

import (
	"net"
	"net/url"
	"strconv"
	"strings"
)

// typeable returns the address of a server in a form to type. A wildcard address, which cannot be a
// destination, becomes a loopback address.
func typeable(address net.Addr) string {
	host := address.String()
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return (&url.URL{Scheme: "http", Host: host}).String() // escapes the zone of an IPv6 address
}

// shellWord quotes an address that a shell would read as a pattern, such as one with an IPv6 address.
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
