package main

import (
	"fmt"
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

// checkAddress returns an error if a text is not the address of a server. name says where it was written, such as --url.
func checkAddress(name, text string) error {
	address, err := url.Parse(text)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return usage(fmt.Errorf("%s %s is not an address: write it as http://127.0.0.1:9000", name, text))
	}
	return nil
}
