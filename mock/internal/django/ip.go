package django

import (
	"net/netip"
	"strings"
	"unicode/utf8"
)

// longestIPv6 is the maximum number of characters that Django reads as an IPv6 address.
const longestIPv6 = 39

// CleanIPv6 implements Django's clean_ipv6_address: it returns an IPv6 address as Python writes it, without
// its zone. unpack converts an IPv4-mapped address to IPv4. ok is false for an invalid address.
func CleanIPv6(text string, unpack bool) (clean string, ok bool) {
	if utf8.RuneCountInString(text) > longestIPv6 {
		return "", false
	}
	text, zone, zoned := strings.Cut(text, "%")
	if zoned && (zone == "" || strings.Contains(zone, "%")) {
		return "", false
	}
	address, err := netip.ParseAddr(text)
	if err != nil || !address.Is6() {
		return "", false
	}
	if unpack {
		address = address.Unmap()
	}
	return address.String(), true
}

// IsIPv4 reports whether Python accepts a text as an IPv4 address.
func IsIPv4(text string) bool {
	address, err := netip.ParseAddr(text)
	return err == nil && address.Is4()
}
